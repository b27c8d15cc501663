"""Two connections joined: what comes in on one goes out on the other, until one of them ends."""

import asyncio
from collections.abc import Callable
from typing import cast

_CONNECT_S = 10


class UpstreamLostError(Exception):
    """The other side refused the connection, or closed it before its answer was whole."""


class Tunnel:
    """A connection to somebody else, open, and not yet joined to a client's.

    ``greeting``: what the client reads first. ``one_way``: the client has said all that it has to
    say, and what it sends after that is dropped.
    """

    def __init__(self, far: "End", *, greeting: bytes = b"", one_way: bool = False) -> None:
        self.far = far
        self._greeting = greeting
        self._one_way = one_way

    @property
    def address(self) -> str:
        """The far end's IP address."""
        return str(self.far.transport.get_extra_info("peername")[0])

    def send(self, data: bytes) -> None:
        """Send to the far end what the client said before the two are joined."""
        self.far.transport.write(data)

    def close(self) -> None:
        """Close a connection that was never joined."""
        self.far.transport.close()

    def join(
        self, client: asyncio.Transport, ahead: bytes, on_lost: Callable[["End"], None]
    ) -> "End":
        """The client's end. ``ahead``: what it has sent already."""
        near = End(on_lost, listens=not self._one_way)
        near.connection_made(client)
        near.other, self.far.other = self.far.transport, client
        client.set_protocol(near)
        client.write(self._greeting)
        near.data_received(ahead)
        client.resume_reading()
        self.far.transport.resume_reading()
        return near


async def open_tunnel(
    host: str, port: int, *, greeting: bytes = b"", one_way: bool = False
) -> Tunnel:
    """Raises UpstreamLostError where nobody answers there."""
    loop = asyncio.get_running_loop()

    async def connect() -> End:
        async with asyncio.timeout(_CONNECT_S):
            return (await loop.create_connection(End, host, port))[1]

    try:
        # In a task of its own: handlers run outside of any, and a time-out needs one.
        far = await loop.create_task(connect())
    except (OSError, TimeoutError) as error:
        raise UpstreamLostError(str(error) or f"no answer in {_CONNECT_S} s") from error
    far.transport.pause_reading()
    return Tunnel(far, greeting=greeting, one_way=one_way)


class End(asyncio.Protocol):
    """One end of a tunnel; ``other`` is the other end's connection."""

    def __init__(
        self, on_lost: Callable[["End"], None] = lambda end: None, *, listens: bool = True
    ) -> None:
        self.transport: asyncio.Transport
        self.other: asyncio.Transport | None = None
        self._on_lost = on_lost
        self._listens = listens

    def abort(self) -> None:
        """Close at once, and drop what is not sent yet."""
        self.transport.abort()

    def sweep(self) -> None:
        """Whether an end is stalled is for those who talk through the tunnel to say."""

    # asyncio's side

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """asyncio's: the connection is open."""
        # A TCP transport on either loop; uvloop's is no subclass of asyncio's.
        self.transport = cast(asyncio.Transport, transport)

    def connection_lost(self, exc: Exception | None) -> None:
        """asyncio's: close the other end too."""
        self._on_lost(self)
        if self.other is not None:
            self.other.close()

    def data_received(self, data: bytes) -> None:
        """asyncio's: pass it on."""
        if self.other is not None and self._listens:
            self.other.write(data)

    def pause_writing(self) -> None:
        """asyncio's: this end is slow, so read no more from the other."""
        if self.other is not None:
            self.other.pause_reading()

    def resume_writing(self) -> None:
        """asyncio's: read from the other end again."""
        if self.other is not None:
            self.other.resume_reading()
