"""A stack from the settings, and its end whatever happens."""

import asyncio
import contextlib
from asyncio import Future
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from harness.assemble.facts import RunNotes, first_facts, not_emulated
from harness.assemble.serving import Start
from harness.assemble.stack import RunningStack, construction_of
from harness.clock import Clock, epoch_ns
from harness.engines.downloads.artifacts import OnProgress
from harness.errors import EnvironmentFailedError, HarnessError, UsageError
from harness.ledger.counter import Counter
from harness.ledger.run import create_run
from harness.live.measured import Measured
from harness.model.application import Application
from harness.settings import Settings
from harness.template import load_application

_EMPTY = "the template has no function and no table: make them through the API"


def read_application(settings: Settings) -> Application:
    """The template's functions and tables. Raises TemplateError."""
    return load_application(
        settings.template,
        parameters=settings.parameters,
        region=settings.region,
        account_id=settings.account_id,
        concurrency=settings.concurrency,
        cache_dir=settings.cache_dir,
        ssm=settings.ssm,
    )


def handler_faults(application: Application) -> list[str]:
    """What the template deploys though it cannot be invoked, a sentence each."""
    return [f.handler_fault for f in application.functions if f.handler_fault is not None]


@dataclass(frozen=True, slots=True)
class Plan:
    """``steps``: the titles of those that ``open_stack`` would take. ``notes``: what the template
    has and is left out, and what it lacks."""

    steps: tuple[str, ...]
    notes: tuple[str, ...]


def plan_of(settings: Settings) -> Plan:
    """Starts nothing. Raises TemplateError."""
    application = read_application(settings)
    construction = construction_of(
        settings,
        application,
        on_line=lambda line: None,
        on_progress=lambda done, total: None,
        fail=lambda error: None,
    )
    return Plan(tuple(step.title for step in construction.steps), notes_on(application))


def notes_on(application: Application) -> tuple[str, ...]:
    """What a start says before its first step, and a plan after its last."""
    return (
        *(f"not emulated: {sentence}" for sentence in not_emulated(application)),
        *handler_faults(application),
        *(() if _has_content(application) else (_EMPTY,)),
    )


def check_content(application: Application, template: Path) -> None:
    """Raise UsageError where there is nothing to send a load to."""
    if not _has_content(application):
        raise UsageError(
            "the template has no function and no table that can be served",
            where=str(template),
            hint="name another with --template; `harness plan` says what this one has",
        )


def _has_content(application: Application) -> bool:
    return bool(application.functions or application.tables)


@asynccontextmanager
async def open_stack(
    settings: Settings,
    command: Sequence[str],
    on_step: Callable[[str], None],
    on_progress: OnProgress,
    *,
    scenario: str | None = None,
    seed: int | None = None,
    asked_rate: float | None = None,
    for_load: bool = False,
    measured: Measured | None = None,
) -> AsyncIterator[RunningStack]:
    """A running stack with a run directory of its own; on the way out everything is stopped.

    ``command``: the words that started it, without settings. ``for_load``: whether a template
    without a function and a table is wrong use. ``measured``: hears of every call and invocation.

    Raises HarnessError; what broke the stack stands in the run's facts too.
    """
    application = read_application(settings)
    if for_load:
        check_content(application, settings.template)
    now_ns = epoch_ns()
    started = datetime.fromtimestamp(now_ns / 1e9, UTC)
    run = create_run(settings.runs_dir, f"{started:%Y%m%d-%H%M%S}-{scenario or command[0]}")
    facts = first_facts(
        settings,
        application,
        command,
        run_id=run.path.name,
        started_ns=now_ns,
        scenario=scenario,
        seed=seed,
        asked_rate=asked_rate,
    )
    notes = RunNotes(run, facts)
    failure: Future[HarnessError] = asyncio.get_running_loop().create_future()

    def fail(error: HarnessError) -> None:
        if not failure.done():
            failure.set_result(error)

    start = Start(
        settings, application, notes, AsyncExitStack(), fail, Counter(), Clock(), measured
    )
    for sentence in notes_on(application):
        on_step(sentence)
    try:
        construction = construction_of(
            settings, application, on_line=on_step, on_progress=on_progress, fail=fail
        )
        endpoint = await construction.run(start, on_step)
        yield RunningStack(endpoint, start.counter, notes, start.clock, failure)
    except HarnessError as error:
        with contextlib.suppress(EnvironmentFailedError):  # what came first says more
            notes.add_event(error.what)
        raise
    finally:
        await start.stops.aclose()
