"""What AWS has besides DynamoDB and Lambda: whose a request is, and its refusal.

Belongs here: telling services apart, and an error in each one's protocol, with HTTP 400: SDKs retry
a 5xx, and would take a 200 that is not that service's own for its answer. Does not: what DynamoDB
and Lambda answer, nor any other service's work.
"""
