"""What a plan does with somebody's traffic: profile × traffic × plan, by the gateway's own rules.

Belongs here: the three values, the draw of requests by second, the walk through buckets and alarms,
the bill, the search for the cheapest plan. Does not: a socket, a file, a clock, how a figure is
shown. Half-units are ``int``, money is ``Decimal``, time and seed are arguments. NumPy is imported
by ``arrivals``, ``buckets``, ``demand``, ``partitions``, ``simulation`` and ``solver`` alone, so
that a command which simulates nothing does not pay for it.
"""
