"""How is it kept on this laptop?"""
