"""What do laptop, hub and files say to each other?"""
