"""Which backend runs the engine and the functions, and what every backend can do."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Protocol

from harness.engines.containers.images import Images
from harness.engines.database.dynamodb_local import DynamoDbLocal
from harness.engines.database.external import ExternalEngine
from harness.engines.database.fast_start import FastStart
from harness.engines.database.java import find_java
from harness.engines.downloads.artifacts import Artifacts
from harness.engines.embedded import EmbeddedBackend
from harness.engines.functions.pythons import Pythons
from harness.engines.functions.runtime import RuntimeLauncher
from harness.errors import EnvironmentFailedError, HarnessError
from harness.install import install_command
from harness.lambdas.process import OnLine, StartedRuntime
from harness.model.application import Application
from harness.model.function import Function
from harness.settings import Settings

if TYPE_CHECKING:
    from harness.engines.containers.backend import ContainersBackend

CONTAINERS = "containers"


class DatabaseEngine(Protocol):
    """DynamoDB Local, as each wing of ``engines`` has it."""

    @property
    def address(self) -> tuple[str, int]:
        """Host and port, once it is started."""

    async def start(self) -> None:
        """Return once it answers. Raises HarnessError."""

    async def stop(self) -> None:
        """Return once it is gone. Harmless before ``start``."""

    def on_exit(self, callback: Callable[[HarnessError], None], /) -> None:
        """Call back, once, should it end without being stopped."""


class Launcher(Protocol):
    """Starts execution environments, as each wing of ``engines`` does."""

    async def notes(self, functions: Iterable[Function], /) -> list[str]:
        """A sentence for each runtime that is not what it would be on AWS."""

    async def launch(
        self, function: Function, runtime_api: str, variables: Mapping[str, str], on_line: OnLine, /
    ) -> StartedRuntime:
        """Start an environment that asks ``runtime_api`` (HOST:PORT) for its invocations."""

    async def close(self) -> None:
        """End every environment, and what functions have left behind."""


class Backend(Protocol):
    """What runs the engine and the functions: processes, or containers."""

    @property
    def gateway(self) -> str | None:
        """Where functions reach the stack if not on loopback; known after ``steps``."""

    def steps(self) -> tuple[tuple[str, Callable[[], Awaitable[None]]], ...]:
        """Titles, and what comes before the engine is started."""

    def engine(self) -> DatabaseEngine:
        """A new engine, not started."""

    def launcher(self) -> Launcher:
        """A new launcher, with nothing running."""

    def serve_functions(self, port: int) -> None:
        """Tell functions that the stack listens on ``port`` of ``gateway``."""

    async def close(self) -> None:
        """Leave nothing behind. Harmless where ``steps`` were not run."""


def new_backend(
    settings: Settings,
    application: Application,
    artifacts: Artifacts,
    pythons: Pythons,
    mark: str,
    fail: Callable[[HarnessError], None],
) -> Backend:
    """``mark``: what tells this stack's processes and containers from others. ``fail`` is told what
    breaks in mid-run.

    Raises UsageError for a Java that cannot be used, and EnvironmentFailedError for a backend that
    is not installed.
    """
    if settings.backend == CONTAINERS:
        runtimes = {function.runtime for function in application.functions}
        return _containers()(
            images_of(settings), runtimes, pythons, mark, db_path=settings.db_path, fail=fail
        )
    launcher = partial(RuntimeLauncher, pythons, mark, lines=settings.lines == "on")
    if settings.dynamodb_endpoint is not None:
        return EmbeddedBackend(partial(ExternalEngine, settings.dynamodb_endpoint), launcher)
    java = find_java(settings.java)
    return EmbeddedBackend(
        partial(DynamoDbLocal, java, artifacts, db_path=settings.db_path),
        launcher,
        ((artifacts.plan(), artifacts.ensure), *FastStart(java, artifacts).steps()),
    )


def _containers() -> "type[ContainersBackend]":
    try:
        from harness.engines.containers.backend import ContainersBackend
    except ImportError as error:
        raise EnvironmentFailedError(
            f"the containers backend is not installed: {error}",
            hint=install_command("containers"),
        ) from error
    return ContainersBackend


def images_of(settings: Settings) -> Images:
    """Which container image serves what."""
    return Images(
        settings.images,
        registry=settings.image_registry,
        dynamodb=settings.dynamodb_image,
        function=settings.lambda_image,
    )
