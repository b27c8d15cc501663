"""The front door: AWS's Lambda API over a pool of real runtimes.

Belongs here: Lambda's wire (``protocol``, pure), the Runtime API that environments speak, and the
way of an invocation. Does not: which environment serves it (``pool``), how a process is started
(``engines``).
"""
