import asyncio
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from harness.engines.functions import interpreter
from harness.engines.functions.installer import Requirements
from harness.engines.functions.interpreter import Interpreters
from harness.errors import EnvironmentFailedError

OWN = f"python{sys.version_info.major}.{sys.version_info.minor}"
OTHER = "python3.99"
NEEDED = ("awslambdaric", "runtime_client")

Answer = Callable[..., None]


@pytest.fixture
def other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Answer:
    """Puts a program on the PATH that answers as another Python would."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")

    def answers(version: str, *packages: str, status: int = 0) -> None:
        places = {name: str(tmp_path / "of-the-other" / name) for name in packages}
        program = folder / OTHER
        said = json.dumps({"version": version, "places": places, "program": str(program)})
        program.write_text(f"#!/bin/sh\necho '{said}'\nexit {status}\n")
        program.chmod(0o755)

    return answers


class FakeInstaller:
    """``client``: the folder that an installation ends with, None where there is no network."""

    def __init__(self, client: Path | None = None) -> None:
        self.client = client

    async def ensure(self, program: Path, version: str, wanted: Requirements) -> Path:
        assert wanted.arguments[0].startswith("awslambdaric==")
        if self.client is None:
            raise EnvironmentFailedError("its packages cannot be installed", log_tail=["no route"])
        return self.client


def named(folder: Path, runtime: str, client: Path | None = None) -> Any:
    return asyncio.run(Interpreters(folder, FakeInstaller(client)).of_runtime(runtime))


def test_the_harness_s_own_python_sees_the_client_the_sdk_and_nothing_else(tmp_path: Path) -> None:
    pytest.importorskip("awslambdaric")
    own = named(tmp_path / "packages", OWN)
    assert own.program == Path(sys.executable)
    names = {
        path.name.partition(".")[0]
        for path in own.packages.iterdir()
        if path.suffix != ".dist-info"
    }
    modules = {name for name in names if "-" not in name}
    assert modules == {*interpreter.CLIENT, *interpreter.SDK}
    assert all(path.exists() for path in own.packages.iterdir())


def test_the_packages_have_their_metadata_beside_them(tmp_path: Path) -> None:
    pytest.importorskip("awslambdaric")
    own = named(tmp_path / "packages", OWN)
    assert len(list(own.packages.glob("boto3-*.dist-info"))) == 1


def test_the_folder_of_packages_is_made_once(tmp_path: Path) -> None:
    pytest.importorskip("awslambdaric")
    first = named(tmp_path / "packages", OWN).packages
    made = first.stat().st_ctime_ns
    assert named(tmp_path / "packages", OWN).packages == first
    assert first.stat().st_ctime_ns == made
    assert list((tmp_path / "packages").iterdir()) == [first]


def test_a_python_that_is_not_installed_is_none(tmp_path: Path) -> None:
    assert named(tmp_path, OTHER) is None


def test_another_python_comes_with_its_own_client(tmp_path: Path, other: Answer) -> None:
    other("3.99", *NEEDED)
    found = named(tmp_path / "packages", OTHER)
    assert found.program.name == OTHER
    client = found.packages / "awslambdaric"
    assert client.readlink() == tmp_path / "of-the-other" / "awslambdaric"


def test_another_python_without_an_sdk_is_given_ours(tmp_path: Path, other: Answer) -> None:
    other("3.99", *NEEDED)
    assert (named(tmp_path / "packages", OTHER).packages / "boto3" / "__init__.py").exists()


def test_a_python_without_the_compiled_part_of_the_client_is_none(
    tmp_path: Path, other: Answer
) -> None:
    other("3.99", "awslambdaric", "boto3")
    assert named(tmp_path / "packages", OTHER) is None


def test_a_python_without_the_client_has_it_installed(tmp_path: Path, other: Answer) -> None:
    other("3.99")
    client = tmp_path / "client"
    for name in ("awslambdaric", "snapshot_restore_py"):
        (client / name).mkdir(parents=True)
    (client / "runtime_client.cpython-399-linux.so").touch()
    packages = named(tmp_path / "packages", OTHER, client).packages
    assert (packages / "awslambdaric").readlink() == client / "awslambdaric"
    assert (packages / "runtime_client.cpython-399-linux.so").exists()


def test_why_a_python_cannot_be_used_is_told(tmp_path: Path, other: Answer) -> None:
    interpreters = Interpreters(tmp_path, FakeInstaller())
    assert asyncio.run(interpreters.of_runtime(OTHER)) is None
    assert interpreters.why(OTHER) == f"no {OTHER} is on the PATH"
    other("3.99")
    interpreters = Interpreters(tmp_path, FakeInstaller())
    assert asyncio.run(interpreters.of_runtime(OTHER)) is None
    assert interpreters.why(OTHER) == f"awslambdaric cannot be installed for {OTHER}: no route"


def test_a_python_of_another_version_than_its_name_is_none(tmp_path: Path, other: Answer) -> None:
    other("3.98", *NEEDED)
    assert named(tmp_path / "packages", OTHER) is None


def test_a_python_that_does_not_run_is_none(tmp_path: Path, other: Answer) -> None:
    other("3.99", *NEEDED, status=127)
    assert named(tmp_path / "packages", OTHER) is None
