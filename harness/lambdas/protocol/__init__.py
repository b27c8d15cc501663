"""Lambda's HTTP API and its words, pure.

Sources, where a module names no other: botocore's service model (1.44, 2026-11), the developer
guide (2026-11), and what LocalStack's snapshot tests recorded on AWS (2024-04 to 2026-01).
"""
