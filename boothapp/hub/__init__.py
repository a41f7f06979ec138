"""Where does it all come together?"""
