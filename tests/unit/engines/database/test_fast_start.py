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


def test_the_plan_says_that_there_is_something_to_prepare(
    archive: ClassArchive, tmp_path: Path
) -> None:
    assert FastStart(JAVA, Artifacts(tmp_path)).plan().startswith("prepare fast starts")


def test_the_plan_says_that_all_is_prepared(archive: ClassArchive, tmp_path: Path) -> None:
    archive.path.touch()
    assert archive.path.name in FastStart(JAVA, Artifacts(tmp_path)).plan()


def test_the_plan_says_where_a_failure_is_explained(archive: ClassArchive, tmp_path: Path) -> None:
    archive.failure.touch()
    assert str(archive.failure) in FastStart(JAVA, Artifacts(tmp_path)).plan()
