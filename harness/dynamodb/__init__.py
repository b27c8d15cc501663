"""The gateway: a thin proxy that makes DynamoDB Local honest about capacity.

Belongs here: DynamoDB's wire (``protocol``, pure) and the way of a call through the gateway. Does
not: a capacity rule (``capacity``).
"""
