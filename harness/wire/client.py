"""A keep-alive HTTP client for one upstream, as many connections as there are calls in flight."""

import asyncio
from typing import cast

import httptools

from harness.wire.message import Headers, Request, Response, encode_request


class UpstreamLostError(Exception):
    """The upstream refused the connection or closed it before its answer was whole."""


class HttpClient:
    def __init__(self, host: str, port: int) -> None:
        self._host = host
        self._port = port
        self._authority = f"{host}:{port}".encode()
        self._idle: list[_Connection] = []

    async def send(self, request: Request) -> Response:
        """Forward one request.

        Raises UpstreamLostError; the request may or may not have taken effect then.
        """
        connection = await self._connection()
        try:
            response = await connection.send(encode_request(request, self._authority))
        except asyncio.CancelledError:
            connection.close()
            raise
        if connection.reusable:
            self._idle.append(connection)
        else:
            connection.close()
        return response

    def close(self) -> None:
        while self._idle:
            self._idle.pop().close()

    async def _connection(self) -> "_Connection":
        while self._idle:
            connection = self._idle.pop()
            if connection.reusable:
                return connection
        loop = asyncio.get_running_loop()
        try:
            _, connection = await loop.create_connection(_Connection, self._host, self._port)
        except OSError as error:
            raise UpstreamLostError(str(error)) from error
        return connection


class _Connection(asyncio.Protocol):
    """One request at a time."""

    def __init__(self) -> None:
        self._answer: asyncio.Future[Response] | None = None
        self._transport: asyncio.Transport
        self._lost = False
        self._keep_alive = True

    @property
    def reusable(self) -> bool:
        return self._keep_alive and not self._lost

    async def send(self, wire: bytes) -> Response:
        self._parser = httptools.HttpResponseParser(self)
        self._headers: Headers = []
        self._body: list[bytes] = []
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(wire)
        return await self._answer

    def close(self) -> None:
        self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # A TCP transport on either loop; uvloop's is no subclass of asyncio's.
        self._transport = cast(asyncio.Transport, transport)

    def connection_lost(self, exc: Exception | None) -> None:
        self._lost = True
        self._fail(str(exc or "connection closed"))

    def data_received(self, data: bytes) -> None:
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError as error:
            self._keep_alive = False
            self._fail(str(error))

    def on_header(self, name: bytes, value: bytes) -> None:
        self._headers.append((name, value))

    def on_body(self, body: bytes) -> None:
        self._body.append(body)

    def on_message_complete(self) -> None:
        answer, self._answer = self._answer, None
        self._keep_alive = self._parser.should_keep_alive()
        if answer is not None and not answer.done():
            body = b"".join(self._body)
            answer.set_result(Response(self._parser.get_status_code(), body, self._headers))

    def _fail(self, why: str) -> None:
        answer, self._answer = self._answer, None
        if answer is not None and not answer.done():
            answer.set_exception(UpstreamLostError(why))
