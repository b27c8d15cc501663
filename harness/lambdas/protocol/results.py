"""What became of an invocation, function errors included, in AWS's words."""

import base64
import json
from dataclasses import dataclass
from pathlib import Path

import orjson

from harness.lambdas.protocol.payload import loads
from harness.wire.message import Headers, Response

# Lambda quotas, Developer Guide (2026 copy): synchronous answer.
ANSWER_BYTES_MAX = 6_291_556

LOG_TAIL_BYTES = 4096

OUT_OF_MEMORY = "Runtime.OutOfMemory"
SIGKILL = 9


@dataclass(frozen=True, slots=True)
class Result:
    """What an invocation comes to. ``error``: the errorType of a function error, None for a normal
    return."""

    payload: bytes
    error: str | None = None

    @property
    def function_status(self) -> int | None:
        """The ``statusCode`` that a proxy-shaped answer carries."""
        if self.error is not None or b'"statusCode"' not in self.payload:
            return None
        answer = loads(self.payload)
        status = answer.get("statusCode") if isinstance(answer, dict) else None
        return status if isinstance(status, int) else None


def timed_out(request_id: str, timeout_s: int) -> Result:
    """The function error of an invocation that reached its function's Timeout."""
    message = f"RequestId: {request_id} Error: Task timed out after {timeout_s:.2f} seconds"
    return _error("Sandbox.Timedout", message)


def exited(request_id: str, return_code: int) -> Result:
    """The process ended in mid-invocation; a negative code is the signal that ended it."""
    if return_code == 0:
        reason = "Runtime exited without providing a reason"
    elif return_code < 0:
        name = _SIGNALS.get(-return_code, str(-return_code))
        reason = f"Runtime exited with error: signal: {name}"
    else:
        reason = f"Runtime exited with error: exit status {return_code}"
    return _error("Runtime.ExitError", f"RequestId: {request_id} Error: {reason}")


def out_of_memory(request_id: str) -> Result:
    """Told as the exit that it is; only the log names the memory (public issues, 2024 to 2026)."""
    return Result(exited(request_id, -SIGKILL).payload, OUT_OF_MEMORY)


def init_failed_of(error: Result, request_id: str) -> Result:
    """A failed start, as what the invocation that waited comes to: an exit names its request."""
    if error.error not in ("Runtime.ExitError", OUT_OF_MEMORY):
        return error
    return Result(
        error.payload.replace(b"RequestId: ", b"RequestId: " + request_id.encode(), 1), error.error
    )


def init_failed(message: str) -> Result:
    """The process could not even be started."""
    return _error("Runtime.InitError", message)


def too_large() -> Result:
    """The function error of an answer above ``ANSWER_BYTES_MAX``."""
    message = (
        f"Response payload size exceeded maximum allowed payload size ({ANSWER_BYTES_MAX} bytes)."
    )
    return _error("Function.ResponseSizeTooLarge", message)


def raised(payload: bytes, code_dir: Path) -> Result:
    """The runtime's own account of an exception. A function that had to see ``code_dir`` itself
    answers with AWS's folder."""
    payload = _as_on_aws(payload, str(code_dir))
    try:
        account = loads(payload)
    except ValueError:
        account = {}
    kind = account.get("errorType") if isinstance(account, dict) else None
    return Result(payload, str(kind or "Runtime.Unknown"))


def _as_on_aws(account: bytes, code_dir: str) -> bytes:
    """JSON with the other path in it, whichever way it writes letters beyond ASCII."""
    for ascii_only in (False, True):
        written = json.dumps(code_dir, ensure_ascii=ascii_only).encode("utf-8", "surrogateescape")
        account = account.replace(written[1:-1] + b"/", b"/var/task/")
    return account


def invoked(
    result: Result,
    request_id: str,
    log_tail: bytes | None,
    trace_id: bytes | None = None,
    version: str = "$LATEST",
) -> Response:
    """HTTP 200, for function errors too."""
    headers = invocation_headers(b"application/json", request_id, trace_id, version)
    if result.error is not None:
        headers.append((b"x-amz-function-error", b"Unhandled"))
    if log_tail is not None:
        headers.append((b"x-amz-log-result", base64.b64encode(log_tail[-LOG_TAIL_BYTES:])))
    return Response(200, result.payload, headers)


def invocation_headers(
    content_type: bytes, request_id: str, trace_id: bytes | None, version: str
) -> Headers:
    """What every answer to a synchronous invocation has. ``version``: the one that served it."""
    headers: Headers = [
        (b"content-type", content_type),
        (b"x-amzn-requestid", request_id.encode()),
        (b"x-amz-executed-version", version.encode()),
    ]
    if trace_id is not None:
        headers.append((b"x-amzn-trace-id", trace_id))
    return headers


def accepted(request_id: str, trace_id: bytes | None) -> Response:
    """HTTP 202: an event is in the queue."""
    headers: Headers = [(b"x-amzn-requestid", request_id.encode())]
    if trace_id is not None:
        headers.append((b"x-amzn-trace-id", trace_id))
    return Response(202, b"", headers)


_SIGNALS = {
    2: "interrupt",
    6: "aborted",
    SIGKILL: "killed",
    11: "segmentation fault",
    15: "terminated",
}


def _error(kind: str, message: str) -> Result:
    return Result(orjson.dumps({"errorType": kind, "errorMessage": message}), kind)
