"""From an unmodified SAM template to a DynamoDB capacity verdict, on your own machine.

The rooms and who may import whom are in ``docs/architecture.md``; import-linter holds them.
"""
