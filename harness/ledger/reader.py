"""Reads a ledger back, in constant memory."""

from collections.abc import Iterator
from pathlib import Path

from harness.errors import UsageError
from harness.ledger.codec import decode
from harness.model.entry import Entry

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
        self._at = 0
        self.torn = False

    def __iter__(self) -> Iterator[Entry]:
        for line in self.lines():
            try:
                entries = list(decode(line))
            except ValueError as error:
                raise self._broken(error) from error
            yield from entries

    def lines(self) -> Iterator[bytes]:
        """Without looking into them."""
        with self._path.open("rb", buffering=_BUFFER_BYTES) as lines:
            if self._start:
                lines.seek(self._start - 1)
                lines.readline()  # to the end of the line before
            self._at = lines.tell()
            for line in lines:
                if self._at >= self._stop:
                    return
                if not line.endswith(b"\n"):
                    self.torn = True
                    return
                yield line
                self._at += len(line)

    def _broken(self, error: Exception) -> UsageError:
        with self._path.open("rb") as lines:
            number = 1 + lines.read(self._at).count(b"\n")
        return UsageError(
            str(error),
            where=f"{self._path}:{number}",
            hint="the ledger was changed after the run; restore it or run again",
        )
