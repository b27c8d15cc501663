"""A named pipe in which a container writes, and which the harness reads."""

import asyncio
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

_READ_BYTES = 64 * 1024

# All that a pipe holds (pipe(7): 64 KB), and one read more.
_DRAIN_READS = 2


class NamedPipe:
    """``on_data`` gets what was written. It never ends by itself: we hold its other end too, so
    that a writer which has gone can be followed by the next one."""

    def __init__(self, path: Path, on_data: Callable[[bytes], None]) -> None:
        os.mkfifo(path)
        path.chmod(0o666)  # the container's user may be another one
        self._on_data = on_data
        self._fd: int | None = os.open(path, os.O_RDWR | os.O_NONBLOCK)
        asyncio.get_running_loop().add_reader(self._fd, self._read)

    def drain(self) -> None:
        """Deliver what was written up to now."""
        for _ in range(_DRAIN_READS):
            if not self._read():
                return

    def close(self) -> None:
        """Deliver the rest, and close."""
        if self._fd is not None:
            self.drain()
            asyncio.get_running_loop().remove_reader(self._fd)
            os.close(self._fd)
            self._fd = None

    def _read(self) -> bool:
        if self._fd is None:
            return False
        with suppress(BlockingIOError):
            data = os.read(self._fd, _READ_BYTES)
            self._on_data(data)
            return len(data) == _READ_BYTES
        return False
