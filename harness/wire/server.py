"""Serves HTTP on loopback: one protocol object a connection, one handler for every request."""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from typing import cast

import httptools

from harness.errors import EnvironmentFailedError
from harness.wire.message import Request, Response, encode_response

_log = logging.getLogger(__name__)

Handler = Callable[[Request], Awaitable[Response]]

LOOPBACK = "127.0.0.1"
HEADER_BYTES_MAX = 64 * 1024
# Above AWS's 16 MB request limit, so that the engine's own answer reaches the caller.
BODY_BYTES_MAX = 17 * 1024 * 1024
_PIPELINED_MAX = 32


class HttpServer:
    """A listening socket on loopback. ``port`` is known after ``start``."""

    def __init__(self, handler: Handler) -> None:
        self._handler = handler
        self._server: asyncio.Server | None = None
        self._connections: set[_Connection] = set()
        self.port = 0

    async def start(self, port: int = 0) -> int:
        """Listen on ``port`` (0: any free one) and return it.

        Raises EnvironmentFailedError where the port is taken.
        """
        loop = asyncio.get_running_loop()
        try:
            self._server = await loop.create_server(
                lambda: _Connection(self._handler, self._connections), LOOPBACK, port
            )
        except OSError as error:
            raise EnvironmentFailedError(
                f"port {port} is in use",
                where=f"{LOOPBACK}:{port}",
                hint="choose another with --port, or leave it out for a free one",
            ) from error
        self.port = self._server.sockets[0].getsockname()[1]
        return self.port

    async def stop(self) -> None:
        if self._server is None:
            return
        self._server.close()
        for connection in list(self._connections):
            connection.abort()
        await self._server.wait_closed()
        self._server = None


class _Connection(asyncio.Protocol):
    """Parses requests and answers them in order; pipelined ones wait their turn."""

    def __init__(self, handler: Handler, connections: "set[_Connection]") -> None:
        self._handler = handler
        self._connections = connections
        self._parser = httptools.HttpRequestParser(self)
        self._waiting: deque[tuple[Request, bool]] = deque()
        self._worker: asyncio.Task[None] | None = None
        self._writable = asyncio.Event()
        self._writable.set()
        self._transport: asyncio.Transport
        self._closing = False

    # asyncio's side

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # A TCP transport on either loop; uvloop's is no subclass of asyncio's.
        self._transport = cast(asyncio.Transport, transport)
        self._connections.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        self._connections.discard(self)
        self._closing = True
        self._writable.set()

    def pause_writing(self) -> None:
        self._writable.clear()

    def resume_writing(self) -> None:
        self._writable.set()

    def data_received(self, data: bytes) -> None:
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            self._refuse(501)
        except httptools.HttpParserError as error:
            if not self._closing:
                self._refuse(_status_of(error))

    def abort(self) -> None:
        self._transport.abort()

    # httptools' side

    def on_message_begin(self) -> None:
        self._target = b""
        self._headers: dict[bytes, bytes] = {}
        self._header_bytes = 0
        self._body: list[bytes] = []
        self._body_bytes = 0

    def on_url(self, url: bytes) -> None:
        self._target += url
        self._count_header(len(url))

    def on_header(self, name: bytes, value: bytes) -> None:
        self._headers[name.lower()] = value
        self._count_header(len(name) + len(value))

    def on_headers_complete(self) -> None:
        if self._headers.get(b"expect", b"").lower() == b"100-continue":
            self._transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")

    def on_body(self, body: bytes) -> None:
        self._body_bytes += len(body)
        if self._body_bytes > BODY_BYTES_MAX:
            raise _RefusedError(413)
        self._body.append(body)

    def on_message_complete(self) -> None:
        body = self._body[0] if len(self._body) == 1 else b"".join(self._body)
        request = Request(self._parser.get_method(), self._target, self._headers, body)
        self._waiting.append((request, self._parser.should_keep_alive()))
        if len(self._waiting) > _PIPELINED_MAX:
            self._transport.pause_reading()
        if self._worker is None:
            self._worker = asyncio.get_running_loop().create_task(self._serve())

    # ours

    def _count_header(self, size_bytes: int) -> None:
        self._header_bytes += size_bytes
        if self._header_bytes > HEADER_BYTES_MAX:
            raise _RefusedError(431)

    async def _serve(self) -> None:
        while self._waiting:
            request, keep_alive = self._waiting.popleft()
            response = await self._answer(request)
            if self._closing:
                break
            self._transport.write(encode_response(response, keep_alive=keep_alive))
            if not keep_alive:
                self._transport.close()
                break
            if len(self._waiting) <= _PIPELINED_MAX // 2:
                self._transport.resume_reading()
            await self._writable.wait()
        self._worker = None

    async def _answer(self, request: Request) -> Response:
        try:
            return await self._handler(request)
        except Exception:  # noqa: BLE001 - the one boundary: a bug must not hang a client
            _log.exception("bug while answering %s %s", request.method, request.target)
            return Response(500)

    def _refuse(self, status: int) -> None:
        self._closing = True
        self._transport.write(encode_response(Response(status), keep_alive=False))
        self._transport.close()


class _RefusedError(Exception):
    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


def _status_of(error: httptools.HttpParserError) -> int:
    """The parser wraps what a callback raised; the status is in the cause."""
    cause = error.__context__
    return cause.status if isinstance(cause, _RefusedError) else 400
