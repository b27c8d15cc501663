from pathlib import Path

import pytest

from harness.lambdas.protocol import runtime_api
from harness.lambdas.protocol.results import ANSWER_BYTES_MAX
from harness.lambdas.protocol.runtime_api import invocation_of, next_headers, read_answer, resource

ID = b"8476a536-e9f4-11e8-9739-2dfe598c3fcd"
CODE = Path("/code")


@pytest.mark.parametrize(
    ("target", "path"),
    [
        (b"/2018-06-01/runtime/invocation/next", runtime_api.NEXT),
        (b"/2018-06-01/runtime/init/error", runtime_api.INIT_ERROR),
        (
            b"/2018-06-01/runtime/invocation/" + ID + b"/response",
            b"invocation/" + ID + b"/response",
        ),
    ],
)
def test_a_request_is_for_a_resource(target: bytes, path: bytes) -> None:
    assert resource(target) == path


@pytest.mark.parametrize("verb", [b"response", b"error"])
def test_an_answer_names_its_invocation(verb: bytes) -> None:
    assert invocation_of(b"invocation/" + ID + b"/" + verb) == ID.decode()


def test_a_path_that_is_none_names_no_invocation() -> None:
    assert invocation_of(b"invocation") == ""


def test_a_response_is_the_payload() -> None:
    answer = read_answer(b"invocation/x/response", b"1", CODE)
    assert (answer.status, answer.result.payload, answer.result.error) == (202, b"1", None)


def test_an_error_is_a_function_error() -> None:
    answer = read_answer(b"invocation/x/error", b'{"errorType": "KeyError"}', CODE)
    assert (answer.status, answer.result.error) == (202, "KeyError")


def test_a_response_that_is_too_large_is_an_error_that_the_runtime_sees() -> None:
    assert read_answer(b"invocation/x/response", b" " * ANSWER_BYTES_MAX, CODE).status == 202
    answer = read_answer(b"invocation/x/response", b" " * (ANSWER_BYTES_MAX + 1), CODE)
    assert (answer.status, answer.result.error) == (413, "Function.ResponseSizeTooLarge")


def test_an_invocation_s_headers() -> None:
    assert dict(next_headers("id", "arn:x", 7, trace_id=None, client_context=None)) == {
        b"content-type": b"application/json",
        b"lambda-runtime-aws-request-id": b"id",
        b"lambda-runtime-deadline-ms": b"7",
        b"lambda-runtime-invoked-function-arn": b"arn:x",
    }
    headers = dict(next_headers("id", "arn:x", 7, trace_id=b"Root=1", client_context=b"{}"))
    assert headers[b"lambda-runtime-trace-id"] == b"Root=1"
    assert headers[b"lambda-runtime-client-context"] == b"{}"
