from pathlib import Path

import pytest

from harness.engines.aot_cache import AotCache
from harness.engines.artifacts import Artifacts
from harness.engines.java import Java

JAVA = Java(Path("/jdk/bin/java"), "25.0.2", "named by you")


@pytest.fixture
def artifacts(tmp_path: Path) -> Artifacts:
    artifacts = Artifacts(tmp_path)
    artifacts.directory.mkdir()
    return artifacts


@pytest.fixture
def cache(artifacts: Artifacts) -> AotCache:
    return AotCache(JAVA, artifacts)


def test_without_a_cache_the_engine_starts_plainly(cache: AotCache) -> None:
    assert cache.flags == []
    assert not cache.settled


def test_a_cache_is_used(cache: AotCache) -> None:
    cache.path.touch()
    assert cache.flags == [f"-XX:AOTCache={cache.path}"]
    assert cache.settled


def test_a_failure_is_not_tried_again(cache: AotCache) -> None:
    cache.failure.write_text("no archive in this JVM")
    assert cache.flags == []
    assert cache.settled


@pytest.mark.parametrize(("version", "possible"), [("17.0.15", False), ("25", True), ("26", True)])
def test_an_older_java_does_without(artifacts: Artifacts, version: str, possible: bool) -> None:
    cache = AotCache(Java(JAVA.path, version, JAVA.origin), artifacts)
    assert cache.is_possible == possible
    assert cache.settled != possible


def test_it_is_made_as_the_engine_is_started(cache: AotCache) -> None:
    """A JVM uses no cache that was made for another class path or another module path."""
    made = [str(word) for word in cache.making(Path("recorded"), Path("cache"))]
    started = [str(word) for word in cache.command()]
    assert [word for word in made if not word.startswith("-XX:AOT")] == started


def test_the_engines_jar_is_a_module_and_its_libraries_are_the_class_path(
    cache: AotCache, artifacts: Artifacts
) -> None:
    command = [str(word) for word in cache.command()]
    assert command[command.index("-p") + 1] == str(artifacts.engine)
    class_path = command[command.index("-cp") + 1].split(":")
    assert class_path == [str(path) for path in artifacts.libraries]
