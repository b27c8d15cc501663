"""Lambda's control plane: what functions there are, and what is kept of them. One noun a file.

Belongs here: what an operation does to what is kept. Does not: the words and shapes of AWS
(``protocol``), who runs a function (``fleet``).
"""
