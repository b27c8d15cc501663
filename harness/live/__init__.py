"""What goes on right now: the same entries as the ledger's, counted as they come, read over HTTP.

Belongs here: figures of a running stack, as JSON and for Prometheus. Does not: anything that is
kept (that is the ledger's), judged (report) or limited (capacity).
"""
