from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.engines.functions.code_watch import CodeWatch


@pytest.fixture
def watch(tmp_path: Path) -> Iterator[CodeWatch]:
    (tmp_path / "ola" / "below").mkdir(parents=True)
    (tmp_path / "ola" / "app.py").write_text("1")
    (tmp_path / "conta").mkdir()
    watch = CodeWatch()
    assert watch.add("ola", tmp_path / "ola")
    assert watch.add("conta", tmp_path / "conta")
    yield watch
    watch.close()


def test_nothing_has_changed_at_first(watch: CodeWatch) -> None:
    assert watch.changed() == set()


def test_a_saved_file_is_noticed_once_and_for_its_function_only(
    watch: CodeWatch, tmp_path: Path
) -> None:
    (tmp_path / "ola" / "app.py").write_text("2")
    assert watch.changed() == {"ola"}
    assert watch.changed() == set()


def test_a_file_that_replaces_another_is_noticed_as_editors_save(
    watch: CodeWatch, tmp_path: Path
) -> None:
    (tmp_path / "app.py").write_text("2")
    (tmp_path / "app.py").rename(tmp_path / "ola" / "app.py")
    assert watch.changed() == {"ola"}


def test_a_file_that_goes_is_noticed(watch: CodeWatch, tmp_path: Path) -> None:
    (tmp_path / "ola" / "app.py").unlink()
    assert watch.changed() == {"ola"}


def test_folders_in_the_folder_are_watched_and_new_ones_too(
    watch: CodeWatch, tmp_path: Path
) -> None:
    (tmp_path / "ola" / "below" / "module.py").write_text("1")
    assert watch.changed() == {"ola"}
    (tmp_path / "ola" / "new").mkdir()
    assert watch.changed() == {"ola"}
    (tmp_path / "ola" / "new" / "module.py").write_text("1")
    assert watch.changed() == {"ola"}


def test_functions_that_share_a_folder_change_together(watch: CodeWatch, tmp_path: Path) -> None:
    watch.add("lote", tmp_path / "conta")
    (tmp_path / "conta" / "app.py").write_text("1")
    assert watch.changed() == {"conta", "lote"}


@pytest.mark.parametrize("name", ["__pycache__", "app.pyc", ".app.py.swp", "app.py~"])
def test_what_interpreters_and_editors_leave_is_no_change(
    watch: CodeWatch, tmp_path: Path, name: str
) -> None:
    (tmp_path / "ola" / name).mkdir()
    assert watch.changed() == set()


def test_more_changes_than_one_look_takes_are_all_noticed(watch: CodeWatch, tmp_path: Path) -> None:
    for number in range(1500):
        (tmp_path / "ola" / f"a-module-with-a-long-name-{number}.py").touch()
    (tmp_path / "conta" / "app.py").touch()
    assert watch.changed() == {"ola", "conta"}
    assert watch.changed() == set()


def test_a_folder_that_is_not_there_is_not_watched(watch: CodeWatch, tmp_path: Path) -> None:
    assert watch.add("nada", tmp_path / "nada")
    assert watch.changed() == set()
