import asyncio
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from harness.engines import runtime
from harness.engines.interpreter import Interpreter
from harness.engines.runtime import RuntimeLauncher
from harness.errors import EnvironmentFailedError
from harness.model.function import Function, Layer

FUNCTION = Function("ola", "Ola", "src/app.lambda_handler", Path("/code/ola"), "python3.12")


class Child:
    pid = os.getpid()


class FakePythons:
    async def of(self, function: Function) -> Interpreter:
        return Interpreter("3.12", Path("/usr/bin/python3.12"), Path("/cache/packages/of-3.12"))

    async def search_path(self, function: Function, python: Interpreter) -> list[Path]:
        return [Path("/cache/requirements/of-ola")]


@pytest.fixture
def spawned(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """How the last process would have been started."""
    seen: dict[str, Any] = {}

    async def spawn(args: list[Any], **options: Any) -> Child:
        seen.update(options, args=[str(arg) for arg in args])
        return Child()

    monkeypatch.setattr(runtime, "spawn", spawn)
    monkeypatch.setattr(runtime, "Guardian", lambda mark: None)
    monkeypatch.setenv("AWS_PROFILE", "the-users-own")
    return seen


def launch(function: Function = FUNCTION, **given: str) -> None:
    async def launched() -> None:
        process = await RuntimeLauncher(FakePythons(), "mark").launch(
            function, "127.0.0.1:9001", given, print
        )
        assert process.peak_memory_bytes() is not None

    asyncio.run(launched())


def test_the_handler_is_served_by_the_client_of_its_python_in_its_own_folder(
    spawned: dict[str, Any],
) -> None:
    launch()
    program, *flags, _, handler, required = spawned["args"]
    assert program == "/usr/bin/python3.12"
    assert flags == ["-S", "-s", "-c"]
    assert handler == "src/app.lambda_handler"
    assert required == "/cache/requirements/of-ola"
    assert spawned["cwd"] == Path("/code/ola")
    assert spawned["output"] is print


def test_programs_and_libraries_of_layers_are_found_the_last_layer_s_first(
    spawned: dict[str, Any],
) -> None:
    layers = (Layer(Path("/layers/a")), Layer(Path("/layers/b")))
    launch(replace(FUNCTION, layers=layers))
    assert spawned["env"]["PATH"].endswith(":/layers/b/bin:/layers/a/bin")
    assert spawned["env"]["LD_LIBRARY_PATH"] == "/layers/b/lib:/layers/a/lib"


def test_a_layer_may_bring_the_bootstrap(spawned: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "bootstrap").touch(mode=0o755)
    own = Function("ola", "Ola", "any", Path("/code/ola"), "provided.al2023")
    launch(replace(own, layers=(Layer(tmp_path),)))
    assert spawned["args"] == [str(tmp_path / "bootstrap")]


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
