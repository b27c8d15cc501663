"""How much memory a process has used at most."""

import os
from contextlib import suppress

_FIELD = b"VmHWM:"
_STATUS_BYTES_MAX = 8192
_KB = 1024


class PeakMemory:
    """Of one process, since it was started (proc(5), VmHWM). It is asked often: kept open."""

    def __init__(self, pid: int) -> None:
        self._file: int | None = None
        with suppress(OSError):
            self._file = os.open(f"/proc/{pid}/status", os.O_RDONLY)

    def read_bytes(self) -> int | None:
        """None once the process has ended."""
        if self._file is None:
            return None
        try:
            status = os.pread(self._file, _STATUS_BYTES_MAX, 0)
        except OSError:
            return None
        _, found, rest = status.partition(_FIELD)
        return int(rest.partition(b"kB")[0]) * _KB if found else None

    def close(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None
