"""A stack from the settings, and its end whatever happens."""

import contextlib
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from harness.assemble.facts import first_facts
from harness.assemble.stack import Stack
from harness.clock import epoch_ns
from harness.engines.artifacts import OnProgress
from harness.errors import EnvironmentFailedError, HarnessError
from harness.ledger.run import create_run
from harness.model.application import Application
from harness.settings import Settings
from harness.template import load_application


def read_application(settings: Settings) -> Application:
    """The template's functions and tables. Raises TemplateError."""
    return load_application(
        settings.template,
        parameters=settings.parameters,
        region=settings.region,
        account_id=settings.account_id,
        concurrency=settings.concurrency,
        cache_dir=settings.cache_dir,
    )


def handler_faults(application: Application) -> list[str]:
    """What the template deploys though it cannot be invoked, a sentence each."""
    return [f.handler_fault for f in application.functions if f.handler_fault is not None]


def start_steps(settings: Settings) -> tuple[str, ...]:
    """The titles of the steps that ``open_stack`` would take."""
    stack = Stack(settings, read_application(settings), lambda done, total: None)
    return tuple(step.title for step in stack.steps())


@asynccontextmanager
async def open_stack(
    settings: Settings,
    command: Sequence[str],
    on_step: Callable[[str], None],
    on_progress: OnProgress,
    *,
    scenario: str | None = None,
    seed: int | None = None,
) -> AsyncIterator[Stack]:
    """A running stack with a run directory of its own; on the way out everything is stopped.

    ``command``: the words that started it, without settings.

    Raises HarnessError; what broke the stack stands in the run's facts too.
    """
    application = read_application(settings)
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
    )
    stack = Stack(settings, application, on_progress)
    for sentence in facts.ignored:
        on_step(f"not emulated: {sentence}")
    for sentence in handler_faults(application):
        on_step(sentence)
    try:
        await stack.start(run, facts, on_step)
        yield stack
    except HarnessError as error:
        with contextlib.suppress(EnvironmentFailedError):  # what came first says more
            stack.note_event(error.what)
        raise
    finally:
        await stack.stop()
