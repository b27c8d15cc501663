"""Appends entries to a run's ledger, a batch at a time."""

import os
from pathlib import Path

from harness.errors import EnvironmentFailedError
from harness.ledger.codec import encode
from harness.ledger.invocations import CallsMade
from harness.model.entry import Entry


class LedgerWriter:
    """Buffers entries and writes whole lines with one ``write`` a flush.

    The owner calls ``flush`` at an interval: what a ``kill -9`` can lose is one interval. The
    writer has no clock and no thread of its own.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
        self._pending: list[Entry] = []
        self._unwritten = b""
        self._made = CallsMade()

    def append(self, entry: Entry) -> None:
        """Keep an entry for the next flush."""
        self._pending.append(self._made.completed(entry))

    def flush(self) -> None:
        """Write what is pending.

        Raises EnvironmentFailedError when the file cannot be written, a full disk for example; the
        entries stay pending and the lines already in the file stay whole.
        """
        self._unwritten += encode(self._pending)
        self._pending.clear()
        if not self._unwritten:
            return
        batch = self._unwritten
        try:
            written = os.write(self._file, batch)
            if written < len(batch):
                os.ftruncate(self._file, os.fstat(self._file).st_size - written)
                raise OSError(28, "no space left on device")
        except OSError as error:
            raise EnvironmentFailedError(
                f"the ledger cannot be written: {error.strerror}",
                where=str(self._path),
                hint="free space on that disk, or choose another with --runs-dir",
            ) from error
        self._unwritten = b""

    def close(self) -> None:
        """Flush, and close the file whatever comes of it."""
        try:
            self.flush()
        finally:
            os.close(self._file)
