"""Reads a ledger back, in constant memory."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from harness.errors import UsageError
from harness.ledger.codec import decode
from harness.model.entry import Entry

Decoded = TypeVar("Decoded")


class LedgerReader:
    """Iterates over a ledger's entries.

    A torn last line (the run was killed while writing) is dropped and ``torn`` becomes True. A
    broken line anywhere else raises UsageError with its number: the file was changed.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._number = 0
        self.torn = False

    def __iter__(self) -> Iterator[Entry]:
        return self.decoded(lambda lines: map(decode, lines))

    def decoded(self, decode: Callable[[Iterator[bytes]], Iterator[Decoded]]) -> Iterator[Decoded]:
        """The same with another decoder, which raises ValueError at a line that is broken."""
        try:
            yield from decode(self._lines())
        except ValueError as error:
            raise UsageError(
                str(error),
                where=f"{self._path}:{self._number}",
                hint="the ledger was changed after the run; restore it or run again",
            ) from error

    def _lines(self) -> Iterator[bytes]:
        with self._path.open("rb") as lines:
            for self._number, line in enumerate(lines, start=1):
                if not line.endswith(b"\n"):
                    self.torn = True
                    return
                yield line
