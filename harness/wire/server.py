"""Serves HTTP on loopback: one protocol object a connection, one handler for every request."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Coroutine
from typing import Any, cast

import httptools

from harness.errors import EnvironmentFailedError
from harness.wire.compression import TooLargeError, compressed, decompressed
from harness.wire.message import Request, Response, encode_response
from harness.wire.tunnel import End, Tunnel

_log = logging.getLogger(__name__)

# It is run outside of any task, which spares each request one turn of the loop and a sixth of the
# processor time (measured 2026-11-23). So it may await futures, but not asyncio.timeout.
Handler = Callable[[Request], Coroutine[Any, Any, Response]]

LOOPBACK = "127.0.0.1"
ALL_ADDRESSES = "0.0.0.0"
HEADER_BYTES_MAX = 64 * 1024
# Above AWS's 16 MB request limit, so that the engine's own answer reaches the caller.
BODY_BYTES_MAX = 17 * 1024 * 1024

# While one request is being answered, so much may wait behind it on the same connection.
_PIPELINED_MAX = 32
_WAITING_BODY_BYTES_MAX = 1024 * 1024

_SWEEP_S = 5
_STALLED_SWEEPS = 5  # 20 to 25 seconds


class HttpServer:
    """A listening socket. ``port`` is known after ``start``."""

    def __init__(self, handler: Handler) -> None:
        self._handler = handler
        self._server: asyncio.Server | None = None
        self._sweeper: asyncio.TimerHandle
        self._connections: set[Connection | End] = set()
        self.port = 0

    async def start(self, port: int = 0, host: str = LOOPBACK) -> int:
        """Listen on ``port`` (0: any free one) of ``host``, and return it.

        Raises EnvironmentFailedError where the port is taken.
        """
        loop = asyncio.get_running_loop()
        try:
            self._server = await loop.create_server(
                lambda: Connection(self._handler, self._connections), host, port
            )
        except OSError as error:
            raise EnvironmentFailedError(
                f"port {port} is in use" if port else f"cannot listen: {error.strerror}",
                where=f"{host}:{port}",
                hint="choose another with --port, or leave it out for a free one",
            ) from error
        self._sweeper = loop.call_later(_SWEEP_S, self._sweep)
        self.port = self._server.sockets[0].getsockname()[1]
        return self.port

    async def stop(self) -> None:
        """Stop listening and end every connection. Harmless before ``start``."""
        if self._server is None:
            return
        self._sweeper.cancel()
        self._server.close()
        for connection in list(self._connections):
            connection.abort()
        await self._server.wait_closed()
        self._server = None

    def _sweep(self) -> None:
        for connection in list(self._connections):
            connection.sweep()
        self._sweeper = asyncio.get_running_loop().call_later(_SWEEP_S, self._sweep)


class RequestQueue:
    """The requests of one connection: ``answering``, those that wait behind it, and the one that
    is ``receiving``, of which httptools tells each part. ``ahead``: what came behind a CONNECT."""

    def __init__(self) -> None:
        self.parser = httptools.HttpRequestParser(self)
        self.transport: asyncio.Transport
        self.answering: Request | None = None
        self.waiting: deque[tuple[Request, bool]] = deque()
        self.receiving = False
        self.reading = True
        self.ahead = b""

    def take(self) -> tuple[Request, bool]:
        """The request that is answered next, and whether the connection stays open after it."""
        self.answering, keep_alive = self.waiting.popleft()
        if not self.reading and len(self.waiting) <= _PIPELINED_MAX // 2:
            self.reading = True
            self.transport.resume_reading()
        return self.answering, keep_alive

    def leave_http(self, ahead: bytes) -> int | None:
        """``ahead``: what is no HTTP any more, behind a CONNECT or an Upgrade. Returns the status
        that refuses the latter."""
        request, _ = self.waiting.pop()
        if request.method != b"CONNECT":
            return 501
        self.waiting.append((request, False))
        self.ahead = ahead
        self.transport.pause_reading()
        return None

    # httptools' side

    def on_message_begin(self) -> None:
        """httptools': a request begins."""
        self.receiving = True
        self._target = b""
        self._headers: dict[bytes, bytes] = {}
        self._header_bytes = 0
        self._body: list[bytes] = []
        self._body_bytes = 0

    def on_url(self, url: bytes) -> None:
        """httptools': a part of the target."""
        self._target += url
        self._header_bytes += len(url)
        if self._header_bytes > HEADER_BYTES_MAX:
            raise _RefusedError(400)

    def on_header(self, name: bytes, value: bytes) -> None:
        """httptools': one whole header."""
        self._header_bytes += len(name) + len(value)
        if self._header_bytes > HEADER_BYTES_MAX:
            raise _RefusedError(400)
        name = name.lower()
        headers = self._headers
        if name in headers:  # one list in several lines (RFC 9110, section 5.3)
            value = headers[name] + b"," + value
        headers[name] = value

    def on_headers_complete(self) -> None:
        """httptools': refuse what is too large, invite a client that waits."""
        headers = self._headers
        if int(headers.get(b"content-length", 0)) > BODY_BYTES_MAX:
            raise _RefusedError(413)
        if b"expect" not in headers or self.answering is not None or self.waiting:
            return
        if headers[b"expect"].lower() == b"100-continue":
            self.transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")

    def on_body(self, body: bytes) -> None:
        """httptools': a part of the body."""
        self._body_bytes += len(body)
        if self._body_bytes > BODY_BYTES_MAX:
            raise _RefusedError(413)
        self._body.append(body)

    def on_message_complete(self) -> None:
        """httptools': a request is whole; it waits for those before it."""
        self.receiving = False
        body = self._body[0] if len(self._body) == 1 else b"".join(self._body)
        self._body = []
        request = Request(self.parser.get_method(), self._target, self._headers, body)
        if b"content-encoding" in self._headers:
            _decompress(request)
        self.waiting.append((request, self.parser.should_keep_alive()))
        if len(self.waiting) > _PIPELINED_MAX or self._body_bytes > _WAITING_BODY_BYTES_MAX:
            self.reading = False
            self.transport.pause_reading()


class Connection(asyncio.Protocol):
    """Answers requests in order; pipelined ones wait their turn."""

    def __init__(self, handler: Handler, connections: "set[Connection | End]") -> None:
        self._handler = handler
        self._connections = connections
        self._requests = RequestQueue()
        self._coroutine: Coroutine[Any, Any, Response]
        self._keep_alive = True
        self._transport: asyncio.Transport
        self._writable = True
        self._unwritten_bytes = 0
        self._stalled = 0
        self._refusal: int | None = None
        self._ended = False
        self._closing = False

    # asyncio's side

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """asyncio's: the client has connected."""
        # A TCP transport on either loop; uvloop's is no subclass of asyncio's.
        self._transport = cast(asyncio.Transport, transport)
        self._requests.transport = self._transport
        self._connections.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """asyncio's: what still waits is dropped."""
        self._connections.discard(self)
        self._requests.waiting.clear()
        self._closing = True

    def pause_writing(self) -> None:
        """asyncio's: the client reads slowly, so answer no more for now."""
        self._writable = False

    def resume_writing(self) -> None:
        """asyncio's: the client has read enough to go on."""
        self._writable = True
        self._serve()

    def data_received(self, data: bytes) -> None:
        """asyncio's: parse, and answer what is whole."""
        if self._closing or self._refusal is not None:
            return
        self._stalled = 0
        try:
            self._requests.parser.feed_data(data)
        except httptools.HttpParserUpgrade as upgrade:
            self._refusal = self._requests.leave_http(data[upgrade.args[0] :])
        except httptools.HttpParserError as error:
            self._refusal = _status_of(error)
        self._serve()

    def eof_received(self) -> bool:
        """The client sends no more. It may still read: keep the connection for what it is due."""
        self._ended = True
        return self._requests.answering is not None or bool(self._requests.waiting)

    def abort(self) -> None:
        """Close at once, and drop what is not sent yet."""
        self._transport.abort()

    def sweep(self) -> None:
        """Called every few seconds: give up on a client that has stopped in mid-request, does not
        read its answer, or does not hang up though it was told to."""
        unwritten_bytes = self._transport.get_write_buffer_size()
        stalled_writing = 0 < unwritten_bytes == self._unwritten_bytes
        self._unwritten_bytes = unwritten_bytes
        requests = self._requests
        half_sent = requests.receiving and requests.reading and requests.answering is None
        self._stalled += half_sent or stalled_writing or self._closing
        if self._stalled < _STALLED_SWEEPS:
            return
        if half_sent and not self._closing:
            self._refuse(408)
        else:
            self.abort()

    # ours

    def _serve(self) -> None:
        """Answer what waits, one after the other, as far as that goes without waiting."""
        requests = self._requests
        while requests.waiting and requests.answering is None and self._writable:
            if self._closing:
                return
            request, self._keep_alive = requests.take()
            self._coroutine = self._handler(request)
            self._step()
        if self._refusal is not None and requests.answering is None and not self._closing:
            self._refuse(self._refusal)

    def _step(self) -> None:
        """Run the handler to its next await, or to its end."""
        try:
            awaited = self._coroutine.send(None)
        except StopIteration as ended:
            self._answer(ended.value)
        except Exception:  # noqa: BLE001 - the one boundary: a bug must not hang a client
            request = self._requests.answering
            assert request is not None
            _log.exception("bug while answering %s %s", request.method, request.target)
            self._answer(Response(500))
        else:
            if awaited is None:  # asyncio.sleep(0)
                asyncio.get_running_loop().call_soon(self._resume, None)
            else:
                awaited._asyncio_future_blocking = False  # asyncio's sign that it was taken
                awaited.add_done_callback(self._resume)

    def _resume(self, awaited: object) -> None:
        self._step()
        self._serve()

    def _answer(self, response: Response) -> None:
        request, self._requests.answering = self._requests.answering, None
        assert request is not None
        if response.tunnel is not None:
            self._join(response.tunnel)
            return
        if self._closing:
            return
        accepted = request.headers.get(b"accept-encoding", b"identity")
        if accepted != b"identity":
            response = compressed(response, accepted)
        keep_alive = self._keep_alive and not (self._ended and not self._requests.waiting)
        body = request.method != b"HEAD"
        self._transport.write(encode_response(response, keep_alive=keep_alive, body=body))
        if not keep_alive:
            self._closing = True
            self._transport.close()

    def _join(self, tunnel: Tunnel) -> None:
        """Hand the socket over: nothing that comes on it is HTTP of ours any more."""
        if self._closing:
            tunnel.close()
            return
        self._closing = True
        self._connections.discard(self)
        ahead = self._requests.ahead
        self._connections.add(tunnel.join(self._transport, ahead, self._connections.discard))

    def _refuse(self, status: int) -> None:
        """Answer, and read on without looking until the client hangs up: a socket that is closed
        with bytes unread takes the answer back."""
        self._closing = True
        self._requests.waiting.clear()
        self._transport.write(encode_response(Response(status), keep_alive=False))
        self._transport.write_eof()


class _RefusedError(Exception):
    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


def _decompress(request: Request) -> None:
    """What cannot be decompressed stays as it is: whose body it is says that it is none."""
    encoding = request.headers[b"content-encoding"].lower()
    try:
        body = decompressed(encoding, request.body, BODY_BYTES_MAX)
    except TooLargeError:
        raise _RefusedError(413) from None
    if body is not None:
        request.body, request.sent = body, request.body


def _status_of(error: httptools.HttpParserError) -> int:
    """The parser wraps what a callback raised; the status is in the cause."""
    cause = error.__context__
    return cause.status if isinstance(cause, _RefusedError) else 400
