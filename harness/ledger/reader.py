"""Reads a ledger back, in constant memory."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from harness.errors import UsageError
from harness.ledger.codec import decode
from harness.model.entry import Entry

Read = TypeVar("Read")

_BUFFER_BYTES = 1024**2


class LedgerReader:
    """Iterates over a ledger's entries, or over those of the lines that begin from byte ``start``
    to before byte ``stop``.

    A torn last line (the run was killed while writing) is dropped and ``torn`` becomes True. A
    broken line anywhere else raises UsageError with its number: the file was changed.
    """

    def __init__(self, path: Path, start: int = 0, stop: int | None = None) -> None:
        self._path = path
        self._start = start
        self._stop = path.stat().st_size if stop is None else stop
        self.torn = False

    def __iter__(self) -> Iterator[Entry]:
        for entries in self.each(lambda line: list(decode(line))):
            yield from entries

    def each(self, read: Callable[[bytes], Read]) -> Iterator[Read]:
        """What ``read`` makes of each line. A line is broken where ``read`` raises ValueError, or
        misses a member or its type."""
        with self._path.open("rb", buffering=_BUFFER_BYTES) as lines:
            if self._start:
                lines.seek(self._start - 1)
                lines.readline()  # to the end of the line before
            at = lines.tell()
            for line in lines:
                if at >= self._stop:
                    return
                if not line.endswith(b"\n"):
                    self.torn = True
                    return
                try:
                    yield read(line)
                except (KeyError, TypeError, ValueError) as error:
                    raise self._broken(at, error) from error
                at += len(line)

    def _broken(self, at: int, error: Exception) -> UsageError:
        with self._path.open("rb") as lines:
            number = 1 + lines.read(at).count(b"\n")
        return UsageError(
            str(error),
            where=f"{self._path}:{number}",
            hint="the ledger was changed after the run; restore it or run again",
        )
