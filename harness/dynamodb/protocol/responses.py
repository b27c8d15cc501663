"""Answers that the gateway words itself, as AWS words them."""

import zlib
from dataclasses import dataclass

import orjson

from harness.dynamodb.protocol.engine_errors import CAPITALISED
from harness.dynamodb.protocol.refusal import DYNAMODB, SERVICE
from harness.dynamodb.protocol.request import JsonObject
from harness.wire.message import Headers, Response
from harness.wire.refusal import Refusal

CHECKSUM = b"x-amz-crc32"
# ScyllaDB, test/alternator/test_http_headers.py (2026).
SERVER = (b"server", b"Server")
CONTENT_TYPE = b"application/x-amz-json-1.0"

# HTTP 500, which every SDK retries.
ENGINE_LOST = Refusal(
    DYNAMODB + "InternalServerError",
    "The request processing has failed because of an unknown error.",
    status=500,
)

CASE_ENDED = Refusal(
    SERVICE + "UnrecognizedClientException",
    "The test that this call belongs to is over; what it left running is answered so.",
)


@dataclass(frozen=True, slots=True)
class DirectAnswer:
    """What the gateway answers by itself, with status 200."""

    body: JsonObject


def refused(refusal: Refusal, request_id: str) -> Response:
    """The refusal as DynamoDB puts it on the wire."""
    member = "Message" if refusal.name in CAPITALISED else "message"
    body: JsonObject = {"__type": refusal.code}
    body |= {member: refusal.message} if refusal.message else {}
    return checked(_response(refusal.status, {**body, **refusal.members}, request_id))


def ok(request_id: str, body: JsonObject | None = None) -> Response:
    """An answer that needs no engine. Without ``body`` that is still to come."""
    return _response(200, body or {}, request_id)


def error_name(answer: JsonObject) -> str | None:
    """``ResourceNotFoundException`` of an error body's ``__type``."""
    kind = answer.get("__type")
    return str(kind).rpartition("#")[2] if kind else None


def error_message(answer: JsonObject) -> str:
    """What an error body says, however it spells the member; empty where it says nothing."""
    return str(answer.get("message") or answer.get("Message") or "")


def checked(response: Response) -> Response:
    """The answer with the checksum of its body, from the server that DynamoDB says it is."""
    response.headers += ((CHECKSUM, b"%d" % zlib.crc32(response.body)), SERVER)
    return response


def _response(status: int, body: JsonObject, request_id: str) -> Response:
    headers: Headers = [
        (b"content-type", CONTENT_TYPE),
        (b"x-amzn-requestid", request_id.encode()),
    ]
    return Response(status, orjson.dumps(body), headers)
