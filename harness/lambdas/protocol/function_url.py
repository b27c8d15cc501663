"""Function URLs: an HTTP request becomes an event of payload version 2.0, its answer a response.

Source: Lambda developer guide, urls-invocation (2026). Cookies, which are
an event's own member, are taken out of its headers.
"""

import base64
import hashlib
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, unquote

from harness.lambdas.protocol.payload import loads
from harness.lambdas.protocol.results import Result
from harness.wire.message import HOP_BY_HOP, Headers, Request, Response

PREFIX = b"/_harness/url/"

_JSON = b"application/json"
_SOURCE_IP = "127.0.0.1"

# What AWS adds to a request on its way (LocalStack's snapshots, 2025-11; public events of 2024 to
# 2026). Function URLs are HTTPS there, which is what functions see here too. Doubtful: that a
# caller's own x-forwarded-for is replaced.
_ADDED_HEADERS = {
    "x-amzn-tls-cipher-suite": "TLS_AES_128_GCM_SHA256",
    "x-amzn-tls-version": "TLSv1.3",
    "x-forwarded-for": _SOURCE_IP,
    "x-forwarded-port": "443",
    "x-forwarded-proto": "https",
}
_FORBIDDEN = (
    b'{"Message":"Forbidden. For troubleshooting Function URL authorization issues, see: '
    b'https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html"}'
)
_SPACE_OF_JSON = re.compile(rb'("(?:[^"\\]|\\.)*+")|[ \t\r\n]+')
_TOKEN = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_BODILESS = (204, 304)
_TEXT = re.compile(r"text/|application/(json|xml|javascript)\b|[^;]*\+(json|xml)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class UrlTarget:
    """What a URL's target names. ``path``: decoded, behind the function's name; ``query``: as it
    was sent."""

    function: str
    path: str
    query: str


def read_target(target: bytes) -> UrlTarget:
    """The parts of a target below ``PREFIX``."""
    path, _, query = target.removeprefix(PREFIX).decode("latin-1").partition("?")
    function, _, rest = path.partition("/")
    return UrlTarget(unquote(function), f"/{unquote(rest)}", query)


def url_id(function: str) -> str:
    """An id in the shape of AWS's, the same at every start."""
    return hashlib.sha256(function.encode()).hexdigest()[:32]


def is_allowed(auth_type: str, request: Request) -> bool:
    """A signature is asked for, as by AWS; whose it is stays unchecked, as for Invoke."""
    return auth_type == "NONE" or b"authorization" in request.headers


def event(
    target: UrlTarget, request: Request, request_id: str, now_ns: int, trace_root: str
) -> bytes:
    """The event of payload version 2.0 that a request becomes, as JSON."""
    headers = {
        name.decode("latin-1"): value.decode("latin-1") for name, value in request.headers.items()
    }
    headers = {"x-amzn-trace-id": trace_root, **headers, **_ADDED_HEADERS}
    cookies = [cookie.strip() for cookie in headers.pop("cookie", "").split(";") if cookie.strip()]
    members: dict[str, Any] = {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": target.path,
        "rawQueryString": target.query,
        **({"cookies": cookies} if cookies else {}),
        "headers": headers,
        **_query(target.query),
        "requestContext": _context(target, request, headers, request_id, now_ns),
        **_body(request.body, headers.get("content-type", "")),
    }
    return json.dumps(members).encode()


def answered(result: Result) -> Response:
    """The HTTP response that a function's answer stands for; 502 where it stands for none."""
    if result.error is not None:
        return _bad_gateway()
    try:
        value = loads(result.payload)
    except ValueError:
        return _bad_gateway()
    if isinstance(value, str):
        return Response(200, value.encode("utf-8", "replace"), [(b"content-type", _JSON)])
    if not isinstance(value, dict) or "statusCode" not in value:
        return Response(200, _compact(result.payload), [(b"content-type", _JSON)])
    return _shaped(value) or _bad_gateway()


def forbidden() -> Response:
    """HTTP 403 as AWS words it (LocalStack's snapshots, 2025-11)."""
    headers: Headers = [(b"content-type", _JSON), (b"x-amzn-errortype", b"AccessDeniedException")]
    return Response(403, _FORBIDDEN, headers)


def no_url() -> Response:
    """Doubtful: AWS has no name for what does not exist."""
    return Response(404, b'{"Message":null}', [(b"content-type", _JSON)])


def _compact(json_text: bytes) -> bytes:
    """JSON without the white space that runtimes put between its parts, as recorded (LocalStack's
    snapshots, 2025-11). Doubtful: that numbers and escapes stay as the function wrote them."""
    return _SPACE_OF_JSON.sub(rb"\1", json_text)


def _context(
    target: UrlTarget, request: Request, headers: dict[str, str], request_id: str, now_ns: int
) -> dict[str, Any]:
    moment = datetime.fromtimestamp(now_ns / 1e9, UTC)
    name = url_id(target.function)
    return {
        "accountId": "anonymous",
        "apiId": name,
        "domainName": headers.get("host", ""),
        "domainPrefix": name,
        "http": {
            "method": request.method.decode("latin-1"),
            "path": target.path,
            "protocol": "HTTP/1.1",
            "sourceIp": _SOURCE_IP,
            "userAgent": headers.get("user-agent", ""),
        },
        "requestId": request_id,
        "routeKey": "$default",
        "stage": "$default",
        "time": f"{moment:%d/%b/%Y:%H:%M:%S} +0000",
        "timeEpoch": now_ns // 1_000_000,
    }


def _query(raw: str) -> dict[str, dict[str, str]]:
    """Values of one name joined by commas."""
    joined: dict[str, str] = {}
    for name, value in parse_qsl(raw, keep_blank_values=True):
        joined[name] = f"{joined[name]},{value}" if name in joined else value
    return {"queryStringParameters": joined} if joined else {}


def _body(body: bytes, content_type: str) -> dict[str, Any]:
    """Text as it is, anything else in base64. Doubtful: what has no content type is text if it can
    be."""
    if not body:
        return {"isBase64Encoded": False}
    if not content_type or _TEXT.match(content_type):
        try:
            return {"body": body.decode(), "isBase64Encoded": False}
        except UnicodeDecodeError:
            pass
    return {"body": base64.b64encode(body).decode(), "isBase64Encoded": True}


def _shaped(value: dict[str, Any]) -> Response | None:
    status, headers = _status(value["statusCode"]), _response_headers(value)
    body = _response_body(value)
    if status is None or headers is None or body is None:
        return None
    return Response(status, b"" if status in _BODILESS else body, headers)


def _status(value: Any) -> int | None:
    try:
        status = int(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return status if 200 <= status <= 599 else None


def _response_headers(value: dict[str, Any]) -> Headers | None:
    members, cookies = value.get("headers") or {}, value.get("cookies") or []
    if not isinstance(members, dict) or not isinstance(cookies, list):
        return None
    pairs = [*members.items(), *(("set-cookie", cookie) for cookie in cookies)]
    headers = [
        (str(name).lower().encode("utf-8", "replace"), str(item).encode("utf-8", "replace"))
        for name, item in pairs
    ]
    if not all(_TOKEN.fullmatch(name) and not _breaks(item) for name, item in headers):
        return None
    kept = [header for header in headers if header[0] not in HOP_BY_HOP]
    if not any(name == b"content-type" for name, _ in kept):
        kept.append((b"content-type", _JSON))
    return kept


def _response_body(value: dict[str, Any]) -> bytes | None:
    body = value.get("body")
    if body is None:
        return b""
    try:
        text = body if isinstance(body, str) else json.dumps(body)
        if value.get("isBase64Encoded"):
            return base64.b64decode(text, validate=True)
    except (ValueError, RecursionError):
        return None
    return text.encode("utf-8", "replace")


def _breaks(value: bytes) -> bool:
    """Whether it would end its header line and begin one of its own."""
    return any(byte in value for byte in (b"\r", b"\n", b"\0"))


def _bad_gateway() -> Response:
    return Response(502, b"Internal Server Error", [(b"content-type", _JSON)])
