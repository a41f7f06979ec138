"""How do laptops reach the central store over a network?"""
