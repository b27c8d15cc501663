"""What a plan does with somebody's traffic: profile × traffic × plan, by the gateway's own rules.

Belongs here: the three values, the draw of requests by second, the walk through buckets and alarms,
the bill, the search for the cheapest plan. Does not: a socket, a file, a clock, how a figure is
shown. Half-units are ``int``, money is ``Decimal``, time and seed are arguments. NumPy costs 59 MB
on disk and some 0.2 s at import: only what draws and walks imports it (``arrivals`` and whatever
imports that), never ``profile``, ``measure``, ``plan``, ``traffic*``, ``outcome`` or ``cost``.
"""
