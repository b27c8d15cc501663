import re

import pytest

from harness.engines.downloads.lock import LOCK, Lock, parse_lock


def test_dynamodb_local_is_pinned() -> None:
    assert LOCK.engine.version == "3.3.1"
    assert LOCK.engine.path == (
        "software/amazon/dynamodb/DynamoDBLocal/3.3.1/DynamoDBLocal-3.3.1.jar"
    )


def test_every_file_has_a_name_of_its_own() -> None:
    names = [artifact.file_name for artifact in LOCK.artifacts]
    assert len(names) == len(set(names))


def test_every_file_is_pinned_by_sum_and_size() -> None:
    for artifact in LOCK.artifacts:
        assert re.fullmatch(r"[0-9a-f]{64}", artifact.sha256)
        assert artifact.size_bytes > 0


def test_only_jars_are_fetched_so_that_every_linux_processor_takes_the_same() -> None:
    assert {artifact.extension for artifact in LOCK.artifacts} == {"jar"}


def test_the_engine_comes_after_the_libraries(lock: Lock) -> None:
    assert [artifact.name for artifact in lock.artifacts] == ["alpha", "beta", "DynamoDBLocal"]


def test_a_list_without_the_engine_is_refused() -> None:
    with pytest.raises(ValueError, match="not enough values"):
        parse_lock(b"[]")
