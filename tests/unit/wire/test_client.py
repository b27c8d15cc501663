"""The client on connections without a socket."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from harness.wire.client import HttpClient
from harness.wire.message import Request, Response
from harness.wire.tunnel import UpstreamLostError
from tests.unit.wire.fakes import FakeTransport

ANSWER = b"HTTP/1.1 200 OK\r\nX-A: b\r\nContent-Length: 2\r\n\r\n{}"
CLOSING = b"HTTP/1.1 500 No\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"


class World:
    """A loop whose connections go nowhere, and a client in it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.transports: list[FakeTransport] = []
        self.protocols: list[Any] = []
        self.now_s = 0.0
        loop = asyncio.get_running_loop()
        monkeypatch.setattr(loop, "create_connection", self._connect)
        monkeypatch.setattr(loop, "time", lambda: self.now_s)
        self.client = HttpClient("127.0.0.1", 1)

    async def _connect(self, make: Callable[[], Any], *_: object) -> tuple[Any, Any]:
        self.transports.append(FakeTransport())
        self.protocols.append(make())
        self.protocols[-1].connection_made(self.transports[-1])
        return self.transports[-1], self.protocols[-1]

    async def begin(self) -> "asyncio.Task[Response]":
        task = asyncio.ensure_future(self.client.send(Request(b"POST", b"/", {}, b"{}")))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        return task

    async def exchange(self, answer: bytes = ANSWER, connection: int = 0) -> Response:
        task = await self.begin()
        self.protocols[connection].data_received(answer)
        return await task


def run(test: Callable[[World], Any], monkeypatch: pytest.MonkeyPatch) -> None:
    async def main() -> None:
        with monkeypatch.context() as patched:
            await test(World(patched))

    asyncio.run(main())


def test_a_connection_serves_one_request_after_the_other(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    async def test(world: World) -> None:
        for _ in range(3):
            response = await world.exchange()
            assert (response.status, response.body) == (200, b"{}")
            assert response.headers == [(b"X-A", b"b"), (b"Content-Length", b"2")]
        assert len(world.transports) == 1

    run(test, monkeypatch)


def test_requests_in_flight_together_have_a_connection_each(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    async def test(world: World) -> None:
        tasks = [await world.begin() for _ in range(3)]
        for protocol in world.protocols:
            protocol.data_received(ANSWER)
        assert len(world.transports) == 3
        assert [(await task).status for task in tasks] == [200] * 3

    run(test, monkeypatch)


def test_an_answer_may_come_in_pieces_and_chunks(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    async def test(world: World) -> None:
        task = await world.begin()
        wire = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n1\r\n}\r\n0\r\n\r\n"
        for byte in wire:
            world.protocols[0].data_received(bytes((byte,)))
        assert (await task).body == b"{}"

    run(test, monkeypatch)


def test_a_connection_that_the_upstream_closes_is_not_used_again(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    async def test(world: World) -> None:
        assert (await world.exchange(CLOSING)).status == 500
        assert world.transports[0].closed
        assert (await world.exchange(connection=1)).status == 200

    run(test, monkeypatch)


def test_a_connection_that_was_lost_while_idle_is_not_used_again(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    async def test(world: World) -> None:
        await world.exchange()
        world.protocols[0].connection_lost(None)
        assert (await world.exchange(connection=1)).status == 200

    run(test, monkeypatch)


def test_what_has_been_idle_for_long_is_closed_before_the_upstream_does(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    async def test(world: World) -> None:
        await world.exchange()
        world.now_s = 14
        await world.exchange()
        world.now_s = 30
        assert (await world.exchange(connection=1)).status == 200
        assert world.transports[0].closed

    run(test, monkeypatch)


def test_an_answer_that_nobody_asked_for_ends_the_connection(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    async def test(world: World) -> None:
        await world.exchange()
        world.protocols[0].data_received(ANSWER)
        assert (await world.exchange(connection=1)).status == 200

    run(test, monkeypatch)


@pytest.mark.parametrize("wire", [b"", b"nonsense\r\n", ANSWER[:-1]])
def test_an_answer_that_is_not_whole_is_a_lost_upstream(wire: bytes, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    async def test(world: World) -> None:
        task = await world.begin()
        world.protocols[0].data_received(wire)
        world.protocols[0].connection_lost(None)
        with pytest.raises(UpstreamLostError):
            await task
        assert world.transports[0].closed

    run(test, monkeypatch)


def test_a_request_that_is_given_up_takes_its_connection_with_it(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    async def test(world: World) -> None:
        task = await world.begin()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        world.protocols[0].data_received(ANSWER)
        assert world.transports[0].closed
        assert (await world.exchange(connection=1)).status == 200

    run(test, monkeypatch)
