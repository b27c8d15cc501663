"""One HTTP request and one HTTP response, bodies whole."""

from dataclasses import dataclass, field
from http import HTTPStatus

Headers = list[tuple[bytes, bytes]]

# Set anew on every hop, so never copied from one side to the other (RFC 9110, section 7.6.1).
HOP_BY_HOP = frozenset(
    b"connection content-length expect host keep-alive proxy-connection te trailer"
    b" transfer-encoding upgrade".split()
)


@dataclass(slots=True)
class Request:
    """``target``: path and query as sent, percent-encoded. Header names are in lower case.

    ``sent``: the body as it was on the wire, where that was compressed; else None.
    """

    method: bytes
    target: bytes
    headers: dict[bytes, bytes]
    body: bytes = b""
    sent: bytes | None = None


@dataclass(slots=True)
class Response:
    """``content-length`` is written by the server; leave it out of ``headers``."""

    status: int
    body: bytes = b""
    headers: Headers = field(default_factory=list)

    def header(self, name: bytes) -> bytes | None:
        return next((value for key, value in self.headers if key.lower() == name), None)


_STATUS_LINES = {
    status.value: b"HTTP/1.1 %d %s\r\n" % (status.value, status.phrase.encode())
    for status in HTTPStatus
}


def encode_response(response: Response, *, keep_alive: bool) -> bytes:
    """The response as it goes on the wire."""
    status = response.status
    parts = [_STATUS_LINES.get(status) or b"HTTP/1.1 %d Unknown\r\n" % status]
    parts += [b"%s: %s\r\n" % header for header in response.headers]
    parts.append(b"content-length: %d\r\n" % len(response.body))
    parts.append(b"\r\n" if keep_alive else b"connection: close\r\n\r\n")
    parts.append(response.body)
    return b"".join(parts)


def encode_request(request: Request, host: bytes) -> bytes:
    """The request as it goes on the wire, hop-by-hop headers set anew."""
    parts = [b"%s %s HTTP/1.1\r\nhost: %s\r\n" % (request.method, request.target, host)]
    parts += [
        b"%s: %s\r\n" % (name, value)
        for name, value in request.headers.items()
        if name not in HOP_BY_HOP
    ]
    parts.append(b"content-length: %d\r\n\r\n" % len(request.body))
    parts.append(request.body)
    return b"".join(parts)
