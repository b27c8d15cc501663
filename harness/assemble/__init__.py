"""The composition root: what a stack is made of, in which order it is started, how it is joined.

Belongs here: what has to know every room. Does not: anything that a single room can know.
"""
