"""What is a whole page?"""
