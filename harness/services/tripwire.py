"""The proxy of functions: what is aimed at AWS itself ends here, and the rest goes where it will.

SDKs that do not read AWS_ENDPOINT_URL, and code that names AWS's hosts, would leave this machine
with credentials that AWS refuses, and nobody would know why. HTTPS_PROXY leads them here first.
A function may call anybody else: its connection is joined to theirs, and nothing of it is read.

Only functions know the password, since the endpoint may listen on more than 127.0.0.1.
"""

import base64
import binascii
import hmac
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from harness.services.hosts import is_aws, is_metadata
from harness.services.notes import Notes
from harness.services.signing_name import ANONYMOUS, signing_name_of
from harness.wire.message import HOP_BY_HOP, Headers, Request, Response
from harness.wire.tunnel import Tunnel, UpstreamLostError, open_tunnel

_ESTABLISHED = b"HTTP/1.1 200 Connection established\r\n\r\n"
_TEXT: Headers = [(b"content-type", b"text/plain")]
_ASK: Headers = [(b"proxy-authenticate", b'Basic realm="harness"')]

_NOT_FORWARDED = HOP_BY_HOP - {b"host"} | {b"proxy-authorization"}

# Under these a function reaches this machine: ``host.docker.internal`` from a container.
_OWN_NAMES = ("127.0.0.1", "localhost", "::1", "host.docker.internal")


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a request to a proxy is to go. ``path``: None for a CONNECT."""

    host: str
    port: int
    path: bytes | None


class Tripwire:
    """The proxy. ``own_port``: the endpoint's. ``password``: what HTTPS_PROXY of functions
    contains. ``note``: takes a sentence for the run's events."""

    def __init__(
        self,
        own_port: Callable[[], int],
        password: str,
        note: Callable[[str], None],
        connect: Callable[..., Awaitable[Tunnel]] = open_tunnel,
    ) -> None:
        self._own_port = own_port
        self._password = password
        self._notes = Notes(note)
        self._connect = connect

    async def handle(self, request: Request) -> Response | None:
        """Answer or join a request to a proxy; None for a request that is served here: its target
        is then a path."""
        destination = destination_of(request)
        if destination is None:
            return Response(400)
        if destination.path is not None and self._is_served(destination, request):
            request.target = destination.path
            return None
        caller, password = _credentials(request)
        if is_aws(destination.host) or is_metadata(destination.host):
            return self._refused(caller, destination.host)
        if not hmac.compare_digest(password.encode(), self._password.encode()):
            return Response(407, b"", _ASK)
        return await self._joined(caller, destination, request)

    def _is_served(self, destination: Destination, request: Request) -> bool:
        """What is for this endpoint, and what is for an AWS service whose name it says."""
        if destination.host in _OWN_NAMES and destination.port == self._own_port():
            return True
        return is_aws(destination.host) and signing_name_of(request) != ANONYMOUS

    def _refused(self, caller: str, host: str) -> Response:
        self._notes.once(f"{caller} tried to reach {host}, which is AWS itself: refused")
        # In the line of the status too: of a CONNECT's answer, clients show nothing else.
        words = f"The harness lets nobody reach {host}, which is AWS itself"
        return Response(403, words.encode(), _TEXT, reason=words.encode())

    async def _joined(self, caller: str, destination: Destination, request: Request) -> Response:
        plain = destination.path is not None
        greeting = b"" if plain else _ESTABLISHED
        try:
            tunnel = await self._connect(
                destination.host, destination.port, greeting=greeting, one_way=plain
            )
        except UpstreamLostError as error:
            words = f"{destination.host} cannot be reached: {error}"
            return Response(502, words.encode(), _TEXT, reason=b"Bad Gateway")
        if is_metadata(tunnel.address):
            tunnel.close()
            return self._refused(caller, destination.host)
        if destination.path is not None:
            tunnel.send(_forwarded(request, destination.path))
        return Response(200, tunnel=tunnel)


def destination_of(request: Request) -> Destination | None:
    """The destination of a request to a proxy (RFC 9112, section 3.2); None where it names no
    host."""
    target = request.target.decode("latin-1")
    connects = request.method == b"CONNECT"
    try:
        parts = urlsplit(f"//{target}" if connects else target)
        port = parts.port
    except ValueError:
        return None
    if not parts.hostname or (connects and port is None) or parts.scheme not in ("", "http"):
        return None
    if connects:
        return Destination(parts.hostname, port or 0, None)
    path = f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"
    return Destination(parts.hostname, port or 80, path.encode("latin-1"))


def _credentials(request: Request) -> tuple[str, str]:
    """User and password of a proxy's basic authentication: the function's name is the user."""
    words = request.headers.get(b"proxy-authorization", b"").partition(b" ")[2]
    try:
        user, _, password = base64.b64decode(words, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "client", ""
    return user or "client", password


def _forwarded(request: Request, path: bytes) -> bytes:
    """The request as the far side gets it: whole, as it was sent, and the last one on its
    connection."""
    body = request.body if request.sent is None else request.sent
    lines = [b"%s %s HTTP/1.1" % (request.method, path)]
    lines += [
        b": ".join(header) for header in request.headers.items() if header[0] not in _NOT_FORWARDED
    ]
    if body or b"content-length" in request.headers:
        lines.append(b"content-length: %d" % len(body))
    lines += (b"connection: close", b"", body)
    return b"\r\n".join(lines)
