"""API errors, which are not a function's: status, code and body in AWS's words.

Where no recording says otherwise, the words are those of facts/lambda-and-iam.md; "doubtful" marks
what is neither documented nor recorded.
"""

import json

import orjson

from harness.wire.message import Headers, Response

# Lambda quotas, Developer Guide (2026 copy).
PAYLOAD_BYTES_MAX = 6_291_456
EVENT_BYTES_MAX = 1_048_576


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
    return refusal(404, "ResourceNotFoundException", f"Function not found: {arn}", key="Message")


def other_region(asked: str, here: str) -> Response:
    message = f"Functions from '{asked}' are not reachable in this region ('{here}')"
    return refusal(404, "ResourceNotFoundException", message, key="Message")


def other_account(operation: str, arn: str, account_id: str) -> Response:
    """No function here has a resource-based policy, so nobody else's may be called."""
    action = f"lambda:{'InvokeFunction' if operation.startswith('Invoke') else operation}"
    message = (
        f"User: arn:aws:iam::{account_id}:root is not authorized to perform: {action} on resource: "
        f"{arn} because no resource-based policy allows the {action} action"
    )
    return _response(403, "AccessDeniedException", _json({"Message": message}))


def unknown_operation() -> Response:
    return refusal(
        404, "UnknownOperationException", "The harness serves no such operation of lambda."
    )


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


def undeletable(qualifier: str) -> Response:
    """No version is deleted by itself. Doubtful but for $LATEST: here an alias keeps version 1."""
    return invalid_parameter(
        f"{qualifier} version cannot be deleted without deleting the function."
    )


def already_exists(function: str) -> Response:
    return refusal(409, "ResourceConflictException", f"Function already exist: {function}")


def no_such_resource() -> Response:
    message = "The resource you requested does not exist."
    return refusal(404, "ResourceNotFoundException", message, key="Message")


def no_event_config(arn: str) -> Response:
    message = f"The function {arn} doesn't have an EventInvokeConfig"
    return refusal(404, "ResourceNotFoundException", message, key="Message")


def mismatch(member: str, value: str, pattern: str) -> Response:
    constraint = f"Member must satisfy regular expression pattern: {pattern}"
    return _invalid(member, f"'{value}'", constraint)


def not_one_of(member: str, value: str, values: str) -> Response:
    return _invalid(member, f"'{value}'", f"Member must satisfy enum value set: [{values}]")


def too_long(member: str, value: str, characters_max: int) -> Response:
    constraint = f"Member must have length less than or equal to {characters_max}"
    return _invalid(member, f"'{value}'", constraint)


def too_high(member: str, value: int, highest: int) -> Response:
    return _invalid(member, f"'{value}'", f"Member must have value less than or equal to {highest}")


def too_low(member: str, value: int, lowest: int) -> Response:
    constraint = f"Member must have value greater than or equal to {lowest}"
    return _invalid(member, f"'{value}'", constraint)


def missing(member: str) -> Response:
    return _invalid(member, "null", "Member must not be null")


def not_a(kind: str, value: str) -> Response:
    """A member of the wrong type. Doubtful: the code is AWS's, the words are not recorded."""
    message = f"{value[:100]} can not be converted to {kind}"
    return _response(400, "SerializationException", _json({"Message": message}))


def _invalid(member: str, value: str, constraint: str) -> Response:
    message = (
        f"1 validation error detected: Value {value} at '{member}' failed to satisfy constraint: "
        f"{constraint}"
    )
    return _response(400, "ValidationException", _json({"message": message}))


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
