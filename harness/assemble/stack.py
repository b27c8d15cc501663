"""The start steps of a stack, and what they lead to.

Each step makes one value out of those before it: `harness plan` prints the titles of the very steps
that `harness up` runs, and nothing has to be there before it is made.
"""

import secrets
from asyncio import Future
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

import orjson

from harness.assemble.backend import Backend, DatabaseEngine, new_backend
from harness.assemble.facts import RunNotes
from harness.assemble.serving import Prepared, Start, host_of, prepare, serve
from harness.clock import Clock
from harness.engines.downloads.artifacts import DYNAMODB_LOCAL_VERSION, Artifacts, OnProgress
from harness.engines.functions.pythons import Pythons, requiring
from harness.errors import HarnessError, UsageError
from harness.ledger.counter import Counter
from harness.ledger.run import RunDirectory
from harness.model.application import Application
from harness.settings import Settings

SEED_FILE = "seed.json"

T = TypeVar("T")

OnLine = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class RunningStack:
    """Engines, gateway, front door and ledger behind one endpoint, running.

    ``counter``: what has been consumed so far. ``clock``: the stack's time. ``failure`` ends with
    what broke the stack in mid-run, an engine's death for example.
    """

    endpoint: str
    counter: Counter
    notes: RunNotes
    clock: Clock
    failure: Future[HarnessError]

    @property
    def run(self) -> RunDirectory:
        """Where the ledger and the logs of this run are."""
        return self.notes.directory


class StartStep(Generic[T]):
    """One start step; ``make`` gets what every run has."""

    def __init__(self, title: str, make: Callable[[Start], Awaitable[T]]) -> None:
        self.title = title
        self._make = make
        self._results: list[T] = []

    async def run(self, start: Start) -> None:
        """Make its value. Raises HarnessError."""
        self._results.append(await self._make(start))

    @property
    def result(self) -> T:
        """The value, for the steps that come after it."""
        return self._results[0]


@dataclass(frozen=True, slots=True)
class Construction:
    """``steps`` in order; the last one's value is the endpoint's URL."""

    backend: Backend
    steps: tuple[StartStep[Any], ...]

    async def run(self, start: Start, on_step: OnLine) -> str:
        """Run the steps. Whatever happens in between, ``start.stops`` ends what was started."""
        start.stops.push_async_callback(self.backend.close)
        for step in self.steps:
            on_step(step.title)
            await step.run(start)
        return str(self.steps[-1].result)


def construction_of(
    settings: Settings,
    application: Application,
    *,
    on_line: OnLine,
    on_progress: OnProgress,
    fail: Callable[[HarnessError], None],
) -> Construction:
    """What is to be done, with nothing done yet. ``on_line`` hears of packages that are installed,
    ``on_progress`` of downloads, ``fail`` of what breaks in mid-run.

    Raises UsageError for a Java that cannot be used, and EnvironmentFailedError for a backend that
    is not installed.
    """
    artifacts = Artifacts(
        settings.cache_dir, repository=settings.maven_repository, on_progress=on_progress
    )
    pythons = Pythons(settings.cache_dir, on_line)
    mark = secrets.token_hex(8)
    backend = new_backend(settings, application, artifacts, pythons, mark, fail)
    with_packages = tuple(requiring(application.functions))
    seed_path = settings.template.parent / SEED_FILE

    packages = StartStep(
        _packages_title(with_packages), lambda start: pythons.prepare(application.functions)
    )
    engine: StartStep[DatabaseEngine] = StartStep(
        _engine_title(settings), lambda start: _start_engine(backend.engine(), start)
    )
    tables: StartStep[Prepared] = StartStep(
        _tables_title(application), lambda start: prepare(start, engine.result.address)
    )
    seed = StartStep(
        f"put the sample items of {seed_path}",
        lambda start: _put_seed(seed_path, start, tables.result),
    )
    has_seed = seed_path.exists()
    serving: StartStep[str] = StartStep(
        _serving_title(application, host_of(settings), settings.port),
        lambda start: serve(start, backend, mark, tables.result, seed.result if has_seed else {}),
    )
    return Construction(
        backend,
        (
            *(_from_backend(title, run) for title, run in backend.steps()),
            *((packages,) if with_packages else ()),
            engine,
            tables,
            *((seed,) if has_seed else ()),
            serving,
        ),
    )


def _from_backend(title: str, run: Callable[[], Awaitable[None]]) -> StartStep[None]:
    return StartStep(title, lambda start: run())


async def _start_engine(engine: DatabaseEngine, start: Start) -> DatabaseEngine:
    start.stops.push_async_callback(engine.stop)
    await engine.start()
    engine.on_exit(start.fail)
    return engine


async def _put_seed(path: Path, start: Start, prepared: Prepared) -> dict[str, Any]:
    """The items by table, without the tables that the template names and a condition leaves out."""
    try:
        items = orjson.loads(path.read_bytes())
    except ValueError as error:
        raise UsageError(str(error), where=str(path), hint="fix the JSON") from error
    tables = {table.name for table in start.application.tables}
    template = start.settings.template.read_text("utf-8")
    seed = {name: rows for name, rows in items.items() if name in tables or name not in template}
    await prepared.setup.load(seed, str(path))
    return seed


# titles


def _engine_title(settings: Settings) -> str:
    if settings.dynamodb_endpoint is not None:
        host, port = settings.dynamodb_endpoint
        return f"use the DynamoDB Local at http://{host}:{port}"
    where = "in memory" if settings.db_path is None else f"in {settings.db_path}"
    return f"start DynamoDB Local {DYNAMODB_LOCAL_VERSION} {where}"


def _packages_title(functions: Sequence[str]) -> str:
    verb = "requires" if len(functions) == 1 else "require"
    return f"install the packages that {', '.join(functions)} {verb}"


def _tables_title(application: Application) -> str:
    names = [table.name for table in application.tables]
    if not names:
        return "make no table: the template has none"
    return f"make the table{'s' if len(names) > 1 else ''} {', '.join(names)}"


def _serving_title(application: Application, host: str, port: int) -> str:
    names = ", ".join(["DynamoDB", *(function.name for function in application.functions)])
    served = " and ".join(names.split(", ", 1))
    return f"serve {served} on {host}, {port or 'a free port'}"
