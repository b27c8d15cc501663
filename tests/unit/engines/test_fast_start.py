from pathlib import Path

import pytest

from harness.engines.aot_cache import AotCache
from harness.engines.artifacts import Artifacts
from harness.engines.fast_start import FastStart
from harness.engines.java import Java

JAVA = Java(Path("/jdk/bin/java"), "25.0.2", "named by you")


@pytest.fixture
def cache(tmp_path: Path) -> AotCache:
    artifacts = Artifacts(tmp_path)
    artifacts.directory.mkdir()
    return AotCache(JAVA, artifacts)


def test_the_plan_says_that_there_is_something_to_prepare(cache: AotCache, tmp_path: Path) -> None:
    assert FastStart(JAVA, Artifacts(tmp_path)).plan().startswith("prepare fast starts")


def test_the_plan_says_that_all_is_prepared(cache: AotCache, tmp_path: Path) -> None:
    cache.path.touch()
    assert cache.path.name in FastStart(JAVA, Artifacts(tmp_path)).plan()


def test_the_plan_says_where_a_failure_is_explained(cache: AotCache, tmp_path: Path) -> None:
    cache.failure.touch()
    assert str(cache.failure) in FastStart(JAVA, Artifacts(tmp_path)).plan()


def test_the_plan_says_that_an_older_java_starts_more_slowly(tmp_path: Path) -> None:
    java = Java(JAVA.path, "17.0.15", JAVA.origin)
    assert FastStart(java, Artifacts(tmp_path)).plan().startswith("start Java 17.0.15, more slowly")
