from pathlib import Path
from threading import Event
from typing import Any

import pytest

from harness.engines.downloads.fetch import Fetch, part_of
from harness.engines.downloads.lock import Lock
from harness.errors import EnvironmentFailedError

ENGINE = "DynamoDBLocal-1.0.jar"
URL = "http://repository.test/root/org/example/DynamoDBLocal/1.0/DynamoDBLocal-1.0.jar"


@pytest.fixture
def progress() -> list[int]:
    return []


@pytest.fixture
def cancelled() -> Event:
    return Event()


@pytest.fixture
def fetch(tmp_path: Path, transport: Any, progress: list[int], cancelled: Event) -> Fetch:
    return Fetch(tmp_path, "http://repository.test/root/", transport, progress.append, cancelled)


def test_files_are_whole_and_only_the_files_are_left(
    fetch: Fetch, lock: Lock, tmp_path: Path, content: dict[str, bytes], progress: list[int]
) -> None:
    fetch.all(lock.artifacts)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == content
    assert sum(progress) == lock.size_bytes


def test_the_address_is_that_of_a_maven_repository(
    fetch: Fetch, lock: Lock, transport: Any
) -> None:
    fetch.all([lock.engine])
    assert transport.asked == [(URL, 0)]


@pytest.mark.parametrize("trouble", ["reset_half_way", "ended_half_way"])
def test_a_broken_connection_is_resumed_where_it_broke(
    trouble: str, fetch: Fetch, lock: Lock, transport: Any, tmp_path: Path, progress: list[int]
) -> None:
    transport.plan(ENGINE, trouble)
    fetch.all([lock.engine])
    assert transport.offsets(ENGINE) == [0, 450]
    assert (tmp_path / ENGINE).stat().st_size == 900
    assert sum(progress) == 900


def test_what_an_earlier_start_got_is_not_fetched_again(
    fetch: Fetch, lock: Lock, transport: Any, tmp_path: Path, content: dict[str, bytes]
) -> None:
    part_of(tmp_path, lock.engine).write_bytes(content[ENGINE][:300])
    fetch.all([lock.engine])
    assert transport.offsets(ENGINE) == [300]
    assert (tmp_path / ENGINE).read_bytes() == content[ENGINE]


def test_a_part_that_is_whole_already_needs_no_network(
    fetch: Fetch, lock: Lock, transport: Any, tmp_path: Path, content: dict[str, bytes]
) -> None:
    part_of(tmp_path, lock.engine).write_bytes(content[ENGINE])
    fetch.all([lock.engine])
    assert transport.asked == []
    assert (tmp_path / ENGINE).read_bytes() == content[ENGINE]


def test_a_server_that_ignores_ranges_is_taken_from_the_start(
    fetch: Fetch, lock: Lock, transport: Any, tmp_path: Path, content: dict[str, bytes],
    progress: list[int],
) -> None:  # fmt: skip
    transport.plan(ENGINE, "reset_half_way", "ignoring_ranges")
    fetch.all([lock.engine])
    assert (tmp_path / ENGINE).read_bytes() == content[ENGINE]
    assert sum(progress) == 900


@pytest.mark.parametrize("trouble", ["corrupted", "endless"])
def test_a_wrong_file_is_fetched_anew_from_its_start(
    trouble: str, fetch: Fetch, lock: Lock, transport: Any, tmp_path: Path, progress: list[int]
) -> None:
    transport.plan(ENGINE, trouble)
    fetch.all([lock.engine])
    assert transport.offsets(ENGINE) == [0, 0]
    assert sum(progress) == 900


def test_a_file_wrong_twice_is_an_error_that_names_both_sums(
    fetch: Fetch, lock: Lock, transport: Any, tmp_path: Path
) -> None:
    transport.plan(ENGINE, "corrupted", "corrupted", "corrupted")
    with pytest.raises(EnvironmentFailedError) as raised:
        fetch.all([lock.engine])
    assert ENGINE in raised.value.what
    assert lock.engine.sha256 in raised.value.what
    assert raised.value.where == URL
    assert "--maven-repository" in raised.value.hint
    assert list(tmp_path.iterdir()) == []


def test_no_network_is_an_error_that_says_what_to_do(
    fetch: Fetch, lock: Lock, transport: Any
) -> None:
    transport.plan(ENGINE, "unreachable", "unreachable")
    with pytest.raises(EnvironmentFailedError, match="Network is unreachable") as raised:
        fetch.all([lock.engine])
    assert raised.value.where == URL
    assert "HTTPS_PROXY" in raised.value.hint


def test_what_arrived_before_a_failure_stays_for_the_next_start(
    fetch: Fetch, lock: Lock, transport: Any, tmp_path: Path
) -> None:
    transport.plan(ENGINE, "reset_half_way", "unreachable")
    with pytest.raises(EnvironmentFailedError):
        fetch.all([lock.engine])
    assert part_of(tmp_path, lock.engine).stat().st_size == 450


def test_one_failure_ends_the_other_downloads(
    fetch: Fetch, lock: Lock, transport: Any, cancelled: Event
) -> None:
    transport.plan(ENGINE, "unreachable", "unreachable")
    with pytest.raises(EnvironmentFailedError):
        fetch.all(lock.artifacts)
    assert cancelled.is_set()


def test_a_cancelled_download_ends_at_its_next_chunk(
    fetch: Fetch, lock: Lock, tmp_path: Path, cancelled: Event
) -> None:
    cancelled.set()
    with pytest.raises(EnvironmentFailedError, match="cancelled"):
        fetch.all([lock.engine])
    assert not (tmp_path / ENGINE).exists()


def test_a_disk_failure_is_passed_on_as_such(fetch: Fetch, lock: Lock, tmp_path: Path) -> None:
    part_of(tmp_path, lock.engine).mkdir()
    with pytest.raises(IsADirectoryError):
        fetch.all([lock.engine])
