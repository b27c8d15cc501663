"""One connection of the server, fed byte by byte and without a socket."""

import asyncio
import gzip
import zlib
from collections.abc import Callable
from functools import wraps
from typing import Any

import pytest

from harness.wire.message import Request, Response
from harness.wire.server import BODY_BYTES_MAX, HEADER_BYTES_MAX, Connection
from harness.wire.tunnel import End, Tunnel
from tests.unit.wire.fakes import FakeTransport

SWEEPS = 5


def request(body: bytes = b"{}", *headers: bytes, method: bytes = b"POST") -> bytes:
    lines = (method + b" / HTTP/1.1", *headers, b"Content-Length: %d" % len(body))
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


class World:
    """A connection whose handler answers with the request's body, at once or when told to."""

    def __init__(self) -> None:
        self.seen: list[Request] = []
        self.waits: list[asyncio.Future[Response]] = []
        self.waiting = False
        self.connections: set[Connection | End] = set()
        self.transport = FakeTransport()
        self.connection = Connection(self.handle, self.connections)
        self.connection.connection_made(self.transport)

    async def handle(self, request: Request) -> Response:
        self.seen.append(request)
        if request.body == b"bug":
            raise RuntimeError("a bug")
        if request.body == b"sleep":
            await asyncio.sleep(0)
        if self.waiting:
            self.waits.append(asyncio.get_running_loop().create_future())
            return await self.waits[-1]
        return Response(200, request.body)

    def feed(self, *wires: bytes) -> bytes:
        """What is answered at once."""
        before = len(self.transport.written)
        for wire in wires:
            self.connection.data_received(wire)
        return self.transport.written[before:]

    async def end(self, turn: int, body: bytes = b"late") -> None:
        self.waits[turn].set_result(Response(200, body))
        await asyncio.sleep(0)

    async def join(self, tunnel: Tunnel) -> None:
        self.waits[0].set_result(Response(200, tunnel=tunnel))
        await asyncio.sleep(0)

    def sweep(self, times: int = SWEEPS) -> None:
        for _ in range(times):
            self.connection.sweep()


def in_a_loop(test: Callable[..., Any]) -> Callable[..., None]:
    @wraps(test)
    def run(**arguments: Any) -> None:
        asyncio.run(test(**arguments))

    return run


def status(wire: bytes) -> int:
    return int(wire.split()[1])


@in_a_loop
async def test_a_handler_that_does_not_wait_is_answered_at_once() -> None:
    assert World().feed(request(b"hello")).endswith(b"content-length: 5\r\n\r\nhello")


@in_a_loop
async def test_a_request_may_come_byte_by_byte() -> None:
    world = World()
    answered = world.feed(*(bytes((byte,)) for byte in request(b"hello", b"X-A: b")))
    assert answered.endswith(b"hello")
    assert world.seen[0].headers == {b"x-a": b"b", b"content-length": b"5"}


@in_a_loop
async def test_headers_of_one_name_are_one_list() -> None:
    """RFC 9110, section 5.3. (DynamoDB compresses by the first of them; ScyllaDB, 2026.)"""
    world = World()
    world.feed(request(b"", b"Accept-Encoding: br", b"X-A: b", b"accept-encoding: gzip"))
    assert world.seen[0].headers[b"accept-encoding"] == b"br,gzip"


@in_a_loop
@pytest.mark.parametrize(
    ("encoding", "body"),
    [(b"gzip", gzip.compress(b"hello")), (b"Deflate", zlib.compress(b"hello"))],
    ids=["gzip", "deflate"],
)
async def test_a_compressed_body_is_decompressed_and_kept_as_it_was(
    encoding: bytes, body: bytes
) -> None:
    world = World()
    world.feed(request(body, b"Content-Encoding: " + encoding))
    assert (world.seen[0].body, world.seen[0].sent) == (b"hello", body)


@in_a_loop
@pytest.mark.parametrize("encoding", [b"gzip", b"deflate", b"br", b"identity", b"gzip, gzip"])
async def test_what_nobody_can_decompress_stays_as_it_is(encoding: bytes) -> None:
    world = World()
    world.feed(request(b"hello", b"Content-Encoding: " + encoding))
    assert (world.seen[0].body, world.seen[0].sent) == (b"hello", None)


@in_a_loop
async def test_pipelined_requests_are_handled_one_after_the_other() -> None:
    world = World()
    world.waiting = True
    assert world.feed(request(b"1") + request(b"2")) == b""
    assert len(world.seen) == 1
    await world.end(0, b"first")
    assert world.transport.written.endswith(b"first")
    await world.end(1, b"second")
    assert world.transport.written.endswith(b"second")


@in_a_loop
async def test_thousands_of_pipelined_requests_do_not_pile_up_on_the_stack() -> None:
    assert World().feed(request(b"") * 5000).count(b"200 OK") == 5000


@in_a_loop
async def test_a_handler_may_give_way_to_others() -> None:
    world = World()
    world.feed(request(b"sleep"))
    await asyncio.sleep(0)
    assert world.transport.written.endswith(b"sleep")


@in_a_loop
async def test_a_bug_is_a_500_and_the_connection_goes_on() -> None:
    world = World()
    assert status(world.feed(request(b"bug"))) == 500
    assert status(world.feed(request(b"fine"))) == 200
    world.waiting = True
    world.feed(request())
    world.waits[0].set_exception(RuntimeError("a bug after waiting"))
    await asyncio.sleep(0)
    assert b"500 " in world.transport.written


@in_a_loop
async def test_many_pipelined_requests_are_read_only_as_they_are_answered() -> None:
    world = World()
    world.waiting = True
    world.feed(request() * 50)
    assert not world.transport.reading
    for turn in range(50):
        await world.end(turn)
    assert world.transport.reading
    assert world.transport.written.count(b"200 OK") == 50


@in_a_loop
async def test_nothing_more_is_read_while_a_large_body_waits() -> None:
    world = World()
    world.waiting = True
    world.feed(request(), request(bytes(2_000_000)))
    assert not world.transport.reading
    await world.end(0)
    assert world.transport.reading


@in_a_loop
async def test_a_slow_reader_is_not_given_the_next_answer_before_it_took_the_last() -> None:
    world = World()
    world.connection.pause_writing()
    assert world.feed(request(b"1")) == b""
    world.connection.resume_writing()
    assert world.transport.written.endswith(b"1")


@in_a_loop
async def test_a_client_that_left_gets_nothing_and_is_forgotten() -> None:
    world = World()
    world.waiting = True
    world.feed(request() * 3)
    world.connection.connection_lost(None)
    await world.end(0)
    assert world.transport.written == b""
    assert len(world.seen) == 1
    assert not world.connections


@in_a_loop
async def test_a_connection_is_closed_where_it_is_asked_to_be() -> None:
    world = World()
    assert b"connection: close" in world.feed(request(b"", b"Connection: close") + request())
    assert world.transport.closed
    assert len(world.seen) == 1


@in_a_loop
async def test_what_came_before_nonsense_is_answered_first() -> None:
    world = World()
    world.waiting = True
    assert world.feed(request() + request() + b"nonsense\r\n", request()) == b""
    await world.end(0)
    await world.end(1)
    answers = world.transport.written.split(b"HTTP/1.1 ")[1:]
    assert [answer[:3] for answer in answers] == [b"200", b"200", b"400"]


@in_a_loop
async def test_a_client_that_only_reads_on_gets_what_it_is_due() -> None:
    world = World()
    assert not world.connection.eof_received()
    world = World()
    world.waiting = True
    world.feed(request() + request())
    assert world.connection.eof_received()
    await world.end(0)
    assert not world.transport.closed
    await world.end(1)
    assert world.transport.written.count(b"200 OK") == 2
    assert world.transport.closed


@in_a_loop
async def test_100_continue_is_said_only_between_answers() -> None:
    world = World()
    head = request(b"hello", b"Expect: 100-continue")[:-5]
    assert world.feed(head) == b"HTTP/1.1 100 Continue\r\n\r\n"
    assert status(world.feed(b"hello")) == 200
    world.waiting = True
    assert world.feed(request(), head) == b""


@pytest.mark.parametrize(
    ("wire", "expected"),
    [
        (b"\x16\x03\x01nonsense\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nContent-Length: " + b"9" * 5000 + b"\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400),
        (b"POST / HTTP/1.1\r\nX: " + b"a" * HEADER_BYTES_MAX + b"\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\n" + b"X: a\r\n" * HEADER_BYTES_MAX + b"\r\n", 400),
        (b"POST /" + b"a" * HEADER_BYTES_MAX + b" HTTP/1.1\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nContent-Length: %d\r\n\r\n" % (BODY_BYTES_MAX + 1), 413),
        (b"POST / HTTP/1.1\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n", 501),
    ],
    ids=lambda value: value[:60] if isinstance(value, bytes) else None,
)
@in_a_loop
async def test_what_cannot_be_served_is_refused_and_read_to_its_end(
    wire: bytes, expected: int
) -> None:
    world = World()
    assert status(world.feed(wire)) == expected
    assert world.transport.ended
    assert world.feed(b"more of it") == b""
    assert world.seen == []
    world.sweep()
    assert world.transport.aborted


CONNECT = b"CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\n\r\n"


def tunnel() -> tuple[Tunnel, FakeTransport]:
    far, transport = End(), FakeTransport()
    far.connection_made(transport)
    return Tunnel(far, greeting=b"HTTP/1.1 200 Established\r\n\r\n"), transport


@in_a_loop
async def test_a_connection_is_joined_to_a_tunnel_with_what_was_sent_ahead() -> None:
    world = World()
    world.waiting = True
    assert world.feed(CONNECT + b"\x16\x03") == b""
    assert (world.seen[0].method, world.seen[0].target) == (b"CONNECT", b"example.com:443")
    assert not world.transport.reading
    opened, server = tunnel()
    await world.join(opened)
    assert world.transport.written == b"HTTP/1.1 200 Established\r\n\r\n"
    assert (server.written, world.transport.reading) == (b"\x16\x03", True)
    end = world.transport.protocol
    assert isinstance(end, End)
    assert world.connections == {end}
    end.data_received(b"hello")
    assert server.written == b"\x16\x03hello"
    end.connection_lost(None)
    assert (world.connections, server.closed) == (set(), True)


@in_a_loop
async def test_a_tunnel_that_nobody_waits_for_any_more_is_closed() -> None:
    world = World()
    world.waiting = True
    world.feed(CONNECT)
    world.connection.connection_lost(None)
    opened, server = tunnel()
    await world.join(opened)
    assert server.closed


@in_a_loop
async def test_a_connect_that_is_refused_ends_the_connection() -> None:
    world = World()
    answered = world.feed(CONNECT)
    assert (status(answered), world.transport.closed) == (200, True)
    assert b"connection: close" in answered
    assert world.feed(b"TLS") == b""


@in_a_loop
async def test_a_body_in_endless_chunks_is_cut_off() -> None:
    world = World()
    chunk = b"%x\r\n%s\r\n" % (1_000_000, bytes(1_000_000))
    world.feed(b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", *[chunk] * 20)
    assert status(world.transport.written) == 413


@in_a_loop
async def test_a_half_sent_request_is_given_up_after_a_while_without_a_byte() -> None:
    world = World()
    world.feed(request(b"hello")[:-2])
    world.sweep(SWEEPS - 1)
    world.feed(b"l")
    world.sweep(SWEEPS - 1)
    assert world.transport.written == b""
    world.sweep(1)
    assert status(world.transport.written) == 408
    world.sweep()
    assert world.transport.aborted


@in_a_loop
async def test_an_idle_connection_and_one_that_waits_for_its_answer_are_left_alone() -> None:
    idle, waiting = World(), World()
    idle.feed(request())
    waiting.waiting = True
    waiting.feed(request(), request()[:-1])
    for world in (idle, waiting):
        world.sweep(10 * SWEEPS)
        assert not world.transport.ended
        assert not world.transport.aborted
    await waiting.end(0)
    assert status(waiting.transport.written) == 200


@in_a_loop
async def test_who_stops_reading_is_cut_off_and_who_reads_slowly_is_not() -> None:
    world = World()
    for left in range(50, 0, -1):
        world.transport.buffered = left
        world.sweep(1)
    assert not world.transport.aborted
    world.sweep(SWEEPS)
    assert world.transport.aborted


@in_a_loop
async def test_a_gzipped_body_is_handed_on_decompressed_with_what_was_sent() -> None:
    world, sent = World(), gzip.compress(b"hello")
    world.feed(request(sent, b"Content-Encoding: gzip"))
    assert (world.seen[0].body, world.seen[0].sent) == (b"hello", sent)


@pytest.mark.parametrize("coding", [b"gzip", b"br", b"garbage"])
@in_a_loop
async def test_a_body_that_cannot_be_decompressed_is_handed_on_as_it_is(coding: bytes) -> None:
    world = World()
    world.feed(request(b"hello", b"Content-Encoding: " + coding))
    assert (world.seen[0].body, world.seen[0].sent) == (b"hello", None)


@in_a_loop
async def test_a_body_that_grows_beyond_all_bounds_is_refused() -> None:
    world = World()
    world.feed(request(gzip.compress(bytes(BODY_BYTES_MAX + 1)), b"Content-Encoding: gzip"))
    assert status(world.transport.written) == 413


@in_a_loop
async def test_an_answer_is_compressed_for_who_asks() -> None:
    class Large(World):
        async def handle(self, request: Request) -> Response:
            body = b"x" * 5000
            return Response(200, body, [(b"x-amz-crc32", b"%d" % zlib.crc32(body))])

    plain = Large().feed(request(b"", b"Accept-Encoding: identity"))
    small = Large().feed(request(b"", b"Accept-Encoding: gzip, deflate"))
    assert plain.endswith(b"x" * 5000)
    assert b"content-encoding: gzip\r\n" in small
    assert gzip.decompress(small.partition(b"\r\n\r\n")[2]) == b"x" * 5000


@in_a_loop
async def test_head_is_answered_without_a_body() -> None:
    assert World().feed(request(b"", method=b"HEAD")).endswith(b"content-length: 0\r\n\r\n")
