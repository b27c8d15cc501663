"""Answers that the gateway words itself, as AWS words them."""

import zlib
from collections.abc import Sequence

import orjson

from harness.dynamodb.protocol.refusal import DYNAMODB, Refusal
from harness.dynamodb.protocol.request import JsonObject
from harness.model.entry import Throttle
from harness.wire.message import Headers, Response

CONTENT_TYPE = b"application/x-amz-json-1.0"

THROTTLED = "ProvisionedThroughputExceededException"
LOST = "InternalServerError"

# Recorded on AWS: facts/dynamodb-capacity.md B (hadoop pull 1814; botocore 1.44.5).
_TABLE_MESSAGE = (
    "The level of configured provisioned throughput for the table was exceeded. "
    "Consider increasing your provisioning level with the UpdateTable API."
)
_INDEX_MESSAGE = (
    "The level of configured provisioned throughput for one or more global secondary indexes of "
    "the table was exceeded. Consider increasing your provisioning level for the "
    "under-provisioned global secondary indexes with the UpdateTable API."
)


def throttled(
    throttles: Sequence[Throttle], region: str, account_id: str, request_id: str
) -> Response:
    """HTTP 400 with ThrottlingReasons, spelled as botocore's model wants it there."""
    index_alone = all(throttle.index is not None for throttle in throttles)
    reasons = [
        {"reason": throttle.reason, "resource": _arn(throttle, region, account_id)}
        for throttle in throttles
    ]
    message = _INDEX_MESSAGE if index_alone else _TABLE_MESSAGE
    members = {"ThrottlingReasons": reasons}
    return refused(Refusal(DYNAMODB, THROTTLED, message, members), request_id)


def engine_lost(request_id: str) -> Response:
    """HTTP 500, which every SDK retries."""
    message = "The request processing has failed because of an unknown error."
    return refused(Refusal(DYNAMODB, LOST, message, status=500), request_id)


def refused(refusal: Refusal, request_id: str) -> Response:
    """The refusal as DynamoDB puts it on the wire."""
    said = {"__type": refusal.prefix + refusal.name, "message": refusal.message}
    body = orjson.dumps(said | refusal.members)
    headers: Headers = [
        (b"content-type", CONTENT_TYPE),
        (b"x-amzn-requestid", request_id.encode()),
        (b"x-amz-crc32", _crc32(body)),
    ]
    return Response(refusal.status, body, headers)


def error_name(answer: JsonObject) -> str | None:
    """``ResourceNotFoundException`` of an error body's ``__type``."""
    kind = answer.get("__type")
    return str(kind).rpartition("#")[2] if kind else None


def with_body(response: Response, body: bytes) -> Response:
    """The same answer with another body, its checksum made anew."""
    headers = [
        (name, _crc32(body) if name.lower() == b"x-amz-crc32" else value)
        for name, value in response.headers
    ]
    return Response(response.status, body, headers)


def _crc32(body: bytes) -> bytes:
    return b"%d" % zlib.crc32(body)


def _arn(throttle: Throttle, region: str, account_id: str) -> str:
    table = f"arn:aws:dynamodb:{region}:{account_id}:table/{throttle.table}"
    return table if throttle.index is None else f"{table}/index/{throttle.index}"
