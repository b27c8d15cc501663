"""Functions as processes of this machine: their Python, their packages, what they see of the disk.

Belongs here: everything from a ``Function`` to a running process that asks for invocations, and the
code that runs in it before the function's own. Does not: what it is asked (``lambdas``), and the
same function in a container (``containers``).
"""
