import asyncio
import os
from collections.abc import Callable
from pathlib import Path

from harness.engines.containers.pipe import NamedPipe


def heard(path: Path, say: Callable[[NamedPipe], None]) -> bytes:
    """What a pipe has delivered by the time that ``say`` has returned."""
    found: list[bytes] = []

    async def listen() -> None:
        pipe = NamedPipe(path, found.append)
        try:
            say(pipe)
        finally:
            pipe.close()

    asyncio.run(listen())
    return b"".join(found)


def write(path: Path, data: bytes) -> None:
    fd = os.open(path, os.O_WRONLY)
    os.write(fd, data)
    os.close(fd)


def test_writers_may_follow_one_another(tmp_path: Path) -> None:
    def say(pipe: NamedPipe) -> None:
        write(tmp_path / "p", b"one ")
        pipe.drain()
        write(tmp_path / "p", b"two")

    assert heard(tmp_path / "p", say) == b"one two"


def test_a_full_pipe_is_delivered_whole(tmp_path: Path) -> None:
    assert heard(tmp_path / "p", lambda pipe: write(tmp_path / "p", b"x" * 65_536)) == b"x" * 65_536


def test_the_container_s_user_may_be_another(tmp_path: Path) -> None:
    heard(tmp_path / "p", lambda pipe: None)
    assert (tmp_path / "p").stat().st_mode & 0o777 == 0o666


def test_closed_it_is_silent(tmp_path: Path) -> None:
    def say(pipe: NamedPipe) -> None:
        pipe.close()
        pipe.drain()
        pipe.close()

    assert heard(tmp_path / "p", say) == b""
