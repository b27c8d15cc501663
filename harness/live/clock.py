"""The stack's clock over HTTP: ``/_harness/clock``, read with GET and set ahead with POST."""

from contextlib import suppress

import orjson

from harness.clock import Clock
from harness.live.view import answer_json
from harness.wire.message import Request, Response

TARGET = b"/_harness/clock"


def handle_clock(request: Request, clock: Clock) -> Response:
    """POST ``{"until_ns": N}`` skips to that time, nanoseconds since the epoch; it never goes back.

    Both answer ``{"now_ns": N, "skipped_ns": N}``.
    """
    if request.method == b"POST":
        until_ns = _until_ns(request.body)
        if until_ns is None:
            return answer_json(
                400, {"message": 'POST takes {"until_ns": nanoseconds since the epoch}'}
            )
        clock.skip_until(until_ns)
    elif request.method != b"GET":
        return answer_json(405, {"message": "GET and POST are the methods"})
    return answer_json(200, {"now_ns": clock.epoch_ns(), "skipped_ns": clock.skipped_ns})


def _until_ns(body: bytes) -> int | None:
    with suppress(orjson.JSONDecodeError, AttributeError):
        until_ns = orjson.loads(body).get("until_ns")
        return until_ns if type(until_ns) is int else None
    return None
