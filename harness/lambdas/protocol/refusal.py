"""API errors, which are not a function's: status, code and body in AWS's words.

"Doubtful" marks what is neither documented nor recorded.
"""

import json
from collections.abc import Sequence

import orjson

from harness.wire.message import Headers, Response
from harness.wire.signature import UNSIGNED, BadSignature

# Lambda quotas, Developer Guide (2026 copy).
PAYLOAD_BYTES_MAX = 6_291_456
EVENT_BYTES_MAX = 1_048_576

# As services with REST-JSON have it; DynamoDB's sentence is longer.
_UNSIGNED = "Missing Authentication Token"


def refusal(
    status: int,
    code: str,
    message: str,
    *,
    key: str = "message",
    extra: dict[str, str] | None = None,
) -> Response:
    """The message's key has a capital for some codes: botocore's model."""
    body = _json({"Type": "User", key: message} | (extra or {}))
    return _response(status, code, body)


def not_found(arn: str) -> Response:
    return not_found_because(f"Function not found: {arn}")


def other_region(asked: str, here: str) -> Response:
    return not_found_because(
        f"Functions from '{asked}' are not reachable in this region ('{here}')"
    )


def other_account(operation: str, arn: str, account_id: str) -> Response:
    """No function here has a resource-based policy, so nobody else's may be called."""
    action = f"lambda:{'InvokeFunction' if operation.startswith('Invoke') else operation}"
    message = (
        f"User: arn:aws:iam::{account_id}:root is not authorized to perform: {action} on resource: "
        f"{arn} because no resource-based policy allows the {action} action"
    )
    return _response(403, "AccessDeniedException", _json({"Message": message}))


def badly_signed(bad: BadSignature) -> Response:
    """HTTP 403 (erlcloud issue 690, 2021). Doubtful for an incomplete signature."""
    message = _UNSIGNED if bad == UNSIGNED else bad.message
    return _response(403, bad.code, _json({"message": message}))


def unknown_operation(method: str, path: str) -> Response:
    message = f"The harness serves no such operation of lambda: {method} {path}"
    return refusal(404, "UnknownOperationException", message)


def invalid_json(detail: str) -> Response:
    message = f"Could not parse request body into json: {detail}"
    return refusal(400, "InvalidRequestContentException", message)


def invalid_client_context() -> Response:
    message = "Client context must be a valid Base64-encoded JSON object."
    return refusal(400, "InvalidRequestContentException", message)


def client_context_too_large(size_bytes: int, limit_bytes: int) -> Response:
    """Doubtful: the limit is documented, its words are not."""
    message = f"Client context of {size_bytes} bytes exceeds the limit of {limit_bytes} bytes"
    return refusal(400, "InvalidRequestContentException", message)


def payload_too_large() -> Response:
    message = (
        f"Request must be smaller than {PAYLOAD_BYTES_MAX} bytes for the InvokeFunction operation"
    )
    return refusal(413, "RequestEntityTooLargeException", message)


def event_too_large(size_bytes: int) -> Response:
    message = (
        f"{size_bytes} byte payload is too large for the Event invocation type "
        f"(limit {EVENT_BYTES_MAX} bytes)"
    )
    return refusal(413, "RequestEntityTooLargeException", message)


def rate_exceeded(reason: str) -> Response:
    return refusal(429, "TooManyRequestsException", "Rate Exceeded.", extra={"Reason": reason})


def invalid_parameter(message: str) -> Response:
    return refusal(400, "InvalidParameterValueException", message)


def no_such_resource() -> Response:
    return not_found_because("The resource you requested does not exist.")


def no_event_config(arn: str) -> Response:
    return not_found_because(f"The function {arn} doesn't have an EventInvokeConfig")


def invalid(faults: Sequence[str]) -> Response:
    """``faults``: as ``constraint`` words them."""
    message = validation(faults)
    return _response(400, "ValidationException", _json({"message": message}))


def validation(faults: Sequence[str]) -> str:
    plural = "" if len(faults) == 1 else "s"
    return f"{len(faults)} validation error{plural} detected: {'; '.join(faults)}"


def not_found_because(message: str) -> Response:
    return refusal(404, "ResourceNotFoundException", message, key="Message")


def conflict(message: str) -> Response:
    return refusal(409, "ResourceConflictException", message)


def stale_revision(operation: str = "GetFunction/GetAlias") -> Response:
    """Recorded by LocalStack, 2025-11."""
    message = (
        "The Revision Id provided does not match the latest Revision Id. Call the "
        f"{operation} API to retrieve the latest Revision Id"
    )
    return refusal(412, "PreconditionFailedException", message)


def not_a(kind: str, value: str) -> Response:
    """A member of the wrong type. Doubtful: the code is AWS's, the words are not recorded."""
    message = f"{value[:100]} can not be converted to {kind}"
    return _response(400, "SerializationException", _json({"Message": message}))


def _response(status: int, code: str, body: bytes) -> Response:
    headers: Headers = [
        (b"content-type", b"application/json"),
        (b"x-amzn-errortype", code.encode()),
    ]
    return Response(status, body, headers)


def _json(body: dict[str, str]) -> bytes:
    try:
        return orjson.dumps(body)
    except TypeError:  # half a surrogate pair, which only json writes
        return json.dumps(body).encode()
