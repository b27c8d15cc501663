"""Cross-origin requests to function URLs: who may call, as the URL's configuration says.

Source: Lambda developer guide, "Creating and managing Lambda function URLs", CORS (2026). Doubtful:
with every origin allowed, the answer names the caller's where credentials are, else ``*``.
"""

from harness.model.function import Cors
from harness.wire.message import Headers, Request, Response

_ANY = "*"
_PREFIX = b"access-control-"


def is_preflight(request: Request) -> bool:
    """Whether a browser asks before it sends the real request."""
    headers = request.headers
    return (
        request.method == b"OPTIONS"
        and b"origin" in headers
        and b"access-control-request-method" in headers
    )


def preflight(cors: Cors, request: Request) -> Response:
    """The answer to a browser that asks first; no function sees it."""
    headers = _origin(cors, request)
    if headers:
        headers += _listed(b"allow-methods", cors.allow_methods)
        headers += _listed(b"allow-headers", cors.allow_headers)
        if cors.max_age_s is not None:
            headers.append((_PREFIX + b"max-age", b"%d" % cors.max_age_s))
    return Response(200, b"", headers)


def add(cors: Cors, request: Request, response: Response) -> None:
    """Say it in an answer too; what the function itself says of it does not count."""
    kept = [header for header in response.headers if not header[0].startswith(_PREFIX)]
    headers = _origin(cors, request)
    if headers:
        headers += _listed(b"expose-headers", cors.expose_headers)
    response.headers[:] = kept + headers


def _origin(cors: Cors, request: Request) -> Headers:
    """None for an origin that may not call."""
    origin = request.headers.get(b"origin")
    every = _ANY in cors.allow_origins
    if origin is None or not (every or origin.decode("latin-1") in cors.allow_origins):
        return []
    allowed = origin if cors.allow_credentials or not every else _ANY.encode()
    headers: Headers = [(_PREFIX + b"allow-origin", allowed), (b"vary", b"Origin")]
    if cors.allow_credentials:
        headers.append((_PREFIX + b"allow-credentials", b"true"))
    return headers


def _listed(name: bytes, values: tuple[str, ...]) -> Headers:
    return [(_PREFIX + name, ",".join(values).encode("latin-1", "replace"))] if values else []
