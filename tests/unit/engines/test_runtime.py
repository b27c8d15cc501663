import asyncio
from pathlib import Path
from typing import Any

import pytest

from harness.engines import runtime
from harness.engines.runtime import RuntimeLauncher
from harness.model.function import Function

FUNCTION = Function("ola", "Ola", "src/app.lambda_handler", Path("/code/ola"), "python3.12")


@pytest.fixture
def spawned(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """How the process would have been started."""
    seen: dict[str, Any] = {}

    async def spawn(args: list[Any], **options: Any) -> None:
        seen.update(options, args=[str(arg) for arg in args])

    monkeypatch.setattr(runtime, "spawn", spawn)
    monkeypatch.setenv("AWS_PROFILE", "the-users-own")
    launch = RuntimeLauncher(Path("/venv/bin/python")).launch
    given = {"TABLE": "account", "LANG": "pt_BR.UTF-8"}
    asyncio.run(launch(FUNCTION, "127.0.0.1:9001", given, print))
    return seen


def test_the_handler_is_served_by_awslambdaric_in_its_own_folder(spawned: dict[str, Any]) -> None:
    assert spawned["args"] == ["/venv/bin/python", "-m", "awslambdaric", "src/app.lambda_handler"]
    assert spawned["cwd"] == Path("/code/ola")
    assert spawned["output"] is print


def test_it_sees_what_it_was_given_and_where_its_runtime_api_is(spawned: dict[str, Any]) -> None:
    assert spawned["env"]["TABLE"] == "account"
    assert spawned["env"]["AWS_LAMBDA_RUNTIME_API"] == "127.0.0.1:9001"


def test_nothing_of_the_users_environment_reaches_it(spawned: dict[str, Any]) -> None:
    added = spawned["env"].keys() - {"TABLE", "AWS_LAMBDA_RUNTIME_API"}
    assert added == {"HOME", "LANG", "PATH", "PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED"}
    assert not Path(spawned["env"]["HOME"]).exists()


def test_what_it_was_given_wins(spawned: dict[str, Any]) -> None:
    assert spawned["env"]["LANG"] == "pt_BR.UTF-8"
