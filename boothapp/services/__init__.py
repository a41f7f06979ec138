"""What can a user do?"""
