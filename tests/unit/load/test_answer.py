from typing import Any

import pytest

from harness.load.answer import Answer, Outcome


def raised(error_type: str, message: str = "") -> Answer:
    return Answer(200, "Unhandled", payload={"errorType": error_type, "errorMessage": message})


CLIENT_ERROR = "An error occurred ({}) when calling the UpdateItem operation (reached max retries)"
CANCELLED = "Transaction cancelled, please refer cancellation reasons for specific reasons [{}]"


@pytest.mark.parametrize(
    ("payload", "outcome"),
    [
        ({"statusCode": 200, "body": "{}"}, Outcome.ANSWERED),
        ({"no": "status"}, Outcome.ANSWERED),
        ("a bare string", Outcome.ANSWERED),
        ([1, 2], Outcome.ANSWERED),
        (None, Outcome.ANSWERED),
        ({"statusCode": 404}, Outcome.REFUSED),
        ({"statusCode": 409}, Outcome.REFUSED),
        ({"statusCode": 500}, Outcome.FAILED),
        ({"statusCode": "500"}, Outcome.ANSWERED),
    ],
)
def test_a_working_function_counts_by_its_status_code(payload: Any, outcome: Outcome) -> None:
    assert Answer(200, payload=payload).outcome is outcome


@pytest.mark.parametrize(
    "answer",
    [
        raised("ProvisionedThroughputExceededException"),
        raised("ThrottlingException"),
        raised("RequestLimitExceeded"),
        raised("ClientError", CLIENT_ERROR.format("ThrottlingException")),
        raised("TransactionCanceledException", CANCELLED.format("None, ThrottlingError")),
        raised("TransactionCanceledException", CANCELLED.format("ProvisionedThroughputExceeded")),
        Answer(429, invoke_error="TooManyRequestsException"),
    ],
)
def test_want_of_capacity_is_a_throttle_however_it_is_said(answer: Answer) -> None:
    assert answer.outcome is Outcome.THROTTLED


@pytest.mark.parametrize(
    ("answer", "description"),
    [
        (raised("KeyError"), "function error KeyError"),
        (
            raised("ClientError", CLIENT_ERROR.format("ValidationException")),
            "function error ValidationException",
        ),
        (
            raised("TransactionCanceledException", CANCELLED.format("ConditionalCheckFailed")),
            "function error TransactionCanceledException",
        ),
        (Answer(200, "Unhandled"), "function error Unhandled"),
        (
            Answer(404, invoke_error="ResourceNotFoundException"),
            "Invoke answered 404 ResourceNotFoundException",
        ),
        (Answer(500), "Invoke answered 500"),
        (Answer(0, invoke_error="ConnectionRefusedError"), "no answer: ConnectionRefusedError"),
        (Answer(200, payload={"statusCode": 502}), "the function answered 502"),
    ],
)
def test_all_else_fails_and_says_how_in_words_that_group(answer: Answer, description: str) -> None:
    assert answer.outcome is Outcome.FAILED
    assert answer.describe() == description


def test_a_payload_that_only_looks_like_an_error_is_an_answer() -> None:
    payload = {"errorType": "ThrottlingException", "errorMessage": "data of the function's own"}
    assert Answer(200, payload=payload).outcome is Outcome.ANSWERED
