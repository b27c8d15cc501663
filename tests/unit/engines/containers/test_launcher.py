import asyncio
from pathlib import Path

import pytest

from harness.engines.containers.images import Images
from harness.engines.containers.launcher import ContainerLauncher, runs_in_container, search_path
from harness.errors import EnvironmentFailedError, HarnessError
from harness.model.function import Function


class NothingRequired:
    async def of(self, function: Function) -> None: ...
    async def required(self, function: Function, python: None) -> list[Path]:
        return []

    async def layers(self, function: Function, python: None) -> list[tuple[Path, str]]:
        return []


def launched(folder: Path, runtime: str) -> tuple[EnvironmentFailedError, list[HarnessError]]:
    """What a launch raises, and what it reports as no fault of the function."""
    reported: list[HarnessError] = []

    async def launch() -> None:
        launcher = ContainerLauncher(
            Images("built").for_runtime,
            NothingRequired(),  # type: ignore[arg-type]
            gateway="127.0.0.1",
            stack="a1b2",
            host="127.0.0.1",
            user="1:1",
            folder=folder,
            fail=reported.append,
        )
        function = Function("ola", "Ola", "app.x", folder, runtime)
        try:
            await launcher.launch(function, "127.0.0.1:1", {}, lambda line: None)
        finally:
            await launcher.close()

    with pytest.raises(EnvironmentFailedError) as failed:
        asyncio.run(launch())
    return failed.value, reported


def test_a_folder_that_cannot_be_written_breaks_the_run_and_is_named(tmp_path: Path) -> None:
    failure, reported = launched(tmp_path / "missing", "python3.11")
    assert failure.where == str(tmp_path / "missing")
    assert "TMPDIR" in failure.hint
    assert reported == [failure]


def test_an_image_without_python_is_the_function_s_fault(tmp_path: Path) -> None:
    failure, reported = launched(tmp_path, "provided.al2023")
    assert "the relay needs an image with Python" in failure.what
    assert "--backend embedded" in failure.hint
    assert reported == []


def test_python_runs_in_containers_and_nothing_else() -> None:
    assert runs_in_container("python3.13")
    assert not runs_in_container("nodejs22.x")


def test_what_is_required_comes_before_layers_and_those_before_the_runtime() -> None:
    assert search_path("python3.11", None)["PYTHONPATH"].split(":") == [
        "/run/packages",
        "/opt/python/lib/python3.11/site-packages",
        "/opt/python",
        "/var/runtime",
    ]


def test_a_path_of_the_function_s_own_takes_the_place_of_layers_as_on_aws() -> None:
    path = search_path("python3.11", "/var/task/lib")["PYTHONPATH"]
    assert path.split(":") == ["/run/packages", "/var/runtime", "/var/task/lib"]
