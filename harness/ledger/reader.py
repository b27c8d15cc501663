"""Reads a ledger back, in constant memory."""

from collections.abc import Iterator
from os import SEEK_END
from pathlib import Path

from harness.errors import UsageError
from harness.ledger.codec import decode
from harness.model.entry import Entry

_BUFFER_BYTES = 1024**2


class LedgerReader:
    """Iterates over a ledger's entries.

    A torn last line (the run was killed while writing) is dropped and ``torn`` becomes True. A
    broken line anywhere else raises UsageError with its number: the file was changed.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self.torn = False

    def __iter__(self) -> Iterator[Entry]:
        with self._path.open("rb", buffering=_BUFFER_BYTES) as lines:
            for number, line in enumerate(lines, start=1):
                try:
                    entries = list(decode(line))
                except ValueError as error:
                    if not line.endswith(b"\n"):
                        self.torn = True
                        return
                    raise UsageError(
                        str(error),
                        where=f"{self._path}:{number}",
                        hint="the ledger was changed after the run; restore it or run again",
                    ) from error
                yield from entries


def is_torn(path: Path) -> bool:
    """Whether a ledger's last line was cut off while it was written."""
    with path.open("rb") as lines:
        size = lines.seek(0, SEEK_END)
        last = b""
        while len(last) < size and b"\n" not in last:
            length = min(size, 2 * len(last) + _BUFFER_BYTES)
            lines.seek(size - length)
            last = lines.read(length)
    try:
        last = last.rpartition(b"\n")[2]
        return bool(last) and not list(decode(last))
    except ValueError:
        return True
