"""A function's log: one file a function, and the tail of the invocation in hand."""

from contextlib import suppress
from pathlib import Path

from harness.lambdas.protocol.answer import LOG_TAIL_BYTES


class FunctionLog:
    """All environments of one function write to one file, whole lines at a time."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("ab", buffering=0)

    def write(self, lines: bytes) -> None:
        # A full disk ends the run where the ledger meets it, with a message; not here. And a line
        # may come from a process that is being ended after the log was closed.
        with suppress(OSError, ValueError):
            self._file.write(lines)

    def close(self) -> None:
        self._file.close()


class Tail:
    """The last 4 KB that one environment wrote since its invocation began."""

    def __init__(self) -> None:
        self._text = b""

    def clear(self) -> None:
        self._text = b""

    def write(self, lines: bytes) -> None:
        self._text = (self._text + lines)[-LOG_TAIL_BYTES:]

    def text(self) -> bytes:
        return self._text
