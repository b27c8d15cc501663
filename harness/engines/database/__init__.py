"""DynamoDB Local on a Java of this machine, started here or by somebody else.

Belongs here: Java, its archive of classes, the engine's process. Does not: the same engine in a
container (``containers``), and the files that it consists of (``downloads``).
"""
