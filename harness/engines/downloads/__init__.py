"""DynamoDB Local's files: which they are, and how they come into the user's cache."""
