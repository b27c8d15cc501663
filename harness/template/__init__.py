"""A SAM template → the model: the only reader of YAML.

Belongs here: reading, expanding, resolving and checking a template, and saying on which line it is
wrong. Does not: starting anything, or deciding what a value costs or limits.
"""

from harness.template.application import load_application

__all__ = ["load_application"]
