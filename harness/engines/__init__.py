"""Starts and stops what is real: the JVM with DynamoDB Local, function runtimes, their parts.

Belongs here: processes, the files that they need, what this machine has of them. ``database`` has
the engine, ``functions`` the runtimes, ``containers`` both in containers, ``downloads`` the files;
what several of them use stands beside them. Does not: what is said to an engine once it answers
(``dynamodb``, ``lambdas``).
"""
