"""The HTTP/1.1 shell that the gateway and the front door share: asyncio and httptools.

Belongs here: bytes on sockets. Does not: what any of them mean. It is not a web framework because
one was measured: aiohttp kept 30 % of DynamoDB Local's own rate where this shape kept 80 %.
"""
