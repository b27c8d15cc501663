import orjson
import pytest

from harness.lambdas.protocol import refusal
from harness.wire.message import Response


def test_a_refusal_names_its_code_in_the_header_botocore_reads() -> None:
    response = refusal.not_found("arn:aws:lambda:r:a:function:f:$LATEST")
    assert response.status == 404
    assert response.header(b"x-amzn-errortype") == b"ResourceNotFoundException"
    assert "Message" in orjson.loads(response.body)


def test_exceeded_concurrency_tells_which() -> None:
    assert orjson.loads(refusal.rate_exceeded("ConcurrentInvocationLimitExceeded").body) == {
        "Type": "User",
        "message": "Rate Exceeded.",
        "Reason": "ConcurrentInvocationLimitExceeded",
    }


@pytest.mark.parametrize(
    ("response", "message"),
    [
        (
            refusal.payload_too_large(),
            "Request must be smaller than 6291456 bytes for the InvokeFunction operation",
        ),
        (
            refusal.event_too_large(1_048_577),
            "1048577 byte payload is too large for the Event invocation type (limit 1048576 bytes)",
        ),
    ],
)
def test_a_payload_that_is_too_large_is_413_with_the_code_of_the_wire(
    response: Response, message: str
) -> None:
    assert response.status == 413
    assert response.header(b"x-amzn-errortype") == b"RequestEntityTooLargeException"
    assert orjson.loads(response.body) == {"Type": "User", "message": message}


def test_another_account_s_function_may_not_be_called() -> None:
    response = refusal.other_account("Invoke", "arn:x", "123456789012")
    assert response.status == 403
    assert (
        "not authorized to perform: lambda:InvokeFunction on resource: arn:x because"
        in (orjson.loads(response.body)["Message"])
    )
