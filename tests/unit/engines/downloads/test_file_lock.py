import asyncio
from pathlib import Path

import pytest

from harness.engines.downloads.file_lock import file_lock, try_lock


def test_a_second_holder_is_refused_until_the_first_lets_go(tmp_path: Path) -> None:
    first = try_lock(tmp_path / "lock")
    assert first is not None
    assert try_lock(tmp_path / "lock") is None
    first.close()
    second = try_lock(tmp_path / "lock")
    assert second is not None
    second.close()


def test_waiting_goes_on_for_as_long_as_another_holds_it(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    other = try_lock(path)
    assert other is not None
    pauses = []

    async def pause() -> None:
        pauses.append(1)
        if len(pauses) == 3:
            other.close()

    async def main() -> None:
        async with file_lock(path, pause):
            assert try_lock(path) is None

    asyncio.run(main())
    assert len(pauses) == 3
    freed = try_lock(path)
    assert freed is not None
    freed.close()


def test_a_failure_inside_lets_go_of_it(tmp_path: Path) -> None:
    async def main() -> None:
        async with file_lock(tmp_path / "lock"):
            raise ValueError("inside")

    with pytest.raises(ValueError, match="inside"):
        asyncio.run(main())
    freed = try_lock(tmp_path / "lock")
    assert freed is not None
    freed.close()
