"""The lines with which an invocation's log ends."""

import orjson

from harness.lambdas.protocol.results import OUT_OF_MEMORY, Result
from harness.model.function import Function

# Errors that the platform reports, because the runtime no longer could.
_OF_THE_PLATFORM = ("Sandbox.Timedout", "Runtime.ExitError", OUT_OF_MEMORY)

# What awslambdaric begins the lines of a traceback with.
_LEVELS = (b"[ERROR]", b"[WARNING]")


def closing_lines(
    request_id: str,
    function: Function,
    result: Result,
    *,
    duration_ns: int,
    init_ns: int | None,
    memory_mb: int | None,
) -> list[str]:
    """The platform's own lines, END and REPORT. AWS has the first before END or after REPORT,
    depending on the year; here the REPORT line is always the last."""
    lines: list[str] = []
    if result.error in _OF_THE_PLATFORM:
        error = orjson.loads(result.payload)
        lines += [str(error["errorMessage"]), str(error["errorType"])]
    if memory_mb is not None and memory_mb > function.memory_mb:
        lines.append(_above(memory_mb, function.memory_mb, result))
    report = report_line(request_id, function, duration_ns, init_ns, memory_mb)
    return [*lines, f"END RequestId: {request_id}", report + _status(result)]


def _above(memory_mb: int, size_mb: int, result: Result) -> str:
    line = f"harness: {memory_mb} MB were used, of {size_mb} MB"
    if result.error == OUT_OF_MEMORY:
        return line
    return f"{line}: AWS would have ended it with {OUT_OF_MEMORY}"


def init_report_line(result: Result, init_ns: int) -> str:
    """The line of a start that failed, which stands before START."""
    return (
        f"INIT_REPORT Init Duration: {init_ns / 1e6:.2f} ms\tPhase: init\t{_status(result, True)}"
    )


def report_line(
    request_id: str,
    function: Function,
    duration_ns: int,
    init_ns: int | None,
    memory_mb: int | None,
) -> str:
    """Lambda's REPORT line. Billed: whole milliseconds, rounded up, the cold start included (AWS
    since 2025-08-01)."""
    parts = [
        f"REPORT RequestId: {request_id}",
        f"Duration: {duration_ns / 1e6:.2f} ms",
        f"Billed Duration: {-(-(duration_ns + (init_ns or 0)) // 1_000_000)} ms",
        f"Memory Size: {function.memory_mb} MB",
    ]
    if memory_mb is not None:
        parts.append(f"Max Memory Used: {memory_mb} MB")
    if init_ns is not None:
        parts.append(f"Init Duration: {init_ns / 1e6:.2f} ms")
    return "\t".join(parts) + "\t"


def _status(result: Result, init: bool = False) -> str:
    """Only the platform's errors have one, and what failed at the start (as quoted in public
    issues, 2024 to 2026)."""
    if result.error == "Sandbox.Timedout":
        return "Status: timeout"
    if init or result.error in _OF_THE_PLATFORM:
        return f"Status: error\tError Type: {result.error}"
    return ""


def as_logged(line: bytes) -> bytes:
    """A line that a runtime prints, with its newline, as AWS shows it.

    awslambdaric (4.2, 2026) ends the lines of a traceback with a carriage return where its output
    is a pipe, and with a newline where it is AWS's. What a function prints itself is left alone.
    """
    if b"\r" not in line or not line.startswith(_LEVELS):
        return line
    return line.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
