"""Lambda's HTTP API and its words, pure. Sources: facts/lambda-and-iam.md A, checked 2026-11-23."""
