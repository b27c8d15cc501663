import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from harness.engines.containers.stand_ins import debian
from harness.engines.containers.stand_ins.debian import make_debian
from harness.errors import EnvironmentFailedError


def program(folder: Path) -> dict[str, str]:
    """An environment that has mmdebstrap."""
    (folder / "mmdebstrap").write_text("#!/bin/sh\n")
    (folder / "mmdebstrap").chmod(0o755)
    return {"PATH": str(folder)}


def made(
    monkeypatch: pytest.MonkeyPatch, folder: Path, returncode: int
) -> Callable[[], list[list[str]]]:
    commands = []

    async def run(command: list[Any], output: Callable[[bytes], None], **_: Any) -> int:
        commands.append([str(part) for part in command])
        output(b"E: no room\n")
        return returncode

    monkeypatch.setattr(debian, "run_to_end", run)

    def make() -> list[list[str]]:
        asyncio.run(make_debian(folder / "base.tar", program(folder)))
        return commands

    return make


def test_without_mmdebstrap_it_says_how_to_have_it(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFailedError) as failed:
        asyncio.run(make_debian(tmp_path / "base.tar", {"PATH": str(tmp_path)}))
    assert "apt-get install mmdebstrap" in failed.value.hint


def test_it_writes_the_tar_that_was_asked_for(tmp_path: Path, monkeypatch: Any) -> None:
    ((*_, release, tar),) = made(monkeypatch, tmp_path, 0)()
    assert (release, tar) == ("bookworm", str(tmp_path / "base.tar"))


def test_its_failure_has_its_last_lines(tmp_path: Path, monkeypatch: Any) -> None:
    with pytest.raises(EnvironmentFailedError) as failed:
        made(monkeypatch, tmp_path, 25)()
    assert "mmdebstrap failed with exit code 25" in failed.value.what
    assert failed.value.log_tail == ("E: no room",)
