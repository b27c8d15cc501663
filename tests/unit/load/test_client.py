from typing import Any
from unittest.mock import create_autospec

import pytest
from geventhttpclient import HTTPClient
from geventhttpclient.response import HTTPConnectionClosed, HTTPSocketPoolResponse

from harness.load.client import LambdaClient


class Http:
    """An HTTP client that gives one answer or raises, and what Locust was told of it."""

    def __init__(self, answer: bytes | Exception, **headers: str) -> None:
        self.fired: list[dict[str, Any]] = []
        self.client = LambdaClient("http://127.0.0.1:1", self.fire)
        self.http = create_autospec(HTTPClient, instance=True)
        self.client._http = self.http
        if isinstance(answer, Exception):
            self.http.request.side_effect = answer
        else:
            response = create_autospec(HTTPSocketPoolResponse, instance=True, status_code=200)
            response.read.return_value = bytearray(answer)
            response.get.side_effect = headers.get
            self.http.request.return_value = response

    def fire(self, **request: Any) -> None:
        self.fired.append(request)

    @property
    def shown(self) -> tuple[str, str, str | None]:
        (request,) = self.fired
        failure = request["exception"]
        return request["request_type"], request["name"], failure and str(failure)


def test_an_answer_is_shown_under_its_kind_and_returned() -> None:
    http = Http(b'{"statusCode":200}')
    answer = http.client.invoke("parking-register", {"placa": "ABC1D23"}, kind="register entry")
    assert answer.function_status == 200
    assert http.shown == ("INVOKE", "register entry", None)
    assert http.fired[0]["response_length"] == 18
    method, path, body, headers = http.http.request.call_args.args
    assert (method, path) == ("POST", "/2015-03-31/functions/parking-register/invocations")
    assert body == b'{"placa":"ABC1D23"}'
    assert headers["X-Harness-Kind"] == "register entry"


def test_a_request_without_a_kind_goes_by_its_function() -> None:
    http = Http(b"{}")
    http.client.invoke("ola", {})
    assert http.shown == ("INVOKE", "ola", None)


def test_a_throttle_is_counted_apart_and_is_no_failure() -> None:
    http = Http(b'{"errorType":"ThrottlingException"}', **{"x-amz-function-error": "Unhandled"})
    http.client.invoke("parking-bill", {}, kind="bill")
    assert http.shown == ("THROTTLED", "bill", None)


@pytest.mark.parametrize(
    ("expected", "failure"), [((), "the function answered 409"), ((409,), None)]
)
def test_a_refusal_fails_unless_the_scenario_expects_it(
    expected: tuple[int, ...], failure: str | None
) -> None:
    http = Http(b'{"statusCode":409}')
    http.client.invoke("parking-register", {}, kind="register exit", expected=expected)
    assert http.shown == ("INVOKE", "register exit", failure)


@pytest.mark.parametrize(
    "lost", [ConnectionRefusedError(), TimeoutError(), HTTPConnectionClosed("closed")]
)
def test_a_request_without_an_answer_is_a_failure_not_a_crash(lost: Exception) -> None:
    http = Http(lost)
    http.client.invoke("ola", {})
    assert http.shown == ("INVOKE", "ola", f"no answer: {type(lost).__name__}")


def test_an_answer_that_is_not_json_has_no_payload() -> None:
    assert Http(b"Task timed out").client.invoke("ola", {}).payload is None
