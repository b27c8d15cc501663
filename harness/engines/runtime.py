"""Starts the runtime of one execution environment: AWS's own Python client, or a ``bootstrap``."""

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from harness.clock import monotonic_ns
from harness.engines import handler_line
from harness.engines.guardian import Guardian
from harness.engines.memory import PeakMemory
from harness.engines.process import ChildProcess, OnLine, spawn
from harness.engines.pythons import Pythons, is_python
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
# on AWS, and before it in the function's own folder, in what it requires and in its layers, which
# come as arguments. exit() and help() come from that module too.
_START = """
import sys
del sys.path[0]
import os, site
site.setquit()
site.sethelper()
from awslambdaric.__main__ import main
sys.path[:0] = [os.environ["LAMBDA_TASK_ROOT"], *sys.argv[2:]]
del sys.argv[2:]
{}main(sys.argv)
"""

_SAYING_LINES = f"{Path(handler_line.__file__).read_text('utf-8')}\ninstall()\n"

BOOTSTRAP = "bootstrap"


class RuntimeProcess:
    """A runtime that was started, as the front door sees it."""

    def __init__(self, child: ChildProcess, started_ns: int) -> None:
        self.started_ns = started_ns
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
    """``mark``: what the variables of every environment contain; see ``Guardian``. ``lines``:
    Python functions say which line of theirs calls DynamoDB."""

    def __init__(self, pythons: Pythons, mark: str, *, lines: bool = False) -> None:
        self._pythons = pythons
        self._guardian = Guardian(mark)
        self._start = _START.format(_SAYING_LINES if lines else "")

    async def close(self) -> None:
        """End what functions have left behind."""
        await self._guardian.close()

    async def notes(self, functions: Iterable[Function]) -> list[str]:
        """A sentence for each runtime that is not what it would be on AWS."""
        return await self._pythons.notes(functions)

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
        layers = [layer.content_dir for layer in reversed(function.layers)]
        given = {
            **_BASE,
            **_of_layers(layers),
            **environment,
            "AWS_LAMBDA_RUNTIME_API": runtime_api,
        }
        command: list[str | Path]
        if is_python(function):
            python = await self._pythons.of(function)
            path = await self._pythons.search_path(function, python)
            command = [python.program, "-S", "-s", "-c", self._start, function.handler, *path]
            given["PYTHONPATH"] = _joined(environment.get("PYTHONPATH"), python.packages)
        else:
            command = [_bootstrap(function, [function.code_dir, *layers])]
        started_ns = monotonic_ns()
        child = await spawn(command, env=given, cwd=function.code_dir, output=on_line)
        return RuntimeProcess(child, started_ns)


def _of_layers(folders: Sequence[Path]) -> dict[str, str]:
    """Their programs and libraries are found behind the system's, as /opt/bin and /opt/lib are."""
    if not folders:
        return {}
    return {
        "PATH": _joined(os.defpath, *(folder / "bin" for folder in folders)),
        "LD_LIBRARY_PATH": _joined(*(folder / "lib" for folder in folders)),
    }


def _joined(*places: str | Path | None) -> str:
    return os.pathsep.join(str(place) for place in places if place)


def _bootstrap(function: Function, folders: Sequence[Path]) -> Path:
    paths = [folder / BOOTSTRAP for folder in folders]
    for path in paths:
        if os.access(path, os.X_OK) and path.is_file():
            return path
    raise EnvironmentFailedError(
        f"Couldn't find valid bootstrap(s): [{' '.join(map(str, paths))}]",
        hint=f"a function of {function.runtime} needs an executable file of that name",
    )
