"""Tests that share one stack, told apart: what each consumed, and tables of its own.

Belongs here: a case, from its opening to its end, as the pytest plugin sees it over HTTP. Does not:
what a table is or how it is made anew (``dynamodb``), and pytest (``pytest_plugin``).
"""
