"""API errors, which are not a function's: status, code and body in AWS's words.

"Doubtful" marks what is neither documented nor recorded.
"""

import json
from collections.abc import Sequence

import orjson

from harness.wire.message import Headers, Response
from harness.wire.refusal import Refusal
from harness.wire.signature import UNSIGNED, BadSignature

# Lambda quotas, Developer Guide (2026 copy).
PAYLOAD_BYTES_MAX = 6_291_456
EVENT_BYTES_MAX = 1_048_576

# Those whose message has a key with a capital: botocore's model.
_CAPITALISED = frozenset(
    (
        "AccessDeniedException",
        "CodeSigningConfigNotFoundException",
        "ResourceNotFoundException",
        "SerializationException",
    )
)

# Those that say nothing of a Type: what refuses them stands before Lambda itself.
_UNTYPED = frozenset(
    (
        "AccessDeniedException",
        "IncompleteSignatureException",
        "InvalidSignatureException",
        "MissingAuthenticationTokenException",
        "SerializationException",
        "UnrecognizedClientException",
        "ValidationException",
    )
)

# As services with REST-JSON have it; DynamoDB's sentence is longer.
_UNSIGNED = "Missing Authentication Token"
INVALID_CLIENT_CONTEXT = Refusal(
    "InvalidRequestContentException",
    "Client context must be a valid Base64-encoded JSON object.",
)
NO_SUCH_RESOURCE = Refusal(
    "ResourceNotFoundException", "The resource you requested does not exist.", status=404
)
PAYLOAD_TOO_LARGE = Refusal(
    "RequestEntityTooLargeException",
    f"Request must be smaller than {PAYLOAD_BYTES_MAX} bytes for the InvokeFunction operation",
    status=413,
)


def not_found(arn: str) -> Refusal:
    """The refusal of a function, version or alias that does not exist."""
    return not_found_because(f"Function not found: {arn}")


def other_region(region: str, here: str) -> Refusal:
    """The refusal of a function's ARN in a Region that is not the harness's."""
    return not_found_because(
        f"Functions from '{region}' are not reachable in this region ('{here}')"
    )


def other_account(operation: str, arn: str, account_id: str) -> Refusal:
    """No function here has a resource-based policy, so nobody else's may be called."""
    action = f"lambda:{'InvokeFunction' if operation.startswith('Invoke') else operation}"
    message = (
        f"User: arn:aws:iam::{account_id}:root is not authorized to perform: {action} on resource: "
        f"{arn} because no resource-based policy allows the {action} action"
    )
    return Refusal("AccessDeniedException", message, status=403)


def badly_signed(bad: BadSignature) -> Refusal:
    """HTTP 403 (erlcloud issue 690, 2021). Doubtful for an incomplete signature."""
    message = _UNSIGNED if bad == UNSIGNED else bad.message
    return Refusal(bad.code, message, status=403)


def unknown_operation(method: str, path: str) -> Refusal:
    """The refusal of an operation of Lambda that is not served here."""
    message = f"The harness serves no such operation of lambda: {method} {path}"
    return Refusal("UnknownOperationException", message, status=404)


def invalid_json(detail: str) -> Refusal:
    """The refusal of a body that Jackson cannot read; ``detail``: its words."""
    message = f"Could not parse request body into json: {detail}"
    return Refusal("InvalidRequestContentException", message)


def client_context_too_large(size_bytes: int, limit_bytes: int) -> Refusal:
    """Doubtful: the limit is documented, its words are not."""
    message = f"Client context of {size_bytes} bytes exceeds the limit of {limit_bytes} bytes"
    return Refusal("InvalidRequestContentException", message)


def event_too_large(size_bytes: int) -> Refusal:
    """The refusal of an event above ``EVENT_BYTES_MAX``."""
    message = (
        f"{size_bytes} byte payload is too large for the Event invocation type "
        f"(limit {EVENT_BYTES_MAX} bytes)"
    )
    return Refusal("RequestEntityTooLargeException", message, status=413)


def rate_exceeded(reason: str) -> Refusal:
    """HTTP 429. ``reason``: AWS's word for whose concurrency is used up."""
    return Refusal("TooManyRequestsException", "Rate Exceeded.", {"Reason": reason}, status=429)


def invalid_parameter(message: str) -> Refusal:
    """HTTP 400 with an ``InvalidParameterValueException``."""
    return Refusal("InvalidParameterValueException", message)


def no_event_config(arn: str) -> Refusal:
    """The refusal of an EventInvokeConfig that was never put."""
    return not_found_because(f"The function {arn} doesn't have an EventInvokeConfig")


def invalid(faults: Sequence[str]) -> Refusal:
    """HTTP 400 with a ``ValidationException``. ``faults``: as ``constraint`` words them."""
    return Refusal("ValidationException", validation(faults))


def validation(faults: Sequence[str]) -> str:
    """AWS's message for all faults of a request at once."""
    plural = "" if len(faults) == 1 else "s"
    return f"{len(faults)} validation error{plural} detected: {'; '.join(faults)}"


def not_found_because(message: str) -> Refusal:
    """HTTP 404 with these words."""
    return Refusal("ResourceNotFoundException", message, status=404)


def conflict(message: str) -> Refusal:
    """HTTP 409, for what exists already or is in use."""
    return Refusal("ResourceConflictException", message, status=409)


def stale_revision(operation: str = "GetFunction/GetAlias") -> Refusal:
    """Recorded by LocalStack, 2025-11."""
    message = (
        "The Revision Id provided does not match the latest Revision Id. Call the "
        f"{operation} API to retrieve the latest Revision Id"
    )
    return Refusal("PreconditionFailedException", message, status=412)


def not_a(kind: str, value: str) -> Refusal:
    """A member of the wrong type. Doubtful: the code is AWS's, the words are not recorded."""
    message = f"{value[:100]} can not be converted to {kind}"
    return Refusal("SerializationException", message)


def encode(refusal: Refusal) -> Response:
    """The refusal as Lambda puts it on the wire."""
    key = "Message" if refusal.code in _CAPITALISED else "message"
    origin = {} if refusal.code in _UNTYPED else {"Type": "User"}
    headers: Headers = [
        (b"content-type", b"application/json"),
        (b"x-amzn-errortype", refusal.code.encode()),
    ]
    members = {**origin, key: refusal.message, **refusal.members}
    try:
        body = orjson.dumps(members)
    except TypeError:  # half a surrogate pair, which only json writes
        body = json.dumps(members).encode()
    return Response(refusal.status, body, headers)
