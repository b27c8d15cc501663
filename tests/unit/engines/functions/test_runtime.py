import asyncio
import os
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from harness.engines.functions import runtime
from harness.engines.functions.interpreter import Interpreter
from harness.engines.functions.runtime import PeakMemory, RuntimeLauncher
from harness.engines.functions.task_view import View
from harness.errors import EnvironmentFailedError
from harness.model.function import Function, Layer

FUNCTION = Function("ola", "Ola", "src/app.lambda_handler", Path("/code/ola"), "python3.12")


# As AWS's images start a wrapper script.
WRAPPED = ["/bin/sh", "-c", 'exec "$AWS_LAMBDA_EXEC_WRAPPER" "$@"', "bootstrap"]


class Child:
    pid = os.getpid()


class FakePythons:
    def __init__(self, cache_dir: Path) -> None:
        self.cache_dir = cache_dir

    async def of(self, function: Function) -> Interpreter:
        return Interpreter("3.12", Path("/usr/bin/python3.12"), Path("/cache/packages/of-3.12"))

    async def search_path(self, function: Function, python: Interpreter) -> list[Path]:
        return [Path("/cache/requirements/of-ola")]

    async def required(self, function: Function, python: Interpreter) -> list[Path]:
        return [Path("/cache/requirements/of-ola")]

    async def layers(self, function: Function, python: Interpreter) -> list[tuple[Path, str]]:
        return [(layer.content_dir, "") for layer in reversed(function.layers)]


Launch = Callable[..., dict[str, Any]]


@pytest.fixture(params=[True, False], ids=["view", "no view"])
def has_view(request: pytest.FixtureRequest) -> bool:
    return request.param


@pytest.fixture
def launch(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, has_view: bool) -> Launch:
    """How the process would have been started."""
    seen: dict[str, Any] = {}

    async def spawn(args: list[Any], **options: Any) -> Child:
        seen.update(options, args=[str(arg) for arg in args])
        return Child()

    monkeypatch.setattr(runtime, "spawn", spawn)
    monkeypatch.setattr(runtime, "Guardian", lambda mark: None)
    monkeypatch.setattr(runtime, "is_possible", lambda stage: has_view)
    monkeypatch.setattr(runtime, "entering", lambda view, stage: view)
    monkeypatch.setenv("AWS_PROFILE", "the-users-own")

    async def launched(function: Function, given: dict[str, str]) -> None:
        process = await RuntimeLauncher(FakePythons(tmp_path), "mark").launch(
            function, "127.0.0.1:9001", given, print
        )
        assert process.peak_memory_bytes() is not None

    def launch(function: Function = FUNCTION, **given: str) -> dict[str, Any]:
        asyncio.run(launched(function, given))
        return seen

    return launch


def test_the_handler_is_served_by_the_client_of_its_python_in_its_own_folder(
    launch: Launch, has_view: bool
) -> None:
    spawned = launch()
    program, *flags, script = spawned["args"]
    assert program == "/usr/bin/python3.12"
    assert flags == ["-B", "-u", "-S", "-s"]
    text = Path(script).read_text()
    assert "\"_HANDLER\", 'src/app.lambda_handler'" in text
    assert "'/cache/requirements/of-ola'" in text
    assert ("'/var/task'" in text) is has_view
    assert ("'/code/ola'" in text) is not has_view
    assert spawned["cwd"] == (None if has_view else Path("/code/ola"))
    assert spawned["output"] is print


def test_it_has_a_view_of_its_own_where_this_machine_allows_that(
    launch: Launch, has_view: bool
) -> None:
    layer = Path("/layers/a")
    view = launch(replace(FUNCTION, layers=(Layer(layer),)))["prepare"]
    if not has_view:
        assert view is None
        return
    assert view == View(Path("/code/ola"), Path("/cache/packages/of-3.12"), [(layer, "")])


def test_the_script_is_made_once(launch: Launch) -> None:
    script = Path(launch()["args"][-1])
    made = script.stat().st_ctime_ns
    assert launch()["args"][-1] == str(script)
    assert script.stat().st_ctime_ns == made


def test_programs_and_libraries_of_layers_are_found_the_last_layer_s_first(
    launch: Launch, has_view: bool, tmp_path: Path
) -> None:
    for name in ("a/bin", "b/bin"):
        (tmp_path / name).mkdir(parents=True)
    layers = (Layer(tmp_path / "a"), Layer(tmp_path / "b"))
    path = launch(replace(FUNCTION, layers=layers), PATH="/bin:/opt/bin")["env"]["PATH"]
    assert path == ("/bin:/opt/bin" if has_view else f"/bin:{tmp_path}/b/bin:{tmp_path}/a/bin")


def test_a_layer_may_bring_the_bootstrap(launch: Launch, has_view: bool, tmp_path: Path) -> None:
    (tmp_path / "bootstrap").touch(mode=0o755)
    own = Function("ola", "Ola", "any", Path("/code/ola"), "provided.al2023")
    args = launch(replace(own, layers=(Layer(tmp_path),)))["args"]
    assert args == ["/opt/bootstrap" if has_view else str(tmp_path / "bootstrap")]


def test_it_sees_what_it_was_given_and_where_its_runtime_api_is(launch: Launch) -> None:
    environment = launch(TABLE="account")["env"]
    assert environment["TABLE"] == "account"
    assert environment["AWS_LAMBDA_RUNTIME_API"] == "127.0.0.1:9001"


def test_nothing_of_the_users_environment_reaches_it(launch: Launch, has_view: bool) -> None:
    environment = launch()["env"]
    assert environment.keys() - {"HOME"} == {"AWS_LAMBDA_RUNTIME_API", "PYTHONPATH"}
    # As on AWS, where the home in /etc/passwd is not there; without a view it would be the user's.
    assert environment.get("HOME") == (None if has_view else "/nonexistent")


def test_the_runtime_s_packages_come_behind_what_the_function_sets(
    launch: Launch, has_view: bool
) -> None:
    path = launch(LANG="pt_BR.UTF-8", PYTHONPATH="/var/task/lib")["env"]["PYTHONPATH"]
    assert path == (
        "/var/task/lib:/var/runtime" if has_view else "/code/ola/lib:/cache/packages/of-3.12"
    )


@pytest.mark.parametrize("runtime", ["python3.12", "nodejs22.x"])
def test_a_wrapper_script_gets_the_runtime_s_command(
    launch: Launch, has_view: bool, tmp_path: Path, runtime: str
) -> None:
    (tmp_path / "bootstrap").touch(mode=0o755)
    function = replace(FUNCTION, code_dir=tmp_path, runtime=runtime)
    plain = launch(function)["args"]
    spawned = launch(function, AWS_LAMBDA_EXEC_WRAPPER="/var/task/wrap")
    assert spawned["args"] == [*WRAPPED, *plain]
    wrapper = spawned["env"]["AWS_LAMBDA_EXEC_WRAPPER"]
    assert wrapper == ("/var/task/wrap" if has_view else f"{tmp_path}/wrap")


def test_runtimes_of_the_provided_family_take_no_wrapper(launch: Launch, tmp_path: Path) -> None:
    (tmp_path / "bootstrap").touch(mode=0o755)
    own = Function("ola", "Ola", "any", tmp_path, "provided.al2023")
    assert len(launch(own, AWS_LAMBDA_EXEC_WRAPPER="/var/task/wrap")["args"]) == 1


def test_another_runtime_is_started_by_its_bootstrap(
    launch: Launch, has_view: bool, tmp_path: Path
) -> None:
    bootstrap = tmp_path / "bootstrap"
    bootstrap.touch(mode=0o755)
    spawned = launch(Function("ola", "Ola", "any", tmp_path, "provided.al2023"))
    assert spawned["args"] == ["/var/task/bootstrap" if has_view else str(bootstrap)]
    assert "PYTHONPATH" not in spawned["env"]


@pytest.mark.parametrize("mode", [None, 0o644])
def test_a_bootstrap_that_is_missing_or_not_executable_is_named(
    launch: Launch, tmp_path: Path, mode: int | None
) -> None:
    if mode is not None:
        (tmp_path / "bootstrap").touch(mode=mode)
    with pytest.raises(EnvironmentFailedError, match="Couldn't find valid bootstrap"):
        launch(Function("ola", "Ola", "any", tmp_path, "provided.al2023"))


# memory


def test_the_peak_of_a_process_never_falls() -> None:
    memory = PeakMemory(os.getpid())
    before = memory.read_bytes()
    ballast = b"x" * 50_000_000
    grown = memory.read_bytes()
    del ballast
    assert before is not None
    assert grown is not None
    assert grown >= 50_000_000
    after = memory.read_bytes()
    assert after is not None
    assert after >= 50_000_000
    memory.close()


def test_a_process_that_is_gone_has_none() -> None:
    with subprocess.Popen(["sleep", "60"]) as child:
        memory = PeakMemory(child.pid)
        assert memory.read_bytes() is not None
        child.kill()
    assert memory.read_bytes() is None
    assert PeakMemory(child.pid).read_bytes() is None
    memory.close()
    memory.close()
