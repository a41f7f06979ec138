"""Which part is used more than once, and knows no service?"""
