"""Which question must be answered before going on?"""
