"""Starts the execution environments of functions as containers, and ends them."""

import asyncio
import json
import shutil
from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar

from docker.errors import DockerException
from docker.types import LogConfig

from harness.clock import monotonic_ns
from harness.engines.containers.failure import cannot_be_written, failed
from harness.engines.containers.images import ContainerImage
from harness.engines.containers.lambda_rie_container import (
    CPU_PERIOD_US,
    LambdaRieContainer,
    cpu_quota_us,
)
from harness.engines.containers.opt import laid_out
from harness.engines.containers.ownership import labels
from harness.engines.containers.rie_runtime import OnLine, Pipes, RieRuntime
from harness.engines.functions.pythons import Pythons
from harness.engines.functions.task_view import OPT, RUNTIME_DIR
from harness.errors import EnvironmentFailedError, HarnessError
from harness.model.endpoint import endpoint_variables
from harness.model.function import Function
from harness.model.proxy import proxies_at

T = TypeVar("T")

# The name under which a container finds this machine, as in Docker Desktop.
HOST_NAME = "host.docker.internal"

# Where a container has the relay, its pipes, and the function's variables.
_FOLDER = "/run/harness"
_PACKAGES = "/run/packages"
_WRAPPER = f'#!/bin/sh\nexec "$1" {_FOLDER}/relay.py {_FOLDER} "$@"\n'

# The door keeps the time; the emulator must not be faster (Lambda's longest time-out is 900 s).
_EMULATOR_TIMEOUT_S = 1000

# As on AWS (Lambda quotas, 2026).
_PROCESSES_MAX = 1024
_LOG = LogConfig(type="json-file", config={"max-size": "1m"})

_THREADS = 8


class ContainerLauncher:
    """``image_of``: which image serves a runtime. ``gateway``: this machine's address in the
    containers' network. ``host``: see ``PublishedContainer``. ``folder``: for what containers have
    mounted. ``fail``: called where a container cannot be started, which is no fault
    of its function. ``endpoint``: what functions are given as AWS_ENDPOINT_URL; set it before the
    first launch.
    """

    def __init__(
        self,
        image_of: Callable[[str], ContainerImage],
        pythons: Pythons,
        *,
        gateway: str,
        stack: str,
        host: str | None,
        user: str,
        folder: Path,
        fail: Callable[[HarnessError], None],
    ) -> None:
        self.endpoint = ""
        self._image_of = image_of
        self._pythons = pythons
        self._gateway = gateway
        self._stack = stack
        self._host = host
        self._user = user
        self._fail = fail
        self._folder = folder
        self._relay = files(__package__).joinpath("relay.py").read_text("utf-8")
        self._threads = ThreadPoolExecutor(_THREADS, "containers")
        self._pending: set[asyncio.Future[Any]] = set()
        self._running: dict[int, LambdaRieContainer] = {}
        self._started = 0
        self._closed = False

    async def notes(self, functions: Iterable[Function]) -> list[str]:
        """A sentence for each image that is not what its function would run on on AWS."""
        runtimes = sorted({function.runtime for function in functions})
        images = map(self._image_of, filter(runs_in_container, runtimes))
        return [f"functions of {image.serves}: {image.note}" for image in images if image.note]

    async def close(self) -> None:
        """Remove every container. Returns when they are gone."""
        self._closed = True
        for number in list(self._running):
            self._remove(number)
        while self._pending:
            await asyncio.gather(*self._pending, return_exceptions=True)
        self._threads.shutdown()

    async def launch(
        self,
        function: Function,
        runtime_api: str,
        environment: Mapping[str, str],
        on_line: OnLine,
    ) -> RieRuntime:
        """A container of its own for ``function``; it serves ``runtime_api`` (HOST:PORT).

        Raises EnvironmentFailedError when the container cannot be started.
        """
        if not runs_in_container(function.runtime):
            raise EnvironmentFailedError(
                f"a container of {function.runtime} cannot be started: the relay needs an image"
                " with Python",
                hint="run this function with --backend embedded",
            )
        # Whoever launches may be cancelled: a container under way is then found by ``close``.
        return await asyncio.shield(
            self._keep(self._launch_container(function, runtime_api, environment, on_line))
        )

    async def _launch_container(
        self,
        function: Function,
        runtime_api: str,
        environment: Mapping[str, str],
        on_line: OnLine,
    ) -> RieRuntime:
        self._started += 1
        number = self._started
        python = await self._pythons.of(function)
        required = await self._pythons.required(function, python)
        layers = await self._pythons.layers(function, python)
        folder = self._folder / str(number)
        try:
            pipes = self._furnish(folder, function, environment, required, on_line)
        except OSError as error:
            failure = cannot_be_written(self._folder, error)
            self._fail(failure)
            raise failure from error
        try:
            emulator = await self._in_thread(
                self._start, function, folder, required, layers, number
            )
        except EnvironmentFailedError as error:
            pipes.close()
            self._remove(number)
            if not self._closed:
                self._fail(error)
            raise
        runtime = RieRuntime(
            emulator,
            runtime_api,
            started_ns=monotonic_ns(),
            end=partial(self._remove, number),
            on_ready=partial(self._limit, number, function.memory_mb),
        )
        runtime.serve(pipes)
        if self._closed:
            runtime.kill()
        return runtime

    def _furnish(
        self,
        folder: Path,
        function: Function,
        environment: Mapping[str, str],
        required: Sequence[Path],
        on_line: OnLine,
    ) -> Pipes:
        """What the container has beside the function's code. Raises OSError."""
        folder.mkdir()
        folder.chmod(0o755)
        variables = {
            **environment,
            **(search_path(function.runtime, environment.get("PYTHONPATH")) if required else {}),
            **endpoint_variables(self.endpoint),
            **proxies_at(environment, environment["AWS_ENDPOINT_URL"], self.endpoint),
        }
        (folder / "relay.py").write_text(self._relay)
        (folder / "relay").write_text(_WRAPPER)
        (folder / "relay").chmod(0o755)
        (folder / "variables.json").write_text(json.dumps(variables))
        return Pipes(folder, on_line)

    # in threads

    def _start(
        self,
        function: Function,
        folder: Path,
        required: Sequence[Path],
        layers: Sequence[tuple[Path, str]],
        number: int,
    ) -> tuple[str, int]:
        image = self._image_of(function.runtime).name
        container = None
        try:
            container = self._running[number] = self._container(function, image, folder, number)
            for packages in required:
                container.with_volume_mapping(packages, _PACKAGES, "ro")
            for source, place in laid_out(layers, folder / "opt"):
                container.with_volume_mapping(source, place, "ro")
            return container.start().address
        except Exception as error:
            wrapped = None if container is None else container._container
            raise failed(f"the container of {function.name}", image, error, wrapped) from error

    def _container(
        self, function: Function, image: str, folder: Path, number: int
    ) -> LambdaRieContainer:
        container = LambdaRieContainer(
            image,
            function.handler,
            function.code_dir,
            memory_mb=function.memory_mb,
            timeout_s=_EMULATOR_TIMEOUT_S,
            host=self._host,
            # Lifted for the start: on AWS too, a function initialises faster than it runs.
            cpu_quota=0,
            name=f"harness-{self._stack[:8]}-{function.name}-{number}",
            labels=labels(self._stack),
            extra_hosts={HOST_NAME: self._gateway},
            user=self._user,
            pids_limit=_PROCESSES_MAX,
            security_opt=["no-new-privileges"],
            log_config=_LOG,
        )
        container.with_volume_mapping(folder, _FOLDER, "ro")
        return container.with_env("AWS_LAMBDA_EXEC_WRAPPER", f"{_FOLDER}/relay")

    def _discard(self, container: LambdaRieContainer, folder: Path) -> None:
        with suppress(DockerException):  # somebody else has removed it
            container.stop()
        shutil.rmtree(folder, ignore_errors=True)

    def _slow_down(self, container: LambdaRieContainer, memory_mb: int) -> None:
        with suppress(DockerException):  # it is gone
            container.get_wrapped_container().update(
                cpu_period=CPU_PERIOD_US, cpu_quota=cpu_quota_us(memory_mb)
            )

    # from the loop

    def _remove(self, number: int) -> None:
        container = self._running.pop(number, None)
        if container is not None:
            self._keep(self._in_thread(self._discard, container, self._folder / str(number)))

    def _limit(self, number: int, memory_mb: int) -> None:
        container = self._running.get(number)
        if container is not None:
            self._keep(self._in_thread(self._slow_down, container, memory_mb))

    async def _in_thread(self, work: Callable[..., T], *arguments: Any) -> T:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, work, *arguments)

    def _keep(self, work: Coroutine[Any, Any, T]) -> "asyncio.Task[T]":
        task = asyncio.get_running_loop().create_task(work)
        self._pending.add(task)
        task.add_done_callback(self._pending.discard)
        return task


def runs_in_container(runtime: str) -> bool:
    """The relay runs on the image's Python, so the image has to have one."""
    return runtime.startswith("python")


def search_path(runtime: str, python_path: str | None) -> dict[str, str]:
    """Variables by which what a function requires comes right behind its own folder, where
    ``sam build`` puts it, and before its layers. ``python_path``: as the function sets PYTHONPATH.

    The image looks for layers only where there is no PYTHONPATH, and the folder of its own script,
    /var/runtime, comes before that (bootstrap.py of AWS's images, 2025) unless Python is told
    otherwise, which it can be from 3.11 on.
    """
    layers = f"{OPT}/python/lib/{runtime}/site-packages:{OPT}/python:{RUNTIME_DIR}"
    behind = layers if python_path is None else f"{RUNTIME_DIR}:{python_path}"
    return {"PYTHONSAFEPATH": "1", "PYTHONPATH": f"{_PACKAGES}:{behind}"}
