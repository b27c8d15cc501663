"""A function's log: one file per function, and what each of its environments writes there."""

from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from harness.lambdas.invocation import Invocation, InvocationOutcome
from harness.lambdas.protocol.log_lines import as_logged, closing_lines, init_report_line
from harness.lambdas.protocol.results import LOG_TAIL_BYTES, Result
from harness.model.function import Function


class FunctionLog:
    """All environments of one function write to one file, whole lines at a time."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("ab", buffering=0)

    def write(self, lines: bytes) -> None:
        """Append them, or drop what cannot be written."""
        # A full disk ends the run where the ledger meets it, with a message; not here. And a line
        # may come from a process that is being ended after the log was closed.
        with suppress(OSError, ValueError):
            self._file.write(lines)

    def close(self) -> None:
        """Close the file."""
        self._file.close()


class EnvironmentLog:
    """What one environment writes to its function's log. The last 4 KB since its invocation began
    are kept for the callers that want them. ``function``: as it was when the environment started.
    """

    def __init__(self, log: FunctionLog, function: Function) -> None:
        self._log = log
        self._function = function
        self._tail = b""

    def print(self, line: bytes) -> None:
        """Write a line of the process's output."""
        self._write(as_logged(line))

    def note(self, sentence: str) -> None:
        """Write a sentence of the harness's own."""
        self._write(f"harness: {sentence}\n".encode())

    def failed_init(self, result: Result, init_ns: int) -> None:
        """Write the report of a start that failed."""
        self._write(f"{init_report_line(result, init_ns)}\n".encode())

    def start(self, invocation: Invocation, *, keeps_tail: bool = False) -> None:
        """Begin an invocation's lines. ``keeps_tail``: those of the start belong to it."""
        if not keeps_tail:
            self._tail = b""
        version = invocation.function.version.encode()
        self._write(
            b"START RequestId: %s Version: %s\n" % (invocation.request_id.encode(), version)
        )

    def close(self, invocation: Invocation, outcome: InvocationOutcome) -> None:
        """End an invocation's lines, and give its caller the outcome."""
        assert outcome.result is not None
        lines = closing_lines(
            invocation.request_id,
            self._function,
            outcome.result,
            duration_ns=outcome.duration_ns,
            init_ns=outcome.init_ns,
            memory_mb=outcome.memory_mb,
        )
        self._write("".join(f"{line}\n" for line in lines).encode())
        if invocation.wants_tail:
            outcome = replace(outcome, log_tail=self._tail)
        invocation.end(outcome)

    def _write(self, lines: bytes) -> None:
        self._tail = (self._tail + lines)[-LOG_TAIL_BYTES:]
        self._log.write(lines)
