import base64
from typing import Any

import orjson
import pytest
from botocore.eventstream import EventStreamBuffer

from harness.lambdas.protocol.event_stream import streamed
from harness.lambdas.protocol.results import Result


def events(result: Result, log_tail: bytes | None = None) -> list[tuple[str, bytes]]:
    response = streamed(result, "ID", log_tail, b"Root=1-1-1")
    assert response.status == 200
    assert response.header(b"x-amzn-requestid") == b"ID"
    buffer = EventStreamBuffer()
    buffer.add_data(response.body)
    return [(message.headers[":event-type"], message.payload) for message in buffer]


@pytest.mark.parametrize("payload", [b"1", b"", b"x" * 6_291_556])
def test_an_answer_is_one_chunk_and_an_end(payload: bytes) -> None:
    assert events(Result(payload)) == [("PayloadChunk", payload), ("InvokeComplete", b"{}")]


def test_a_function_error_is_named_at_the_end() -> None:
    _, (kind, payload) = events(Result(b'{"errorType":"KeyError"}', "KeyError"), b"log")
    said: dict[str, Any] = orjson.loads(payload)
    assert kind == "InvokeComplete"
    assert said["ErrorCode"] == "KeyError"
    assert said["ErrorDetails"] == '{"errorType":"KeyError"}'
    assert base64.b64decode(said["LogResult"]) == b"log"
