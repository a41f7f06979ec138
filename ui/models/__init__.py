"""How do rows reach a view?"""
