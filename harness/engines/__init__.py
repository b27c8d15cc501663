"""Starts and stops what is real: the JVM with DynamoDB Local, function runtimes, their parts.

Belongs here: processes, the artifacts they need, what this machine has of them. Does not: what is
said to an engine once it answers (``dynamodb``, ``lambdas``).
"""
