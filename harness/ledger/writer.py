"""Appends entries to a run's ledger, a batch at a time."""

import os
from pathlib import Path

from harness.errors import EnvironmentFailedError
from harness.ledger.codec import encode
from harness.model.entry import CallEntry, Entry, InvocationEntry

# Invocations that have made calls and not ended; an older one will not. Memory has to stay flat.
_MOST_OPEN = 50_000


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
        self._calls: dict[str, int] = {}

    def append(self, entry: Entry) -> None:
        self._pending.append(entry)

    def flush(self) -> None:
        """Write what is pending.

        Raises EnvironmentFailedError when the file cannot be written, a full disk for example; the
        entries stay pending and the lines already in the file stay whole.
        """
        self._count_calls()
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
        try:
            self.flush()
        finally:
            os.close(self._file)

    def _count_calls(self) -> None:
        """All calls of a batch stand before its invocations."""
        calls = self._calls
        for entry in self._pending:
            if isinstance(entry, CallEntry) and entry.invocation is not None:
                calls[entry.invocation] = calls.get(entry.invocation, 0) + 1
        for entry in self._pending:
            if isinstance(entry, InvocationEntry):
                entry.calls = calls.pop(entry.request_id, 0)
        while len(calls) > _MOST_OPEN:
            del calls[next(iter(calls))]
