import json
from typing import Any

import orjson
import pytest

from harness.lambdas.protocol import refusal
from harness.wire.refusal import Refusal
from harness.wire.signature import UNSIGNED


def body(refused: Refusal) -> dict[str, Any]:
    members: dict[str, Any] = json.loads(refusal.encode(refused).body)
    return members


def test_a_refusal_names_its_code_in_the_header_botocore_reads() -> None:
    response = refusal.encode(refusal.not_found("arn:aws:lambda:r:a:function:f:$LATEST"))
    assert response.status == 404
    assert response.header(b"x-amzn-errortype") == b"ResourceNotFoundException"
    assert response.header(b"content-type") == b"application/json"
    assert "Message" in orjson.loads(response.body)


@pytest.mark.parametrize(
    ("refused", "members"),
    [
        (refusal.invalid_parameter("x"), {"Type": "User", "message": "x"}),
        (refusal.not_found_because("x"), {"Type": "User", "Message": "x"}),
        (refusal.not_a("a Map", "x"), {"Message": "x can not be converted to a Map"}),
        (refusal.invalid(["x"]), {"message": "1 validation error detected: x"}),
        (refusal.badly_signed(UNSIGNED), {"message": "Missing Authentication Token"}),
    ],
)
def test_the_members_of_a_body_are_those_of_its_code(
    refused: Refusal, members: dict[str, str]
) -> None:
    assert body(refused) == members


def test_half_a_surrogate_pair_is_written_too() -> None:
    assert body(refusal.invalid_parameter("\ud800"))["message"] == "\ud800"


def test_exceeded_concurrency_tells_which() -> None:
    assert body(refusal.rate_exceeded("ConcurrentInvocationLimitExceeded")) == {
        "Type": "User",
        "message": "Rate Exceeded.",
        "Reason": "ConcurrentInvocationLimitExceeded",
    }


@pytest.mark.parametrize(
    ("refused", "message"),
    [
        (
            refusal.PAYLOAD_TOO_LARGE,
            "Request must be smaller than 6291456 bytes for the InvokeFunction operation",
        ),
        (
            refusal.event_too_large(1_048_577),
            "1048577 byte payload is too large for the Event invocation type (limit 1048576 bytes)",
        ),
    ],
)
def test_a_payload_that_is_too_large_is_413_with_the_code_of_the_wire(
    refused: Refusal, message: str
) -> None:
    assert refused.status == 413
    assert refused.code == "RequestEntityTooLargeException"
    assert body(refused) == {"Type": "User", "message": message}


def test_another_account_s_function_may_not_be_called() -> None:
    refused = refusal.other_account("Invoke", "arn:x", "123456789012")
    assert refused.status == 403
    assert (
        "not authorized to perform: lambda:InvokeFunction on resource: arn:x because"
        in (body(refused)["Message"])
    )
