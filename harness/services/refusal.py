"""An error in the protocol of whoever asks.

Sources: Smithy 2.0, the specifications of awsJson1_0, awsJson1_1, restJson1, restXml, awsQuery,
ec2Query and rpcv2Cbor, "Operation error serialization" (2026). S3's error has no wrapper (its API
Reference, "REST error responses").
"""

from collections.abc import Callable
from dataclasses import dataclass
from xml.sax.saxutils import escape

import orjson

from harness.wire.message import Headers, Request, Response

CBOR = "smithy-rpc-v2-cbor"
JSON = "json"
REST_JSON = "rest-json"
REST_XML = "rest-xml"
QUERY = "query"
EC2 = "ec2"
# Without the wrapper that REST-XML has elsewhere.
S3 = "s3"


@dataclass(frozen=True, slots=True)
class Fault:
    """``code``: what an SDK makes its exception's name or code of."""

    code: str
    message: str
    status: int = 400


def answer(protocol: str, fault: Fault, request: Request, request_id: str) -> Response:
    """The fault as a client of ``protocol`` reads it."""
    headers: Headers = [(b"x-amzn-requestid", request_id.encode())]
    if request.method == b"HEAD":
        return Response(fault.status, b"", headers)
    body, more = _WORDS[protocol](fault, request, request_id)
    return Response(fault.status, body, [*headers, *more])


def _json(fault: Fault, request: Request, request_id: str) -> tuple[bytes, Headers]:
    asked = request.headers.get(b"content-type", b"")
    kind = asked if asked.startswith(b"application/x-amz-json-1.") else b"application/json"
    body = orjson.dumps({"__type": fault.code, "message": fault.message})
    return body, [(b"content-type", kind)]


def _rest_json(fault: Fault, request: Request, request_id: str) -> tuple[bytes, Headers]:
    body = orjson.dumps({"message": fault.message})
    return body, [
        (b"content-type", b"application/json"),
        (b"x-amzn-errortype", fault.code.encode()),
    ]


def _wrapped_xml(fault: Fault, request: Request, request_id: str) -> tuple[bytes, Headers]:
    return _xml(
        f"<ErrorResponse><Error><Type>Sender</Type>{_code_and_message(fault)}</Error>"
        f"<RequestId>{request_id}</RequestId></ErrorResponse>"
    )


def _s3_xml(fault: Fault, request: Request, request_id: str) -> tuple[bytes, Headers]:
    return _xml(
        f"<Error>{_code_and_message(fault)}<RequestId>{request_id}</RequestId>"
        f"<HostId>{request_id}</HostId></Error>"
    )


def _ec2_xml(fault: Fault, request: Request, request_id: str) -> tuple[bytes, Headers]:
    return _xml(
        f"<Response><Errors><Error>{_code_and_message(fault)}</Error></Errors>"
        f"<RequestID>{request_id}</RequestID></Response>"
    )


def _cbor(fault: Fault, request: Request, request_id: str) -> tuple[bytes, Headers]:
    members = {"__type": fault.code, "message": fault.message}
    words = b"".join(map(_cbor_text, (word for member in members.items() for word in member)))
    return bytes((0xA0 + len(members),)) + words, [
        (b"content-type", b"application/cbor"),
        (b"smithy-protocol", b"rpc-v2-cbor"),
    ]


def _xml(body: str) -> tuple[bytes, Headers]:
    declared = f'<?xml version="1.0" encoding="UTF-8"?>\n{body}'
    return declared.encode(), [(b"content-type", b"text/xml")]


def _code_and_message(fault: Fault) -> str:
    return f"<Code>{fault.code}</Code><Message>{escape(fault.message)}</Message>"


def _cbor_text(word: str) -> bytes:
    """A text string whose length is given in two bytes (RFC 8949, section 3.1)."""
    text = word.encode()
    return b"\x79" + len(text).to_bytes(2, "big") + text


_WORDS: dict[str, Callable[[Fault, Request, str], tuple[bytes, Headers]]] = {
    CBOR: _cbor,
    JSON: _json,
    REST_JSON: _rest_json,
    REST_XML: _wrapped_xml,
    QUERY: _wrapped_xml,
    EC2: _ec2_xml,
    S3: _s3_xml,
}
