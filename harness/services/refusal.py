"""A refusal in the protocol of whoever sent the request.

Sources: Smithy 2.0, the specifications of awsJson1_0, awsJson1_1, restJson1, restXml, awsQuery,
ec2Query and rpcv2Cbor, "Operation error serialization" (2026). S3's error has no wrapper (its API
Reference, "REST error responses").
"""

from collections.abc import Callable
from xml.sax.saxutils import escape

import orjson

from harness.wire.message import Headers, Request, Response
from harness.wire.refusal import Refusal

CBOR = "smithy-rpc-v2-cbor"
JSON = "json"
REST_JSON = "rest-json"
REST_XML = "rest-xml"
QUERY = "query"
EC2 = "ec2"
# Without the wrapper that REST-XML has elsewhere.
S3 = "s3"


def encode(protocol: str, refusal: Refusal, request: Request, request_id: str) -> Response:
    """The refusal as a client of ``protocol`` reads it."""
    headers: Headers = [(b"x-amzn-requestid", request_id.encode())]
    if request.method == b"HEAD":
        return Response(refusal.status, b"", headers)
    body, more = _WORDS[protocol](refusal, request, request_id)
    return Response(refusal.status, body, [*headers, *more])


def _json(refusal: Refusal, request: Request, request_id: str) -> tuple[bytes, Headers]:
    sent = request.headers.get(b"content-type", b"")
    kind = sent if sent.startswith(b"application/x-amz-json-1.") else b"application/json"
    body = orjson.dumps({"__type": refusal.code, "message": refusal.message})
    return body, [(b"content-type", kind)]


def _rest_json(refusal: Refusal, request: Request, request_id: str) -> tuple[bytes, Headers]:
    body = orjson.dumps({"message": refusal.message})
    return body, [
        (b"content-type", b"application/json"),
        (b"x-amzn-errortype", refusal.code.encode()),
    ]


def _wrapped_xml(refusal: Refusal, request: Request, request_id: str) -> tuple[bytes, Headers]:
    return _xml(
        f"<ErrorResponse><Error><Type>Sender</Type>{_code_and_message(refusal)}</Error>"
        f"<RequestId>{request_id}</RequestId></ErrorResponse>"
    )


def _s3_xml(refusal: Refusal, request: Request, request_id: str) -> tuple[bytes, Headers]:
    return _xml(
        f"<Error>{_code_and_message(refusal)}<RequestId>{request_id}</RequestId>"
        f"<HostId>{request_id}</HostId></Error>"
    )


def _ec2_xml(refusal: Refusal, request: Request, request_id: str) -> tuple[bytes, Headers]:
    return _xml(
        f"<Response><Errors><Error>{_code_and_message(refusal)}</Error></Errors>"
        f"<RequestID>{request_id}</RequestID></Response>"
    )


def _cbor(refusal: Refusal, request: Request, request_id: str) -> tuple[bytes, Headers]:
    members = {"__type": refusal.code, "message": refusal.message}
    words = b"".join(map(_cbor_text, (word for member in members.items() for word in member)))
    return bytes((0xA0 + len(members),)) + words, [
        (b"content-type", b"application/cbor"),
        (b"smithy-protocol", b"rpc-v2-cbor"),
    ]


def _xml(body: str) -> tuple[bytes, Headers]:
    declared = f'<?xml version="1.0" encoding="UTF-8"?>\n{body}'
    return declared.encode(), [(b"content-type", b"text/xml")]


def _code_and_message(refusal: Refusal) -> str:
    return f"<Code>{refusal.code}</Code><Message>{escape(refusal.message)}</Message>"


def _cbor_text(word: str) -> bytes:
    """A text string whose length is given in two bytes (RFC 8949, section 3.1)."""
    text = word.encode()
    return b"\x79" + len(text).to_bytes(2, "big") + text


_WORDS: dict[str, Callable[[Refusal, Request, str], tuple[bytes, Headers]]] = {
    CBOR: _cbor,
    JSON: _json,
    REST_JSON: _rest_json,
    REST_XML: _wrapped_xml,
    QUERY: _wrapped_xml,
    EC2: _ec2_xml,
    S3: _s3_xml,
}
