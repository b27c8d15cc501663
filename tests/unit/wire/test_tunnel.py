"""Both ends without a socket."""

import asyncio
from typing import Any, cast

import pytest

from harness.wire.tunnel import End, Tunnel, UpstreamLostError, open_tunnel
from tests.unit.wire.fakes import FakeTransport


class Joined:
    def __init__(self, ahead: bytes = b"", **how: Any) -> None:
        self.lost: list[End] = []
        self.client, self.server = FakeTransport(), FakeTransport()
        self.far = End()
        self.far.connection_made(self.server)
        self.server.pause_reading()
        self.client.pause_reading()
        tunnel = Tunnel(self.far, **how)
        self.near = tunnel.join(self.client, ahead, self.lost.append)


def test_what_comes_in_on_one_end_goes_out_on_the_other() -> None:
    joined = Joined(ahead=b"hello, ", greeting=b"200 ")
    joined.near.data_received(b"server")
    joined.far.data_received(b"hello, client")
    assert joined.server.written == b"hello, server"
    assert joined.client.written == b"200 hello, client"
    assert joined.client.protocol is joined.near


def test_both_are_read_from_then_on() -> None:
    joined = Joined()
    assert (joined.client.reading, joined.server.reading) == (True, True)


def test_one_way_the_client_is_not_listened_to() -> None:
    joined = Joined(ahead=b"a", one_way=True)
    joined.near.data_received(b"b")
    assert joined.server.written == b""


def test_a_slow_reader_stops_the_other_end() -> None:
    joined = Joined()
    joined.near.pause_writing()
    assert not joined.server.reading
    joined.near.resume_writing()
    assert joined.server.reading
    joined.far.pause_writing()
    assert not joined.client.reading


@pytest.mark.parametrize("first", ["near", "far"])
def test_where_one_ends_the_other_does(first: str) -> None:
    joined = Joined()
    getattr(joined, first).connection_lost(None)
    assert (joined.server if first == "near" else joined.client).closed


def test_whoever_keeps_the_clients_end_hears_that_it_is_gone() -> None:
    joined = Joined()
    joined.near.connection_lost(None)
    assert joined.lost == [joined.near]
    joined.near.abort()
    assert joined.client.aborted
    joined.near.sweep()


def test_nobody_there_is_an_error_that_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scenario() -> None:
        loop = asyncio.get_running_loop()

        async def refuse(*_: Any, **__: Any) -> Any:
            raise ConnectionRefusedError("connection refused")

        monkeypatch.setattr(loop, "create_connection", refuse)
        await open_tunnel("example.com", 443)

    with pytest.raises(UpstreamLostError, match="connection refused"):
        asyncio.run(scenario())


def test_an_open_tunnel_is_not_read_before_it_is_joined(monkeypatch: pytest.MonkeyPatch) -> None:
    transport = FakeTransport()

    async def scenario() -> Tunnel:
        loop = asyncio.get_running_loop()

        async def connect(made: Any, *_: Any, **__: Any) -> Any:
            end = made()
            end.connection_made(transport)
            return transport, end

        monkeypatch.setattr(loop, "create_connection", connect)
        return await open_tunnel("example.com", 443)

    tunnel = asyncio.run(scenario())
    assert not transport.reading
    tunnel.send(b"x")
    tunnel.close()
    assert (cast(FakeTransport, tunnel.far.transport).written, transport.closed) == (b"x", True)
