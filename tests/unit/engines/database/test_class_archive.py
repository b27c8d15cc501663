import os
from pathlib import Path

import pytest

from harness.engines.database.class_archive import AGREED, ClassArchive
from harness.engines.database.java import Java
from harness.engines.downloads.artifacts import Artifacts

JAVA = Java(Path("/jdk/bin/java"), "25.0.2", "named by you")


@pytest.fixture
def archive(tmp_path: Path) -> ClassArchive:
    artifacts = Artifacts(tmp_path)
    artifacts.directory.mkdir()
    return ClassArchive(JAVA, artifacts)


def test_without_an_archive_the_engine_starts_plainly(archive: ClassArchive) -> None:
    assert archive.flags == []
    assert not archive.settled


def test_an_archive_is_used_but_never_insisted_on(archive: ClassArchive) -> None:
    archive.path.touch()
    assert archive.flags == [f"-XX:SharedArchiveFile={archive.path}", "-Xshare:auto"]
    assert archive.settled


def test_a_failure_is_not_tried_again(archive: ClassArchive) -> None:
    archive.failure.write_text("no CDS in this JVM")
    assert archive.flags == []
    assert archive.settled


def test_it_is_made_of_the_libraries_alone_and_never_of_the_engines_jar(
    archive: ClassArchive, tmp_path: Path
) -> None:
    command = archive.making(Path("list"), Path("archive"))
    class_path = str(command[command.index("-cp") + 1])
    assert class_path.split(":") == [str(path) for path in Artifacts(tmp_path).libraries]
    assert "DynamoDBLocal" not in class_path
    assert set(AGREED) <= set(command)


def test_the_last_few_are_kept(archive: ClassArchive) -> None:
    folder = archive.path.parent
    for number in range(6):
        (folder / f"classes-{number}.jsa").touch()
        os.utime(folder / f"classes-{number}.jsa", (number, number))
    (folder / "library.jar").touch()
    archive.remove_older()
    kept = ["classes-2.jsa", "classes-3.jsa", "classes-4.jsa", "classes-5.jsa", "library.jar"]
    assert sorted(path.name for path in folder.iterdir()) == kept
