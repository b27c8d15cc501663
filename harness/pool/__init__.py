"""Which environment serves which invocation: pure decisions, events in and commands out.

Belongs here: the lifecycle of execution environments and who waits for whom. Does not: a process,
a socket, a clock. Events are in the past tense, commands in the imperative.
"""
