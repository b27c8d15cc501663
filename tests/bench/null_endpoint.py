"""An endpoint that answers every request at once with one constant answer, to measure its client.

``python null_endpoint.py`` listens on a free loopback port, prints it and serves until killed.
"""

import asyncio
from typing import cast

import httptools
import uvloop

BODY = b'{"statusCode": 200, "body": "{}"}'
ANSWER = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
    b"x-amzn-RequestId: 00000000-0000-0000-0000-000000000000\r\n"
    b"Content-Length: %d\r\n\r\n%b" % (len(BODY), BODY)
)


class NullProtocol(asyncio.Protocol):
    """One connection; ``on_message_complete`` is httptools' name for the end of a request."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self.parser = httptools.HttpRequestParser(self)

    def data_received(self, data: bytes) -> None:
        self.parser.feed_data(data)

    def on_message_complete(self) -> None:
        self.transport.write(ANSWER)


async def serve() -> None:
    """Print the port, then serve for ever."""
    server = await asyncio.get_running_loop().create_server(NullProtocol, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(serve())
