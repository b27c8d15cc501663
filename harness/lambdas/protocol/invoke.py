"""What an Invoke asks for, or why it is refused before any runtime sees it."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass

from harness.lambdas.protocol import constraint, payload, refusal
from harness.lambdas.protocol.constraint import OneOf
from harness.wire.refusal import Refusal

REQUEST_RESPONSE = "RequestResponse"
EVENT = "Event"
DRY_RUN = "DryRun"

CLIENT_CONTEXT_BYTES_MAX = 3583  # of base64


@dataclass(frozen=True, slots=True)
class InvokeRequest:
    """What an Invoke asks for. ``kind``: the InvocationType. ``client_context``: decoded JSON; an
    event has none, as the guide says that it is for synchronous invocations."""

    kind: str
    payload: bytes
    wants_tail: bool = False
    client_context: bytes | None = None


def read_options(headers: Mapping[bytes, bytes], *, streams: bool = False) -> Refusal | None:
    """What is wrong with the request's headers, whatever function it is for. ``streams``: of an
    InvokeWithResponseStream, which takes no events."""
    kind = headers.get(b"x-amz-invocation-type", b"RequestResponse").decode("latin-1")
    kinds = (REQUEST_RESPONSE, DRY_RUN) if streams else (EVENT, REQUEST_RESPONSE, DRY_RUN)
    if kind not in kinds:
        return constraint.refuse("InvocationType", kind, OneOf(kinds))
    log = headers.get(b"x-amz-log-type", b"None").decode("latin-1")
    if log not in ("None", "Tail"):
        return constraint.refuse("LogType", log, OneOf(("None", "Tail")))
    return None


def read_invoke(headers: Mapping[bytes, bytes], body: bytes) -> InvokeRequest | Refusal:
    """The request, or AWS's refusal of it. ``headers`` have to have passed ``read_options``. No
    body is an empty event, as on AWS."""
    kind = headers.get(b"x-amz-invocation-type", b"RequestResponse").decode("latin-1")
    if refused := _oversized(kind, len(body)):
        return refused
    body = body or b"{}"
    fault = payload.fault(body)
    if fault is not None:
        return refusal.invalid_json(f"Could not parse payload into json: {fault}")
    context = _client_context(headers.get(b"x-amz-client-context"))
    if isinstance(context, Refusal):
        return context
    if kind == EVENT:
        return InvokeRequest(kind, body)
    return InvokeRequest(kind, body, headers.get(b"x-amz-log-type") == b"Tail", context)


def _oversized(kind: str, size_bytes: int) -> Refusal | None:
    if size_bytes > refusal.PAYLOAD_BYTES_MAX:
        return refusal.PAYLOAD_TOO_LARGE
    if kind == EVENT and size_bytes > refusal.EVENT_BYTES_MAX:
        return refusal.event_too_large(size_bytes)
    return None


def _client_context(encoded: bytes | None) -> bytes | Refusal | None:
    """Base64 in the header, plain JSON for the runtime."""
    if encoded is None:
        return None
    if len(encoded) > CLIENT_CONTEXT_BYTES_MAX:
        return refusal.client_context_too_large(len(encoded), CLIENT_CONTEXT_BYTES_MAX)
    try:
        context = base64.b64decode(encoded, validate=True)
        is_object = isinstance(payload.loads(context), dict)
    except ValueError:
        is_object = False
    return context if is_object else refusal.INVALID_CLIENT_CONTEXT
