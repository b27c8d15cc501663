import asyncio
import errno
from pathlib import Path
from typing import Any

import pytest

from harness.engines.downloads.artifacts import Artifacts
from harness.engines.downloads.lock import Lock
from harness.errors import EnvironmentFailedError, UsageError

MIRROR = "http://mirror.test/maven"


def make(tmp_path: Path, lock: Lock, transport: Any, **options: Any) -> Artifacts:
    return Artifacts(tmp_path, repository=MIRROR, lock=lock, transport=transport, **options)


def test_the_first_time_everything_is_fetched_from_the_mirror(
    tmp_path: Path, lock: Lock, transport: Any
) -> None:
    artifacts = make(tmp_path, lock, transport)
    asyncio.run(artifacts.ensure())
    assert len(transport.asked) == 3
    assert all(url.startswith(f"{MIRROR}/org/example/") for url, _ in transport.asked)
    assert artifacts.missing() == ()
    assert artifacts.engine.exists()
    assert all(library.exists() for library in artifacts.libraries)


def test_the_second_time_nothing_is_asked_of_the_network(
    tmp_path: Path, lock: Lock, transport: Any
) -> None:
    asyncio.run(make(tmp_path, lock, transport).ensure())
    transport.asked.clear()
    asyncio.run(make(tmp_path, lock, transport).ensure())
    assert transport.asked == []


def test_only_a_file_of_the_wrong_size_is_fetched_again(
    tmp_path: Path, lock: Lock, transport: Any
) -> None:
    artifacts = make(tmp_path, lock, transport)
    asyncio.run(artifacts.ensure())
    transport.asked.clear()
    artifacts.engine.write_bytes(b"truncated")
    asyncio.run(artifacts.ensure())
    assert transport.offsets(lock.engine.file_name) == [0]
    assert len(transport.asked) == 1


def test_what_another_process_fetched_meanwhile_is_not_fetched_again(
    tmp_path: Path, lock: Lock, transport: Any, content: dict[str, bytes]
) -> None:
    artifacts = make(tmp_path, lock, transport)

    async def main() -> None:
        async with artifacts.exclusive():
            ensuring = asyncio.ensure_future(artifacts.ensure())
            await asyncio.sleep(0)  # it finds the lock taken
            for name, data in content.items():
                (artifacts.directory / name).write_bytes(data)
        await ensuring

    asyncio.run(main())
    assert transport.asked == []


def test_progress_ends_at_the_total_even_where_a_file_had_to_be_fetched_anew(
    tmp_path: Path, lock: Lock, transport: Any
) -> None:
    seen: list[tuple[int, int]] = []
    transport.plan("alpha-1.0.jar", "corrupted")
    artifacts = make(tmp_path, lock, transport, on_progress=lambda *bytes_: seen.append(bytes_))
    asyncio.run(artifacts.ensure())
    assert seen[-1] == (1001, 1001)
    assert all(0 <= done <= total == 1001 for done, total in seen)


def test_another_list_has_another_folder(tmp_path: Path, lock: Lock, transport: Any) -> None:
    other = Lock(lock.engine, lock.libraries, digest="f" * 64)
    assert make(tmp_path, lock, transport).directory != make(tmp_path, other, transport).directory


def test_the_plan_says_whether_it_would_fetch(tmp_path: Path, lock: Lock, transport: Any) -> None:
    artifacts = make(tmp_path, lock, transport)
    assert artifacts.plan().startswith("fetch DynamoDB Local 1.0 (3 files, 0.0 MB) into ")
    asyncio.run(artifacts.ensure())
    assert artifacts.plan().startswith("take DynamoDB Local 1.0 from ")


@pytest.mark.parametrize("repository", ["mirror.test/maven", "file:///srv/maven", "http://"])
def test_a_repository_that_is_no_web_address_is_wrong_use(
    repository: str, tmp_path: Path, lock: Lock
) -> None:
    artifacts = Artifacts(tmp_path, repository=repository, lock=lock)
    with pytest.raises(UsageError, match="is not the URL of a Maven repository"):
        asyncio.run(artifacts.ensure())


def test_a_cache_that_cannot_be_made_is_an_error_that_says_where(
    tmp_path: Path, lock: Lock, transport: Any
) -> None:
    (tmp_path / "file").write_text("in the way")
    artifacts = make(tmp_path / "file", lock, transport)
    with pytest.raises(EnvironmentFailedError, match="Not a directory") as raised:
        asyncio.run(artifacts.ensure())
    assert "--cache-dir" in raised.value.hint


def test_a_full_disk_is_an_error_that_says_how_much_is_needed(
    tmp_path: Path, lock: Lock, transport: Any
) -> None:
    async def main() -> None:
        async with make(tmp_path, lock, transport).exclusive():
            raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(EnvironmentFailedError, match="No space left on device") as raised:
        asyncio.run(main())
    assert "MB" in raised.value.hint
