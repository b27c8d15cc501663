import asyncio
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from harness.engines.functions import installer
from harness.engines.functions.installer import Installer, read_requirements
from harness.errors import EnvironmentFailedError

PROGRAM = Path("/usr/bin/python3.12")


class Pip:
    """``ends``: with which code each run ends, and its last line."""

    def __init__(self, *ends: tuple[int, str]) -> None:
        self.ends = list(ends)
        self.commands: list[list[str]] = []

    async def run(self, command: list[Any], output: Callable[[bytes], None], **_: Any) -> int:
        self.commands.append([str(each) for each in command])
        returncode, line = self.ends.pop(0)
        output(b"Collecting a==1\n")
        output(line.encode())
        if not returncode:
            (Path(command[command.index("--target") + 1]) / "a").mkdir()
        return returncode


@pytest.fixture
def pip(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Pip]:
    def pip(*ends: tuple[int, str]) -> Pip:
        made = Pip(*ends)
        monkeypatch.setattr(installer, "run_to_end", made.run)
        return made

    return pip


def required(folder: Path, text: str = "a==1\n") -> Path:
    path = folder / "requirements.txt"
    path.write_text(text)
    return path


def ensure(folder: Path, path: Path, version: str = "3.12", **more: Any) -> Path:
    wanted = read_requirements(path)
    return asyncio.run(Installer(folder / "cache", **more).ensure(PROGRAM, version, wanted))


def test_a_list_is_installed_once_and_found_again_without_pip(
    tmp_path: Path, pip: Callable[..., Pip]
) -> None:
    ran = pip((0, "Successfully installed a"))
    path = required(tmp_path)
    place = ensure(tmp_path, path)
    assert (place / "a").is_dir()
    assert ensure(tmp_path, path) == place
    (command,) = ran.commands
    assert command[:4] == [str(PROGRAM), "-m", "pip", "install"]
    assert command[-2:] == ["-r", str(path)]


def test_another_text_and_another_python_have_folders_of_their_own(
    tmp_path: Path, pip: Callable[..., Pip]
) -> None:
    pip(*[(0, "")] * 3)
    places = {ensure(tmp_path, required(tmp_path)), ensure(tmp_path, required(tmp_path), "3.13")}
    places.add(ensure(tmp_path, required(tmp_path, "a==2\n")))
    assert len(places) == 3


def test_a_file_that_it_includes_counts(tmp_path: Path) -> None:
    path = required(tmp_path, "-r more.txt\n--constraint=pins.txt\n-r missing.txt\na\n")
    (tmp_path / "more.txt").write_text("-r requirements.txt\nb\n")
    before = read_requirements(path).text
    (tmp_path / "pins.txt").write_text("a==1\n")
    assert "b" in before
    assert read_requirements(path).text != before


def test_what_fails_is_told_in_pip_s_words_and_leaves_nothing(
    tmp_path: Path, pip: Callable[..., Pip]
) -> None:
    pip((1, "ERROR: No matching distribution found for a==1"))
    path = required(tmp_path)
    with pytest.raises(EnvironmentFailedError) as caught:
        ensure(tmp_path, path)
    assert caught.value.where == str(path)
    assert caught.value.log_tail[-1] == "ERROR: No matching distribution found for a==1"
    assert [each.name for each in (tmp_path / "cache").iterdir()] == [".lock"]


def test_uv_does_it_for_a_python_without_pip(
    tmp_path: Path, pip: Callable[..., Pip], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    ran = pip((1, "/usr/bin/python3.12: No module named pip"), (0, ""))
    ensure(tmp_path, required(tmp_path))
    assert ran.commands[1][:5] == ["/usr/bin/uv", "pip", "install", "--python", str(PROGRAM)]


def test_pip_s_progress_is_heard(tmp_path: Path, pip: Callable[..., Pip]) -> None:
    pip((0, "Successfully installed a"))
    heard: list[str] = []
    ensure(tmp_path, required(tmp_path), on_line=heard.append)
    assert heard == ["Collecting a==1"]


def test_a_cache_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file")
    with pytest.raises(EnvironmentFailedError, match="the cache cannot be written"):
        ensure(tmp_path, required(tmp_path))
