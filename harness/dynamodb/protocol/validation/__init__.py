"""What AWS refuses of a request by itself: no table, no capacity and no stored item is asked.

``door`` is the way in, and the gateway calls it once for every request. What it lets through in the
hot path is what ``fast_path`` finds nothing wrong with; AWS's words are looked for only where
something is. ``rules`` goes deeper, for a request that is about to be refused for another reason,
also by the engine: AWS would have named the request's own fault first.

Belongs here: JSON types, the service model's constraints, attribute values, legacy conditions,
which parameters go together. Not here: key schemas, indexes, table states, sizes of what is stored.
"""
