"""Append, read back and count: JSON lines of entries, never changed once written.

Belongs here: the file format of a run, and the one definition of each figure that is counted from
it (``figures.sql``; ``counter.py`` as entries come). Does not: what follows from the figures
(``report``).
"""
