"""What is refused before it is an operation: no JSON, no known target, no signature.

Sources. D: dynalite, index.js and test/connection.js, bodies with lengths and checksums recorded
on AWS (2013 to 2019). S: ScyllaDB's test/alternator/test_manual_requests.py, which passes on AWS
(2020 to 2025). P: paritysuite/dynamodb-conformance, nestingDepth and deepRequests (2026-06 to
2026-10). M: a capture in a public client, 2023-11-20. L: DynamoDB Local 3.3.1, measured
2026-11-23; it answers nearly all of this with an InternalFailure, HTTP 500, which SDKs retry.

Lenient on purpose where DynamoDB Local is: a request is served whatever its content type, date and
signature, so that curl needs nothing but a Credential. AWS answers 404 to a body of another content
type (D, M).
"""

import re
from collections.abc import Callable
from typing import Any

import orjson

from harness.dynamodb.protocol import responses
from harness.dynamodb.protocol.refusal import SERVICE, validation
from harness.dynamodb.protocol.request import JsonObject
from harness.wire.message import Request, Response
from harness.wire.refusal import Refusal
from harness.wire.signature import UNSIGNED, BadSignature, incomplete

# D: neither has a message.
NO_JSON = Refusal(SERVICE + "SerializationException", "")
UNKNOWN_OPERATION = Refusal(SERVICE + "UnknownOperationException", "")
# P: so at every depth from 33 to 100 levels of M. Doubtful beyond the parser's own 1,024.
TOO_DEEP = validation(
    "Nesting Levels have exceeded supported limits: "
    "Attributes in the item have nested levels beyond supported limit"
)

# The first API of 2012 too: that one the engine refuses, saying so.
_PREFIXES = (b"DynamoDB_20120810.", b"DynamoDBStreams_20120810.", b"DynamoDB_20111205.")
_SIGNED = b"AWS4-HMAC-SHA256 Credential="
# After escaped backslashes: half of a pair, and the other half if it is there.
_SURROGATE = re.compile(
    rb"(?<!\\)((?:\\\\)*)\\u[dD](?:[89abAB][0-9a-fA-F]{2}(\\u[dD][c-fC-F][0-9a-fA-F]{2})"
    rb"|[89a-fA-F][0-9a-fA-F]{2})"
)


def decode_body(body: bytes) -> JsonObject | Refusal:
    """The request's object, or what AWS says of a body that is none.

    Invalid JSON, NaN, invalid UTF-8, nothing at all: SerializationException without a message (D,
    S). Doubtful, because no record of AWS was found: a list or a scalar, a byte order mark and a
    number beyond a double get the same; of a duplicate key the last one counts (L too); a lone
    surrogate, which SDKs let through, is a question mark, as Java encodes it. (The engine would
    keep it, and give it back as JSON that no strict parser takes.)
    """
    try:
        value = _json(body)
    except orjson.JSONDecodeError as error:
        deep = error.msg.startswith("depth limit") and body.lstrip()[:1] == b"{"
        return TOO_DEEP if deep else NO_JSON
    return value if type(value) is dict else NO_JSON


def is_undecodable(request: Request) -> bool:
    """Whether the body is compressed in a way that nobody can undo.

    AWS answers HTTP 500 to that (S), and so to a Content-Encoding that it does not have. Here it is
    the SerializationException of a body that is no JSON: SDKs would retry a 500.
    """
    encoding = request.headers.get(b"content-encoding")
    return encoding is not None and request.sent is None and encoding.lower() != b"identity"


def _json(body: bytes) -> Any:
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        if b"\\ud" not in body.lower():
            raise
        whole = _SURROGATE.sub(lambda found: found[0] if found[2] else found[1] + b"?", body)
        return orjson.loads(whole)


def review_request(request: Request, region: str, request_id: Callable[[], str]) -> Response | None:
    """AWS's answer to what is no DynamoDB request, None for what may be one.

    An unknown operation of DynamoDB's own prefix may be one: validation knows.
    """
    headers = request.headers
    if (
        request.method == b"POST"
        and headers.get(b"x-amz-target", b"").startswith(_PREFIXES)
        and headers.get(b"authorization", b"").startswith(_SIGNED)
    ):
        return None
    if request.method != b"POST":
        return _page(request, region, request_id())
    refusal = _review_target(headers.get(b"x-amz-target", b"")) or _review_signature(headers)
    return None if refusal is None else responses.refused(refusal, request_id())


def _review_target(target: bytes) -> Refusal | None:
    return None if target.startswith(_PREFIXES) else UNKNOWN_OPERATION


def _review_signature(headers: dict[bytes, bytes]) -> Refusal | None:
    """What the engine needs is a Credential, in whatever signature; all else is taken as it is."""
    authorization = headers.get(b"authorization", b"")
    if b"Credential=" in authorization:
        return None
    fault = incomplete(headers) if authorization.startswith(b"AWS4-") else UNSIGNED
    return None if fault is None else badly_signed(fault)


def badly_signed(fault: BadSignature) -> Refusal:
    """AWS's refusal of a signature."""
    return Refusal(SERVICE + fault.code, fault.message)


def _page(request: Request, region: str, request_id: str) -> Response:
    """D: GET is the health check, every other method is unknown. Neither answer is JSON.

    S: so is GET of any path but the root. What an SDK sends, signed or not, is no health check.
    """
    if request.method == b"OPTIONS" and b"origin" in request.headers:
        status, body = 200, b""
    elif _is_health_check(request):
        status, body = 200, f"healthy: dynamodb.{region}.amazonaws.com ".encode()
    else:
        status, body = 404, b"<UnknownOperationException/>\n"
    return responses.checked(Response(status, body, [(b"x-amzn-requestid", request_id.encode())]))


def _is_health_check(request: Request) -> bool:
    return (
        request.method == b"GET"
        and request.target == b"/"
        and b"authorization" not in request.headers
        and b"amz-sdk-invocation-id" not in request.headers
    )
