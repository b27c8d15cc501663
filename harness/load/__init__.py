"""Locust users and what they need to know: who invokes what, and how the answer counts.

Belongs here: what any locustfile can use (users, clients, arrivals, popularity, sizes, pace,
putting items into a table, a clock that skips quiet time), and everything that imports locust
(``user``, ``pace``, ``ending``, ``options`` and ``measuring``; importing them lets locust patch the
process, so nothing outside a locustfile imports them). Does not: what one application's load is
about (``scenarios/``), starting locust, or judging capacity (``report``).
"""
