"""One process at a time, across processes."""

import asyncio
import fcntl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import BinaryIO

_PAUSE_S = 0.1


async def _pause() -> None:
    await asyncio.sleep(_PAUSE_S)


@asynccontextmanager
async def file_lock(
    path: Path, pause: Callable[[], Awaitable[None]] = _pause
) -> AsyncIterator[None]:
    """Hold ``path`` locked, waiting ``pause`` by ``pause`` for whoever holds it.

    The kernel lets go of it when its holder dies. Raises OSError when ``path`` cannot be made.
    """
    while (file := try_lock(path)) is None:
        await pause()
    with file:
        yield


def try_lock(path: Path) -> BinaryIO | None:
    """``path`` open and locked until it is closed, or None where another holds it."""
    file = path.open("ab")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    return file
