from random import Random
from typing import Any
from unittest.mock import create_autospec

import orjson
import pytest
from geventhttpclient import HTTPClient
from geventhttpclient.response import HTTPSocketPoolResponse

from harness.load.answer import Outcome
from harness.load.table_client import ATTEMPTS, DynamoDBClient

REFUSED = (
    400,
    {"__type": "com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException"},
)
PUT = {"TableName": "lot", "Item": {"placa": {"S": "ABC1D23"}}}


class Http:
    """An HTTP client that gives these answers, and what Locust was told of them."""

    def __init__(self, *answers: tuple[int, dict[str, Any]] | Exception) -> None:
        self.fired: list[dict[str, Any]] = []
        self.slept: list[float] = []
        self.client = DynamoDBClient("http://127.0.0.1:1", self.fire, self.slept.append, Random(1))
        self.http = create_autospec(HTTPClient, instance=True)
        self.client._http = self.http
        self.http.request.side_effect = [
            answer if isinstance(answer, Exception) else response(*answer) for answer in answers
        ]

    def fire(self, **request: Any) -> None:
        self.fired.append(request)

    @property
    def rows(self) -> list[tuple[str, str]]:
        return [(request["request_type"], request["name"]) for request in self.fired]

    def headers(self, number: int) -> dict[str, str]:
        found: dict[str, str] = self.http.request.call_args_list[number].args[3]
        return found


def response(status: int, body: dict[str, Any]) -> Any:
    found = create_autospec(HTTPSocketPoolResponse, instance=True, status_code=status)
    found.read.return_value = bytearray(orjson.dumps(body))
    return found


def test_a_call_is_shown_under_its_kind_and_says_its_units() -> None:
    http = Http((200, {"ConsumedCapacity": {"CapacityUnits": 2.0}}))
    answer = http.client.invoke("PutItem", PUT, kind="register entry")
    assert answer.capacity_units == 2
    assert http.rows == [("CALL", "register entry")]
    method, path, body, headers = http.http.request.call_args.args
    assert (method, path) == ("POST", "/")
    assert orjson.loads(body) == PUT | {"ReturnConsumedCapacity": "TOTAL"}
    assert headers["X-Amz-Target"] == "DynamoDB_20120810.PutItem"
    assert headers["X-Harness-Kind"] == "register entry"


def test_a_call_without_a_kind_goes_by_its_operation() -> None:
    http = Http((200, {}))
    http.client.invoke("PutItem", PUT)
    assert http.rows == [("CALL", "PutItem")]


def test_a_throttled_call_is_retried_in_sight_as_the_sdk_does() -> None:
    http = Http(REFUSED, REFUSED, (200, {}))
    answer = http.client.invoke("PutItem", PUT, kind="put")
    assert answer.attempts == 3
    assert http.rows == [("RETRIED", "put"), ("RETRIED", "put"), ("CALL", "put")]
    assert all(0 <= waited <= most for waited, most in zip(http.slept, (1, 2), strict=True))
    assert {http.headers(number)["amz-sdk-invocation-id"] for number in range(3)} == {
        http.headers(0)["amz-sdk-invocation-id"]
    }
    assert http.headers(2)["amz-sdk-request"] == "attempt=3; max=4"


def test_what_stays_throttled_is_no_failure() -> None:
    http = Http(*[REFUSED] * ATTEMPTS)
    assert http.client.invoke("PutItem", PUT, kind="put").outcome is Outcome.THROTTLED
    assert http.rows == [("RETRIED", "put")] * 3 + [("THROTTLED", "put")]
    assert {request["exception"] for request in http.fired} == {None}


def test_one_attempt_is_not_retried() -> None:
    http = Http(REFUSED)
    http.client.invoke("PutItem", PUT, kind="put", attempts=1)
    assert http.rows == [("THROTTLED", "put")]
    assert http.slept == []


CONDITION = (400, {"__type": "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException"})


@pytest.mark.parametrize(
    ("answer", "expected", "failure"),
    [
        (CONDITION, (), "DynamoDB answered ConditionalCheckFailedException"),
        (CONDITION, ("ConditionalCheckFailedException",), None),
        ((500, {}), (), "DynamoDB answered HTTP 500"),
        (ConnectionRefusedError(), (), "no answer: ConnectionRefusedError"),
    ],
)
def test_an_error_fails_unless_the_scenario_expects_it(answer, expected, failure) -> None:
    http = Http(answer)
    http.client.invoke("PutItem", PUT, expected=expected)
    (request,) = http.fired
    assert request["exception"] == failure or str(request["exception"]) == failure


def test_latency_counts_from_when_a_request_was_due_and_once() -> None:
    http = Http((200, {}), (200, {}))
    http.client.due_ns = 0
    http.client.invoke("PutItem", PUT)
    http.client.invoke("PutItem", PUT)
    late, prompt = (request["response_time"] for request in http.fired)
    assert late > 1000 > prompt
