import asyncio
import os
from pathlib import Path

import pytest

from harness.lambdas.control import codes
from harness.lambdas.control.codes import Codes
from harness.lambdas.protocol.version import Code


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "lib").mkdir()
    (tmp_path / "app.py").write_text("x = 1")
    (tmp_path / "lib" / "more.py").write_text("y = 22")
    return tmp_path


def looked_at(known: Codes, folder: Path) -> Code:
    asyncio.run(known.look([folder]))
    return known.of(folder)


def test_a_folder_s_size_is_that_of_its_files(folder: Path) -> None:
    assert looked_at(Codes(), folder).size_bytes == 11


@pytest.mark.parametrize("beside", [".git", "__pycache__", ".venv"])
def test_what_is_no_code_does_not_count(folder: Path, beside: str) -> None:
    before = looked_at(Codes(), folder)
    (folder / beside).mkdir()
    (folder / beside / "big").write_text("z" * 999)
    assert looked_at(Codes(), folder) == before


@pytest.mark.parametrize("limit", [0, codes.CONTENT_BYTES_MAX])
def test_a_saved_file_gives_another_digest(folder: Path, monkeypatch, limit: int) -> None:
    monkeypatch.setattr(codes, "CONTENT_BYTES_MAX", limit)
    known = Codes()
    before = looked_at(known, folder)
    assert looked_at(known, folder) == before
    (folder / "app.py").write_text("x = 2")
    os.utime(folder / "app.py", (9, 9))
    after = looked_at(known, folder)
    assert after.sha256 != before.sha256
    assert after.size_bytes == before.size_bytes


def test_the_digest_tells_names_and_contents_apart_and_nothing_else(tmp_path: Path) -> None:
    digests = []
    for number, (name, text) in enumerate([("a", "b"), ("a", "b"), ("a", "c"), ("b", "b")]):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / name).write_text(text)
        digests.append(looked_at(Codes(), folder).sha256)
    assert digests[0] == digests[1]
    assert len(set(digests)) == 3


def test_a_link_to_nowhere_is_passed_over(folder: Path) -> None:
    (folder / "nowhere").symlink_to(folder / "gone")
    assert looked_at(Codes(), folder).size_bytes == 11


def test_what_came_as_a_zip_is_not_looked_at(folder: Path) -> None:
    known, code = Codes(), Code(7, "sha")
    known.know(folder, code)
    assert looked_at(known, folder) == code
