"""Locust users and what they need to know: who invokes what, and how the answer counts.

Belongs here: clients of the endpoint under load, the population that they act on, and everything
that imports locust (``user`` alone does; importing it lets locust patch the process, so nothing
outside a locustfile imports it). Does not: starting locust, or judging capacity (``report``).
"""
