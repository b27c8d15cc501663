"""Starts the runtime of one execution environment: AWS's own Python client, or a ``bootstrap``."""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from harness.engines.guardian import Guardian
from harness.engines.interpreter import Interpreter, Interpreters
from harness.engines.memory import PeakMemory
from harness.engines.process import ChildProcess, OnLine, spawn
from harness.errors import EnvironmentFailedError
from harness.model.function import Function

# What a process needs and no function sets. No HOME of the user's, so that their own AWS
# configuration and credentials stay out of a function's sight, as on AWS.
_BASE = {
    "HOME": "/nonexistent",
    "LANG": "C.UTF-8",
    "PATH": os.defpath,
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONUNBUFFERED": "1",
}

# Without the site module's search for packages (-S, -s): what may be imported is in PYTHONPATH, as
# on AWS, and before it in the function's own folder. exit() and help() come from that module too.
_START = """
import sys
del sys.path[0]
import os, site
site.setquit()
site.sethelper()
from awslambdaric.__main__ import main
sys.path.insert(0, os.environ["LAMBDA_TASK_ROOT"])
main(sys.argv)
"""

BOOTSTRAP = "bootstrap"


class RuntimeProcess:
    """A runtime that was started, as the front door sees it."""

    def __init__(self, child: ChildProcess) -> None:
        self._child = child
        self._memory = PeakMemory(child.pid)

    async def wait(self) -> int:
        """The return code, once it has exited and its output has been delivered."""
        try:
            return await self._child.wait()
        finally:
            self._memory.close()

    def peak_memory_bytes(self) -> int | None:
        return self._memory.read_bytes()

    def flush_output(self) -> None:
        self._child.flush_output()

    def kill(self) -> None:
        self._child.kill()


class RuntimeLauncher:
    """``cache_dir``: where folders of links to the packages that functions see are kept. ``mark``:
    what the variables of every environment contain; see ``Guardian``."""

    def __init__(self, cache_dir: Path, mark: str) -> None:
        self._interpreters = Interpreters(cache_dir / "packages")
        self._guardian = Guardian(mark)

    async def close(self) -> None:
        """End what functions have left behind."""
        await self._guardian.close()

    async def notes(self, functions: Iterable[Function]) -> list[str]:
        """A sentence for each function runtime that is not what it would be on AWS."""
        runtimes = sorted({function.runtime for function in functions if _is_python(function)})
        missing = [name for name in runtimes if await self._interpreters.named(name) is None]
        return [
            f"functions of {name} ran on the harness's own Python: no {name} with awslambdaric is "
            "on the PATH"
            for name in missing
        ]

    async def launch(
        self,
        function: Function,
        runtime_api: str,
        environment: Mapping[str, str],
        on_line: OnLine,
    ) -> RuntimeProcess:
        """Start ``function`` against the Runtime API at ``runtime_api`` (HOST:PORT).

        It runs in its code directory. It sees ``environment`` and what a process needs; nothing of
        ours. A function that is not Python's is started as AWS starts a custom runtime, by the
        ``bootstrap`` in its folder (Lambda developer guide, "Building a custom runtime", 2026-11).

        Raises EnvironmentFailedError when the process cannot be started.
        """
        given = {**_BASE, **environment, "AWS_LAMBDA_RUNTIME_API": runtime_api}
        command: list[str | Path]
        if _is_python(function):
            python = await self._interpreters.named(function.runtime) or self._interpreters.own()
            command = [python.program, "-S", "-s", "-c", _START, function.handler]
            given["PYTHONPATH"] = _search_path(environment, python)
        else:
            command = [_bootstrap(function)]
        child = await spawn(command, env=given, cwd=function.code_dir, output=on_line)
        return RuntimeProcess(child)


def _is_python(function: Function) -> bool:
    return function.runtime.startswith("python")


def _search_path(environment: Mapping[str, str], python: Interpreter) -> str:
    own = environment.get("PYTHONPATH")
    return os.pathsep.join([*([own] if own else []), str(python.packages)])


def _bootstrap(function: Function) -> Path:
    path = function.code_dir / BOOTSTRAP
    if os.access(path, os.X_OK) and path.is_file():
        return path
    raise EnvironmentFailedError(
        f"Couldn't find valid bootstrap(s): [{path}]",
        hint=f"a function of {function.runtime} needs an executable file of that name",
    )
