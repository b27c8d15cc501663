"""The Runtime API that every runtime polls: its paths, headers and answers.

Source: Lambda developer guide, "Using the Lambda runtime API for custom runtimes" (2026).
"""

from dataclasses import dataclass
from pathlib import Path

from harness.lambdas.protocol import results
from harness.lambdas.protocol.results import Result
from harness.wire.message import Headers

_PREFIX = b"/2018-06-01/runtime/"

NEXT = b"invocation/next"
INIT_ERROR = b"init/error"


@dataclass(frozen=True, slots=True)
class RuntimeAnswer:
    """An outcome that was posted. ``status``: what the runtime gets. ``result``: what its
    invocation comes to."""

    status: int
    result: Result


def resource(target: bytes) -> bytes:
    """What a request is for: ``NEXT``, ``INIT_ERROR``, or an invocation's id and ``/response`` or
    ``/error``."""
    return target.removeprefix(_PREFIX)


def invocation_of(path: bytes) -> str:
    """The id of the invocation that a runtime answers."""
    return path.removeprefix(b"invocation/").rpartition(b"/")[0].decode("latin-1")


def read_answer(path: bytes, body: bytes, code_dir: Path) -> RuntimeAnswer:
    """The outcome that a runtime posts; one that is too large is an error, and HTTP 413."""
    if path.endswith(b"/error"):
        return RuntimeAnswer(202, results.raised(body, code_dir))
    if len(body) > results.ANSWER_BYTES_MAX:
        return RuntimeAnswer(413, results.too_large())
    return RuntimeAnswer(202, Result(body))


def next_headers(
    request_id: str,
    arn: str,
    deadline_ms: int,
    *,
    trace_id: bytes | None,
    client_context: bytes | None,
) -> Headers:
    """What a runtime gets besides an invocation's event. ``deadline_ms``: since the epoch."""
    headers: Headers = [
        (b"content-type", b"application/json"),
        (b"lambda-runtime-aws-request-id", request_id.encode()),
        (b"lambda-runtime-deadline-ms", b"%d" % deadline_ms),
        (b"lambda-runtime-invoked-function-arn", arn.encode()),
    ]
    if trace_id is not None:
        headers.append((b"lambda-runtime-trace-id", trace_id))
    if client_context is not None:
        headers.append((b"lambda-runtime-client-context", client_context))
    return headers
