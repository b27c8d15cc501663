"""The composition root: what a stack is made of, in which order it is started, how it is joined.

Belongs here: what has to know every room: the start steps (``stack``), the joining (``serving``),
the one table of paths (``routes``). Does not: anything that a single room can know.
"""
