"""One HTTP request and one HTTP response, bodies whole."""

from dataclasses import dataclass, field
from http import HTTPStatus

from harness.wire.tunnel import Tunnel

Headers = list[tuple[bytes, bytes]]

# Set anew on every hop, so never copied from one side to the other (RFC 9110, section 7.6.1).
HOP_BY_HOP = frozenset(
    b"connection content-length expect host keep-alive proxy-connection te trailer"
    b" transfer-encoding upgrade".split()
)

# Bodies are decompressed here, and wanted uncompressed.
_NOT_FORWARDED = HOP_BY_HOP | {b"accept-encoding", b"content-encoding"}


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
    """``content-length`` is written by the server; leave it out of ``headers``. ``reason``: in the
    status line, in place of the usual words. ``tunnel``: instead of an answer, what the connection
    is joined to.
    """

    status: int
    body: bytes = b""
    headers: Headers = field(default_factory=list)
    reason: bytes = b""
    tunnel: Tunnel | None = None

    def header(self, name: bytes) -> bytes | None:
        """The first value of a header, None where there is none; ``name`` in lower case."""
        return next((value for key, value in self.headers if key.lower() == name), None)


_STATUS_LINES = {
    status.value: b"HTTP/1.1 %d %s" % (status.value, status.phrase.encode())
    for status in HTTPStatus
}


def encode_response(response: Response, *, keep_alive: bool, body: bool = True) -> bytes:
    """The response as it goes on the wire; ``body`` False: to a HEAD."""
    status = response.status
    if response.reason:
        lines = [b"HTTP/1.1 %d %s" % (status, response.reason)]
    else:
        lines = [_STATUS_LINES.get(status) or b"HTTP/1.1 %d Unknown" % status]
    lines += map(b": ".join, response.headers)
    lines.append(b"content-length: %d" % len(response.body))
    if not keep_alive:
        lines.append(b"connection: close")
    lines += (b"", response.body if body else b"")
    return b"\r\n".join(lines)


def encode_request(request: Request, host: bytes) -> bytes:
    """The request as it goes on the wire, hop-by-hop headers set anew."""
    lines = [b"%s %s HTTP/1.1\r\nhost: %s" % (request.method, request.target, host)]
    lines += [
        b": ".join(header) for header in request.headers.items() if header[0] not in _NOT_FORWARDED
    ]
    lines += (b"content-length: %d" % len(request.body), b"", request.body)
    return b"\r\n".join(lines)
