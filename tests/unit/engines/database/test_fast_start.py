from pathlib import Path

import pytest

from harness.engines.database.class_archive import ClassArchive
from harness.engines.database.fast_start import FastStart
from harness.engines.database.java import Java
from harness.engines.downloads.artifacts import Artifacts

JAVA = Java(Path("/jdk/bin/java"), "25.0.2", "named by you")


@pytest.fixture
def archive(tmp_path: Path) -> ClassArchive:
    artifacts = Artifacts(tmp_path)
    artifacts.directory.mkdir()
    return ClassArchive(JAVA, artifacts)


def titles(tmp_path: Path) -> list[str]:
    return [title for title, _ in FastStart(JAVA, Artifacts(tmp_path)).steps()]


def test_a_first_start_makes_it(archive: ClassArchive, tmp_path: Path) -> None:
    assert titles(tmp_path) == ["make Java start faster from now on: about 7 s, once"]


def test_nothing_is_left_to_do_once_it_is_there(archive: ClassArchive, tmp_path: Path) -> None:
    archive.path.touch()
    assert titles(tmp_path) == []


def test_the_plan_says_where_a_failure_is_explained(archive: ClassArchive, tmp_path: Path) -> None:
    archive.failure.touch()
    assert titles(tmp_path) == [f"start Java slowly, see {archive.failure}"]
