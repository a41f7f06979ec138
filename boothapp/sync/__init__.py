"""How does it travel?"""
