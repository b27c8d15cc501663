"""The record of an event that has ended: AWS's own, of an on-failure or on-success destination."""

import json
from datetime import UTC, datetime
from typing import Any

from harness.lambdas.protocol.payload import loads
from harness.lambdas.protocol.results import Result
from harness.model.function import LATEST


def dead_letter(
    *,
    time_ns: int,
    request_id: str,
    arn: str,
    condition: str,
    invoke_count: int,
    payload: bytes,
    result: Result | None,
    version: str = LATEST,
) -> bytes:
    """One line of JSON, with its newline (Developer Guide, invocation-async-retain-records, 2026).

    ``arn``: qualified. ``result``: what its last attempt came to, None where none ran.
    """
    record: dict[str, Any] = {
        "version": "1.0",
        "timestamp": _timestamp(time_ns),
        "requestContext": {
            "requestId": request_id,
            "functionArn": arn,
            "condition": condition,
            "approximateInvokeCount": invoke_count,
        },
        "requestPayload": _value(payload),
    }
    if result is not None:
        context: dict[str, Any] = {"statusCode": 200, "executedVersion": version}
        if result.error is not None:
            context["functionError"] = "Unhandled"
        record |= {"responseContext": context, "responsePayload": _value(result.payload)}
    # Not orjson: a payload may hold half a surrogate pair, which only this writes.
    return json.dumps(record, separators=(",", ":")).encode() + b"\n"


def _value(payload: bytes) -> Any:
    """The JSON that it is, or what was sent instead, as text."""
    try:
        value = loads(payload)
        json.dumps(value, allow_nan=False)  # what nests deeply can be read, and not written
    except (ValueError, RecursionError):
        return payload.decode("utf-8", "replace")
    return value


def _timestamp(time_ns: int) -> str:
    moment = datetime.fromtimestamp(time_ns // 1_000_000 / 1000, UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03}Z"
