"""How does what a visitor hands over become fields?"""
