"""A keep-alive HTTP client for one upstream, as many connections as there are calls in flight."""

import asyncio
from typing import cast

import httptools

from harness.wire.message import Headers, Request, Response, encode_request
from harness.wire.tunnel import UpstreamLostError

# Below the 30 s after which DynamoDB Local (Jetty) closes an idle connection: a request that
# crosses that is lost.
_IDLE_S = 15


class HttpClient:
    """One upstream at ``host`` and ``port``; nothing is connected before the first call."""

    def __init__(self, host: str, port: int) -> None:
        self._host = host
        self._port = port
        self._authority = f"{host}:{port}".encode()
        self._idle: list[_Connection] = []

    async def send(self, request: Request) -> Response:
        """Forward one request.

        Raises UpstreamLostError; the request may or may not have taken effect then.
        """
        connection = self._reusable() or await self._connect()
        try:
            response = await connection.send(encode_request(request, self._authority))
        except BaseException:
            connection.close()
            raise
        if connection.keep_alive:
            self._idle.append(connection)
        else:
            connection.close()
        return response

    def close(self) -> None:
        """Close the connections that no call uses."""
        while self._idle:
            self._idle.pop().close()

    def _reusable(self) -> "_Connection | None":
        """The connection used last. Those below it have been idle longer still."""
        if not self._idle:
            return None
        connection = self._idle.pop()
        if connection.keep_alive and not connection.is_stale():
            return connection
        connection.close()
        self.close()
        return None

    async def _connect(self) -> "_Connection":
        loop = asyncio.get_running_loop()
        try:
            _, connection = await loop.create_connection(_Connection, self._host, self._port)
        except OSError as error:
            raise UpstreamLostError(str(error)) from error
        return connection


class _Connection(asyncio.Protocol):
    """One request at a time. ``keep_alive``: it may have another."""

    def __init__(self) -> None:
        self.keep_alive = True
        self._loop = asyncio.get_running_loop()
        self._parser = httptools.HttpResponseParser(self)
        self._answer: asyncio.Future[Response] | None = None
        self._idle_since_s = 0.0
        self._transport: asyncio.Transport

    def is_stale(self) -> bool:
        return self._loop.time() - self._idle_since_s > _IDLE_S

    def send(self, wire: bytes) -> "asyncio.Future[Response]":
        """The answer to come. It fails with UpstreamLostError."""
        self._answer = answer = self._loop.create_future()
        self._transport.write(wire)
        return answer

    def close(self) -> None:
        self._transport.close()

    # asyncio's side

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # A TCP transport on either loop; uvloop's is no subclass of asyncio's.
        self._transport = cast(asyncio.Transport, transport)

    def connection_lost(self, exc: Exception | None) -> None:
        self._fail(str(exc or "connection closed"))

    def data_received(self, data: bytes) -> None:
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError as error:
            self._fail(str(error))

    # httptools' side

    def on_message_begin(self) -> None:
        self._headers: Headers = []
        self._body: list[bytes] = []

    def on_header(self, name: bytes, value: bytes) -> None:
        self._headers.append((name, value))

    def on_body(self, body: bytes) -> None:
        self._body.append(body)

    def on_message_complete(self) -> None:
        answer, self._answer = self._answer, None
        self.keep_alive = answer is not None and self._parser.should_keep_alive()
        if answer is not None and not answer.done():
            self._idle_since_s = self._loop.time()
            body = b"".join(self._body)
            answer.set_result(Response(self._parser.get_status_code(), body, self._headers))

    def _fail(self, why: str) -> None:
        self.keep_alive = False
        answer, self._answer = self._answer, None
        if answer is not None and not answer.done():
            answer.set_exception(UpstreamLostError(why))
