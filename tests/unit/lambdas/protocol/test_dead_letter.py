from typing import Any

import orjson
import pytest

from harness.lambdas.protocol.dead_letter import dead_letter
from harness.lambdas.protocol.results import Result


def line(payload: bytes = b'{"a":1}', result: Result | None = None) -> bytes:
    return dead_letter(
        time_ns=1_573_754_766_125_900_000,
        request_id="ID",
        arn="arn:f:$LATEST",
        condition="RetriesExhausted",
        invoke_count=3,
        payload=payload,
        result=result,
    )


def record(payload: bytes = b'{"a":1}', result: Result | None = None) -> Any:
    return orjson.loads(line(payload, result))


def test_a_record_is_awss_own() -> None:
    assert record(result=Result(b'{"errorType":"KeyError"}', "KeyError")) == {
        "version": "1.0",
        "timestamp": "2019-11-14T18:06:06.125Z",
        "requestContext": {
            "requestId": "ID",
            "functionArn": "arn:f:$LATEST",
            "condition": "RetriesExhausted",
            "approximateInvokeCount": 3,
        },
        "requestPayload": {"a": 1},
        "responseContext": {
            "statusCode": 200,
            "executedVersion": "$LATEST",
            "functionError": "Unhandled",
        },
        "responsePayload": {"errorType": "KeyError"},
    }


def test_what_never_ran_has_no_response() -> None:
    assert set(record()) == {"version", "timestamp", "requestContext", "requestPayload"}


@pytest.mark.parametrize(
    "payload", [b'{\n"a":\n1}', b"[" * 500 + b"]" * 500, b"x", b"\xff", b"1e400", b'"\\ud83d"']
)
def test_a_record_is_one_line_whatever_the_payload(payload: bytes) -> None:
    written = line(payload, Result(payload))
    assert written.count(b"\n") == 1
    assert written.endswith(b"}\n")


def test_what_is_no_json_is_kept_as_text() -> None:
    assert record(b"x")["requestPayload"] == "x"
