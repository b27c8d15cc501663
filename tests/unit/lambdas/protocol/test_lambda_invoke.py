import base64

import pytest

from harness.lambdas.protocol.invoke import InvokeRequest, read_invoke, read_options
from harness.wire.refusal import Refusal

CONTEXT = b'{"custom":{"cor":"azul"}}'


def refused(headers: dict[bytes, bytes], body: bytes = b"{}") -> tuple[int, str]:
    refusal = read_options(headers) or read_invoke(headers, body)
    assert isinstance(refusal, Refusal)
    return refusal.status, refusal.message


def test_nothing_said_is_a_synchronous_empty_event() -> None:
    assert read_options({}) is None
    assert read_invoke({}, b"") == InvokeRequest("RequestResponse", b"{}")


def test_the_client_context_is_decoded() -> None:
    headers = {b"x-amz-client-context": base64.b64encode(CONTEXT), b"x-amz-log-type": b"Tail"}
    assert read_invoke(headers, b"1") == InvokeRequest("RequestResponse", b"1", True, CONTEXT)


def test_an_event_has_neither_tail_nor_context() -> None:
    headers = {
        b"x-amz-invocation-type": b"Event",
        b"x-amz-client-context": base64.b64encode(CONTEXT),
        b"x-amz-log-type": b"Tail",
    }
    assert read_invoke(headers, b"1") == InvokeRequest("Event", b"1")


@pytest.mark.parametrize(
    ("header", "value", "values"),
    [
        (b"x-amz-invocation-type", b"Sync", "Event, RequestResponse, DryRun"),
        (b"x-amz-log-type", b"Head", "None, Tail"),
    ],
)
def test_an_unknown_word_is_refused(header: bytes, value: bytes, values: str) -> None:
    status, message = refused({header: value})
    assert status == 400
    assert message.endswith(
        f"failed to satisfy constraint: Member must satisfy enum value set: [{values}]"
    )


@pytest.mark.parametrize("context", [b"!", b"bm8=", b"MQ==", b"", b"\xff"])
def test_a_client_context_that_is_no_base64_object_is_refused(context: bytes) -> None:
    status, message = refused({b"x-amz-client-context": context})
    assert (status, message) == (
        400,
        "Client context must be a valid Base64-encoded JSON object.",
    )


def test_a_client_context_that_is_too_large_is_refused() -> None:
    assert refused({b"x-amz-client-context": b"A" * 3584})[0] == 400


def test_a_payload_has_to_be_json() -> None:
    status, message = refused({}, b"x")
    assert status == 400
    assert message.startswith(
        "Could not parse request body into json: Could not parse payload into json: Unrecognized"
    )


@pytest.mark.parametrize(
    ("kind", "limit_bytes"), [(b"RequestResponse", 6_291_456), (b"Event", 1_048_576)]
)
def test_a_payload_has_a_limit_of_its_own_kind(kind: bytes, limit_bytes: int) -> None:
    headers = {b"x-amz-invocation-type": kind}
    assert isinstance(read_invoke(headers, b"1" + b" " * (limit_bytes - 1)), InvokeRequest)
    assert refused(headers, b"1" + b" " * limit_bytes)[0] == 413


def test_an_event_above_both_limits_is_told_the_request_s() -> None:
    headers = {b"x-amz-invocation-type": b"Event"}
    assert "smaller than 6291456 bytes" in refused(headers, b" " * 6_291_457)[1]
