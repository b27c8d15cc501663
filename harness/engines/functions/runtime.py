"""Starts the runtime of one execution environment: AWS's own Python client, or a ``bootstrap``."""

import hashlib
import os
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from harness.clock import monotonic_ns
from harness.engines.functions import botocore_hook, handler_line
from harness.engines.functions.aws_paths import AwsPaths
from harness.engines.functions.pythons import Pythons, is_python
from harness.engines.functions.start_code import start_code
from harness.engines.functions.task_view import (
    OPT,
    RUNTIME_DIR,
    TASK_ROOT,
    View,
    entering,
    is_possible,
)
from harness.engines.guardian import Guardian
from harness.engines.process import ChildProcess, OnLine, spawn
from harness.errors import EnvironmentFailedError
from harness.model.function import Function

# A process without a view of its own finds the user's home by their name too, and so their AWS
# configuration and credentials. Where HOME is set it looks there.
_HOME = {"HOME": "/nonexistent"}

# Without the site module's search for packages (-S, -s): what may be imported is in PYTHONPATH, as
# on AWS, and before it in the function's own folder, in what it requires and in its layers. exit()
# and help() come from that module too. A file and nothing behind it, as on AWS, because wrapper
# scripts put Python's options before the last argument.
_FLAGS = ("-B", "-u", "-S", "-s")
_START = """\
import os, site, sys
sys.path[:] = [place for place in sys.path if place != os.path.dirname(__file__)]
site.setquit()
site.sethelper()
from awslambdaric.__main__ import main
sys.path[:0] = {path!r}
sys.argv[1:] = [os.environ.get("_HANDLER", {handler!r})]
{of_botocore}
main(sys.argv)
"""

# What is done once the function has imported botocore, its own or ours.
_LEADING_HERE = f"{start_code(botocore_hook)}\nafter_session_import(lead_here)"
_SAYING_LINES = f"{start_code(handler_line)}\nafter_session_import(watch_sessions)"

BOOTSTRAP = "bootstrap"

# As AWS's images start a wrapper script: one that is missing ends with status 127 (Lambda developer
# guide, "Modifying the runtime environment", 2026; not for runtimes of the provided family).
_WRAPPER = "AWS_LAMBDA_EXEC_WRAPPER"
_WRAPPED = ("/bin/sh", "-c", f'exec "${_WRAPPER}" "$@"', BOOTSTRAP)
_UNWRAPPED = "provided"


# proc(5): the most that has been resident.
_PEAK_FIELD = b"VmHWM:"
_STATUS_BYTES_MAX = 8192
_KB = 1024


class PeakMemory:
    """Of one process, since it was started (proc(5), VmHWM). It is asked often: kept open."""

    def __init__(self, pid: int) -> None:
        self._file: int | None = None
        with suppress(OSError):
            self._file = os.open(f"/proc/{pid}/status", os.O_RDONLY)

    def read_bytes(self) -> int | None:
        """None once the process has ended."""
        if self._file is None:
            return None
        try:
            status = os.pread(self._file, _STATUS_BYTES_MAX, 0)
        except OSError:
            return None
        _, field, rest = status.partition(_PEAK_FIELD)
        return int(rest.partition(b"kB")[0]) * _KB if field else None

    def close(self) -> None:
        """Close the file. Harmless a second time."""
        if self._file is not None:
            os.close(self._file)
            self._file = None


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
        """Since its start; None once it has ended."""
        return self._memory.read_bytes()

    def flush_output(self) -> None:
        """Deliver a last line that has no newline yet."""
        self._child.flush_output()

    def kill(self) -> None:
        """End it and what it has started. Harmless when it is gone."""
        self._child.kill()


class RuntimeLauncher:
    """``mark``: what the variables of every environment contain; see ``Guardian``. ``lines``:
    Python functions say which line of theirs calls DynamoDB."""

    def __init__(self, pythons: Pythons, mark: str, *, lines: bool = False) -> None:
        self._pythons = pythons
        self._guardian = Guardian(mark)
        self._of_botocore = f"{_LEADING_HERE}\n{_SAYING_LINES}" if lines else _LEADING_HERE
        self._folder = pythons.cache_dir / "functions"
        self._stage = self._folder / "stage"
        _make(self._stage)
        self._has_views = is_possible(self._stage)

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

        It runs in its code directory, which is /var/task to it where this machine allows that. It
        sees ``environment`` and nothing of ours. A function that is not Python's is started as AWS
        starts a custom runtime, by the ``bootstrap`` in its folder (Lambda developer guide,
        "Building a custom runtime", 2026-11).

        Raises EnvironmentFailedError when the process cannot be started.
        """
        variables = {**environment, "AWS_LAMBDA_RUNTIME_API": runtime_api}
        if is_python(function):
            variables["PYTHONPATH"] = _joined(environment.get("PYTHONPATH"), RUNTIME_DIR)
            command, view = await self._python(function)
        else:
            command, view = self._custom(function)
        if variables.get(_WRAPPER) and not function.runtime.startswith(_UNWRAPPED):
            command = [*_WRAPPED, *command]
        if not self._has_views:
            variables = {
                **_HOME,
                **AwsPaths(view.task, view.runtime, view.opt).in_variables(variables),
            }
        started_ns = monotonic_ns()
        child = await spawn(
            command,
            env=variables,
            cwd=None if self._has_views else function.code_dir,
            output=on_line,
            prepare=entering(view, self._stage) if self._has_views else None,
        )
        return RuntimeProcess(child, started_ns)

    async def _python(self, function: Function) -> tuple[list[str | Path], View]:
        """The command, and what it sees."""
        python = await self._pythons.of(function)
        layers = await self._pythons.layers(function, python)
        if self._has_views:
            required = await self._pythons.required(function, python)
            parts = (f"{OPT}/python/lib/python{python.version}/site-packages", f"{OPT}/python")
            path = [TASK_ROOT, *map(str, required), *(parts if layers else ())]
        else:
            places = await self._pythons.search_path(function, python)
            path = [str(function.code_dir), *map(str, places)]
        script = self._script(path, function.handler)
        return [python.program, *_FLAGS, script], View(function.code_dir, python.packages, layers)

    def _script(self, path: Sequence[str], handler: str) -> Path:
        """A file of that content, made once. Raises EnvironmentFailedError."""
        text = _START.format(path=path, handler=handler, of_botocore=self._of_botocore)
        folder = (
            self._folder / hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:16]
        )
        script = folder / "bootstrap.py"
        if not script.exists():
            _make(folder)
            unfinished = folder / f"{os.getpid()}.unfinished"
            try:
                unfinished.write_text(text, "utf-8", "surrogateescape")
                unfinished.replace(script)
            except OSError as error:
                raise _not_written(script, error) from error
        return script

    def _custom(self, function: Function) -> tuple[list[str | Path], View]:
        layers = [layer.content_dir for layer in reversed(function.layers)]
        view = View(function.code_dir, None, [(folder, "") for folder in layers])
        return [self._bootstrap(function, layers)], view

    def _bootstrap(self, function: Function, layers: Sequence[Path]) -> str | Path:
        folders = [function.code_dir, *layers]
        in_view = [TASK_ROOT, *(OPT for _ in layers)]
        for folder, place in zip(folders, in_view, strict=True):
            path = folder / BOOTSTRAP
            if os.access(path, os.X_OK) and path.is_file():
                return f"{place}/{BOOTSTRAP}" if self._has_views else path
        paths = " ".join(str(folder / BOOTSTRAP) for folder in folders)
        raise EnvironmentFailedError(
            f"Couldn't find valid bootstrap(s): [{paths}]",
            hint=f"a function of {function.runtime} needs an executable file of that name",
        )


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _not_written(folder, error) from error


def _not_written(path: Path, error: OSError) -> EnvironmentFailedError:
    return EnvironmentFailedError(
        f"{path} cannot be written: {error.strerror}",
        hint="free the disk, or choose another cache_dir",
    )


def _joined(*places: str | None) -> str:
    return os.pathsep.join(place for place in places if place)
