"""Append and read back: one JSON line an entry, never changed once written.

Belongs here: the file format of a run. Does not: what the entries add up to (``report``).
"""
