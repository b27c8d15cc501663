import asyncio
import os
from pathlib import Path
from typing import Any

import pytest

from harness.engines import runtime
from harness.engines.interpreter import Interpreter
from harness.engines.runtime import RuntimeLauncher
from harness.errors import EnvironmentFailedError
from harness.model.function import Function

FUNCTION = Function("ola", "Ola", "src/app.lambda_handler", Path("/code/ola"), "python3.12")


class Child:
    pid = os.getpid()


class FakeInterpreters:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def named(self, runtime: str) -> Interpreter | None:
        if runtime != "python3.12":
            return None
        return Interpreter(Path("/usr/bin/python3.12"), self.folder / "of-3.12")

    def own(self) -> Interpreter:
        return Interpreter(Path("/venv/bin/python"), self.folder / "own")


@pytest.fixture
def spawned(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """How the last process would have been started."""
    seen: dict[str, Any] = {}

    async def spawn(args: list[Any], **options: Any) -> Child:
        seen.update(options, args=[str(arg) for arg in args])
        return Child()

    monkeypatch.setattr(runtime, "spawn", spawn)
    monkeypatch.setattr(runtime, "Interpreters", FakeInterpreters)
    monkeypatch.setattr(runtime, "Guardian", lambda mark: None)
    monkeypatch.setenv("AWS_PROFILE", "the-users-own")
    return seen


def launch(function: Function = FUNCTION, **given: str) -> None:
    async def launched() -> None:
        process = await RuntimeLauncher(Path("/cache"), "mark").launch(
            function, "127.0.0.1:9001", given, print
        )
        assert process.peak_memory_bytes() is not None

    asyncio.run(launched())


def test_the_handler_is_served_by_the_client_of_its_python_in_its_own_folder(
    spawned: dict[str, Any],
) -> None:
    launch()
    program, *flags, _, handler = spawned["args"]
    assert program == "/usr/bin/python3.12"
    assert flags == ["-S", "-s", "-c"]
    assert handler == "src/app.lambda_handler"
    assert spawned["cwd"] == Path("/code/ola")
    assert spawned["output"] is print


def test_a_python_that_is_not_there_is_replaced_by_the_harness_s_own(
    spawned: dict[str, Any],
) -> None:
    launch(Function("ola", "Ola", "app.handler", Path("/code/ola"), "python3.9"))
    assert spawned["args"][0] == "/venv/bin/python"
    assert spawned["env"]["PYTHONPATH"] == "/cache/packages/own"


def test_it_sees_what_it_was_given_and_where_its_runtime_api_is(spawned: dict[str, Any]) -> None:
    launch(TABLE="account")
    assert spawned["env"]["TABLE"] == "account"
    assert spawned["env"]["AWS_LAMBDA_RUNTIME_API"] == "127.0.0.1:9001"


def test_nothing_of_the_users_environment_reaches_it(spawned: dict[str, Any]) -> None:
    launch()
    assert spawned["env"].keys() == {
        "AWS_LAMBDA_RUNTIME_API",
        "HOME",
        "LANG",
        "PATH",
        "PYTHONDONTWRITEBYTECODE",
        "PYTHONPATH",
        "PYTHONUNBUFFERED",
    }
    assert not Path(spawned["env"]["HOME"]).exists()


def test_what_it_was_given_wins(spawned: dict[str, Any]) -> None:
    launch(LANG="pt_BR.UTF-8", PYTHONPATH="/opt/python")
    assert spawned["env"]["LANG"] == "pt_BR.UTF-8"
    assert spawned["env"]["PYTHONPATH"] == "/opt/python:/cache/packages/of-3.12"


def test_another_runtime_is_started_by_its_bootstrap(
    spawned: dict[str, Any], tmp_path: Path
) -> None:
    bootstrap = tmp_path / "bootstrap"
    bootstrap.touch(mode=0o755)
    launch(Function("ola", "Ola", "any", tmp_path, "provided.al2023"))
    assert spawned["args"] == [str(bootstrap)]
    assert "PYTHONPATH" not in spawned["env"]


@pytest.mark.parametrize("mode", [None, 0o644])
def test_a_bootstrap_that_is_missing_or_not_executable_is_named(
    spawned: dict[str, Any], tmp_path: Path, mode: int | None
) -> None:
    if mode is not None:
        (tmp_path / "bootstrap").touch(mode=mode)
    with pytest.raises(EnvironmentFailedError, match="Couldn't find valid bootstrap"):
        launch(Function("ola", "Ola", "any", tmp_path, "provided.al2023"))


def test_a_runtime_that_is_not_what_it_is_on_aws_is_noted(spawned: dict[str, Any]) -> None:
    others = [
        Function(str(number), "X", "app.handler", Path("/code"), name)
        for number, name in enumerate(("python3.9", "python3.12", "python3.9", "provided.al2023"))
    ]
    (note,) = asyncio.run(RuntimeLauncher(Path("/cache"), "mark").notes(others))
    assert "no python3.9 with awslambdaric" in note
