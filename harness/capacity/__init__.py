"""DynamoDB's throughput rules: units, token buckets, limits, prices. Pure arithmetic.

Belongs here: a rule of AWS's with its source and date. Does not: a socket, a clock, wire JSON, a
``float``. Units are half-units as ``int``, money is ``Decimal``, time is ``now_ns``.
"""
