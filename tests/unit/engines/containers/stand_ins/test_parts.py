import asyncio
import hashlib
import platform
from pathlib import Path
from typing import Any

import pytest

from harness.engines.containers.stand_ins import parts
from harness.engines.containers.stand_ins.parts import Parts
from harness.engines.functions.installer import Requirements
from harness.errors import EnvironmentFailedError

RIE = b"the emulator"


class Installer:
    """Has what was asked for, with the emulator in it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.wanted: list[tuple[str, list[str]]] = []

    async def ensure(self, program: Path, version: str, wanted: Requirements) -> Path:
        self.wanted.append((version, list(wanted.arguments)))
        place = self._folder / "samcli" / "local" / "rapid"
        place.mkdir(parents=True, exist_ok=True)
        (place / "aws-lambda-rie-x86_64").write_bytes(RIE)
        return self._folder


@pytest.fixture
def all_parts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    monkeypatch.setattr(parts, "Installer", Installer)
    monkeypatch.setattr(platform, "machine", lambda: "x86_64")
    monkeypatch.setitem(parts._RIE_SHA256, "x86_64", hashlib.sha256(RIE).hexdigest())
    return Parts(tmp_path)


def test_the_emulator_is_the_file_that_is_pinned(all_parts: Any) -> None:
    path = asyncio.run(all_parts.emulator())
    assert path.name == "aws-lambda-rie-x86_64"
    assert path.read_bytes() == RIE


def test_another_file_is_refused(all_parts: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(parts._RIE_SHA256, "x86_64", "0" * 64)
    with pytest.raises(EnvironmentFailedError) as failed:
        asyncio.run(all_parts.emulator())
    assert "is not the file that is pinned" in failed.value.what
    assert "remove that folder" in failed.value.hint


def test_a_machine_that_aws_has_no_emulator_for_is_named(
    all_parts: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(platform, "machine", lambda: "riscv64")
    with pytest.raises(EnvironmentFailedError) as failed:
        asyncio.run(all_parts.emulator())
    assert "for riscv64" in failed.value.what


def test_the_runtime_is_for_the_image_s_python_in_the_harness_s_versions(all_parts: Any) -> None:
    asyncio.run(all_parts.runtime())
    ((version, arguments),) = all_parts._installer.wanted
    assert version == "3.11"
    assert arguments[:4] == ["--only-binary", ":all:", "--python-version", "3.11"]
    assert [name.partition("==")[0] for name in arguments[4:]] == ["awslambdaric", "boto3"]
