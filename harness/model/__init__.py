"""Frozen values that every room shares. No behaviour beyond what a value says of itself.

Belongs here: a noun that two rooms exchange. Does not: anything that decides, parses or prints.
"""
