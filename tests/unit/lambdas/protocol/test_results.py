import base64
import json
from pathlib import Path

import orjson
import pytest

from harness.lambdas.protocol import results
from harness.lambdas.protocol.results import Result


def test_a_time_out_reads_as_on_aws() -> None:
    result = results.timed_out("ID", 1)
    assert orjson.loads(result.payload) == {
        "errorType": "Sandbox.Timedout",
        "errorMessage": "RequestId: ID Error: Task timed out after 1.00 seconds",
    }


@pytest.mark.parametrize(
    ("return_code", "reason"),
    [
        (3, "Runtime exited with error: exit status 3"),
        (0, "Runtime exited without providing a reason"),
        (-9, "Runtime exited with error: signal: killed"),
    ],
)
def test_an_exit_reads_as_on_aws(return_code: int, reason: str) -> None:
    result = results.exited("ID", return_code)
    assert result.error == "Runtime.ExitError"
    assert orjson.loads(result.payload)["errorMessage"] == f"RequestId: ID Error: {reason}"


def test_a_function_error_is_http_200_with_a_header() -> None:
    response = results.invoked(Result(b'{"errorType":"KeyError"}', "KeyError"), "ID", None)
    assert response.status == 200
    assert response.header(b"x-amz-function-error") == b"Unhandled"


def test_a_normal_answer_has_no_error_header_and_its_payload_unchanged() -> None:
    response = results.invoked(Result(b'{"a": 1}'), "ID", None)
    assert response.header(b"x-amz-function-error") is None
    assert response.body == b'{"a": 1}'


def test_the_log_tail_is_its_last_4_kb_in_base64() -> None:
    response = results.invoked(Result(b"1"), "ID", b"x" * 5000)
    tail = response.header(b"x-amz-log-result")
    assert tail is not None
    assert base64.b64decode(tail) == b"x" * 4096


@pytest.mark.parametrize(
    ("payload", "status"),
    [
        (b'{"statusCode": 404, "body": "{}"}', 404),
        (b'{"statusCode": "404"}', None),
        (b'"the word \\"statusCode\\""', None),
        (b"[]", None),
    ],
)
def test_a_proxy_shaped_answer_tells_its_status(payload: bytes, status: int | None) -> None:
    assert Result(payload).function_status == status


def test_an_answer_carries_the_trace_that_it_belongs_to() -> None:
    response = results.invoked(Result(b"1"), "ID", None, b"Root=1-1-1")
    assert response.header(b"x-amzn-trace-id") == b"Root=1-1-1"


def test_an_exit_at_the_start_names_the_request_that_waited() -> None:
    told = results.init_failed_of(results.exited("", 4), "ID")
    assert told == results.exited("ID", 4)
    other = Result(b'{"errorType":"ValueError"}', "ValueError")
    assert results.init_failed_of(other, "ID") == other


@pytest.mark.parametrize("folder", ["/srv/app", "/srv/ção/app", "/tmp/a&b"])
def test_an_exception_s_paths_are_aws_s(folder: str) -> None:
    account = {"errorType": "KeyError", "stackTrace": [f'  File "{folder}/app.py", line 7']}
    for written in (json.dumps(account), json.dumps(account, ensure_ascii=False)):
        result = results.raised(written.encode(), Path(folder))
        assert json.loads(result.payload)["stackTrace"] == ['  File "/var/task/app.py", line 7']
        assert result.error == "KeyError"
