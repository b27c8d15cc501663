"""``harness run`` and ``harness load``: Locust as a child, the verdict after it."""

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator, Callable, Collection, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import orjson
from rich.console import Console

from harness.assemble.opening import open_stack
from harness.assemble.stack import RunningStack
from harness.cli.budget import Budgets
from harness.cli.exit_codes import EXIT_CHECK_FAILED
from harness.cli.progress import Bar, Goal
from harness.cli.scenario import locustfile_of
from harness.cli.traffic import stated_traffic
from harness.cli.verdict import report_on
from harness.clock import epoch_ns
from harness.engines.locust import Locust, declared_by
from harness.errors import EnvironmentFailedError, HarnessError, UsageError
from harness.ledger.run import RunDirectory
from harness.live.measured import Measured
from harness.settings import Settings, child_environment
from harness.simulate.statement import ASSUMED_RATE

DURATION_S = 60
_TICK_S = 0.5
_TIMEOUT_S = 2
_SLOW_START_S = 10
_DURATION = re.compile(r"(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s?)?")


@dataclass(frozen=True, slots=True)
class Load:
    """What to send: a scenario, as ``locustfile_of`` knows it, and Locust's measures.

    ``pace``: keep the rate for the duration; with ``requests`` end when so many were sent, and
    after twice the duration at the latest. Else as fast as it is answered, until ``requests`` were,
    or as many as the rate sends in the duration, or enough is measured. ``locust``: more of its
    arguments, which win over these.
    """

    scenario: str
    users: int
    duration_s: int | None
    seed: int
    rate: float | None
    requests: int | None = None
    pace: bool = True
    locust: tuple[str, ...] = ()

    def locustfile(self) -> Path:
        """Raises UsageError naming the scenarios that there are."""
        return locustfile_of(self.scenario)

    def words(self) -> list[str]:
        """The command that repeats it, without settings, which go before ``--``."""
        words = ["run", self.scenario, "--users", str(self.users)]
        words += [] if self.duration_s is None else ["--duration", f"{self.duration_s}s"]
        words += ["--seed", str(self.seed)]
        words += [] if self.rate is None else ["--rate", f"{self.rate:g}"]
        words += [] if self.requests is None else ["--requests", str(self.requests)]
        words += ["--pace"] if self.pace else []
        return words + (["--", *self.locust] if self.locust else [])

    def arguments(self, taken: Collection[str]) -> list[str]:
        """``taken``: the options that Locust takes with this locustfile. A seed is for those that
        draw with it. Raises UsageError for a rate that it does not take."""
        users = str(self.users)
        arguments = ["--users", users, "--spawn-rate", users]
        arguments += ["--seed", str(self.seed)] if "--seed" in taken else []
        if self.rate is not None and "--rate" not in taken:
            raise UsageError(
                f"{self.scenario} takes no --rate",
                where="--rate",
                hint="let its users be LambdaUser or DynamoDBUser of harness.load.user, or give "
                "them a wait_time",
            )
        takes_requests = self.requests is not None and "--requests" in taken
        arguments += ["--requests", str(self.requests)] if takes_requests else []
        if self.pace:
            duration_s = self.duration_s or DURATION_S
            latest_s = 2 * duration_s + _SLOW_START_S if takes_requests else duration_s
            arguments += ["--run-time", f"{latest_s}s"]
        arguments += [] if self.rate is None else ["--rate", str(self.rate)]
        return [*arguments, *self.locust]

    def requests_to_send(self, rate: float | None) -> int | None:
        """How many to send unpaced; None: until enough is measured. ``rate``: the scenario's."""
        if self.requests is not None or (self.rate is None and self.duration_s is None):
            return self.requests
        rate = self.rate or rate or ASSUMED_RATE
        return max(1, round(Fraction(str(rate)) * (self.duration_s or DURATION_S)))


def seconds(text: str) -> int:
    """``60s``, ``90``, ``5m``, ``1h30m`` in seconds. Raises UsageError."""
    match = _DURATION.fullmatch(text)
    hours, minutes, rest = (int(part or 0) for part in match.groups()) if match else (0, 0, 0)
    total = hours * 3600 + minutes * 60 + rest
    if total == 0:
        raise UsageError(
            f"{text!r} is not a valid duration", where="--duration", hint="60s, 5m or 1h30m"
        )
    return total


async def replay(
    settings: Settings, load: Load, out: Console, err: Console, budgets: Budgets
) -> int:
    """Everything up, the load, everything down, the verdict, and what it is held to.

    What was measured before a failure or an interruption is reported too, before it is raised.
    A load that sent nothing is a failed check: it must not pass for a table that fits.
    """
    runs: list[RunDirectory] = []
    statement = stated_traffic(settings.traffic)
    try:
        await measure(settings, load, err, runs.append)
    except BaseException as error:
        for run in runs:
            with contextlib.suppress(EnvironmentFailedError):  # what came first says more
                empty = not isinstance(error, HarnessError)
                report_on(run, out, budgets.budgets, statement=statement, empty=empty)
        raise
    summary = report_on(runs[0], out, budgets.budgets, statement=statement)
    held = budgets.hold(runs[0], summary, out)
    return held if summary.window is not None else EXIT_CHECK_FAILED


async def measure(
    settings: Settings,
    load: Load,
    err: Console,
    begun: Callable[[RunDirectory], None],
) -> None:
    """Everything up, the load, everything down. ``begun`` gets the run as soon as there is one."""
    locustfile, words = load.locustfile(), load.words()
    declared = await declared_by(locustfile, child_environment())
    measured: Measured | None = None
    if not load.pace:
        load = replace(load, requests=load.requests_to_send(declared.rate))
        measured = Measured(load.requests)
    arguments = load.arguments(declared.flags)
    bar = Bar(err)
    async with open_stack(
        settings,
        words,
        bar.step,
        bar.fetched,
        scenario=locustfile.stem,
        seed=load.seed,
        asked_rate=load.rate or declared.rate,
        for_load=True,
        measured=measured,
    ) as stack:
        begun(stack.run)
        arguments += ["--skip-log", "--json-file", str(stack.run.path / "locust")]
        if measured is not None:
            arguments.append("--unpaced")
            # In tables that are kept, the stays of an earlier run have the same times.
            arguments += [] if settings.db_path else ["--drawn-times"]
        log = stack.run.logs / "locust.log"
        locust = Locust(locustfile, arguments, log=log, measures=measured is not None)
        failed = await _sent(
            stack, locust.run(stack.endpoint, child_environment()), load, measured, bar
        )
        if measured is not None and measured.is_enough:
            stack.notes.change(measured_requests=measured.last_number)
        if failed and stack.counter.is_empty:
            raise locust.missed()


async def send(load: Load, endpoint: str, err: Console, web_port: int | None = None) -> int:
    """The load alone, against a stack that runs; Locust's own output. With ``web_port`` its web UI,
    whose form starts and stops the load, until Ctrl-C. Says which limits the stack has."""
    locustfile = load.locustfile()
    declared = await declared_by(locustfile, child_environment())
    limits = await asyncio.to_thread(_limits_at, endpoint)
    if limits is not None:
        err.print(f"limits: {limits} (the stack's)", markup=False)
    arguments = [*load.arguments(declared.flags), "--only-summary"]
    locust = Locust(locustfile, arguments, log=None, web_port=web_port)
    return await locust.run(endpoint, child_environment())


def _limits_at(endpoint: str) -> str | None:
    """None where the endpoint is not a harness's, or does not answer: Locust says that."""
    url = f"{endpoint.rstrip('/')}/_harness/capacity"
    try:
        with urlopen(url, timeout=_TIMEOUT_S) as response:
            return str(orjson.loads(response.read())["limits"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


async def _sent(
    stack: RunningStack,
    sending: Coroutine[Any, Any, int],
    load: Load,
    measured: Measured | None,
    bar: Bar,
) -> int:
    """Send while the stack is sound: Locust's exit code. Raises what broke the stack."""
    task = asyncio.ensure_future(sending)
    try:
        goal = Goal(load.duration_s or DURATION_S) if measured is None else _goal(measured)
        async with _shown(stack, goal, bar):
            ends: set[asyncio.Future[Any]] = {task, stack.failure}
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
    except asyncio.CancelledError:
        stack.notes.add_event("interrupted")
        raise
    finally:
        task.cancel()
        if stack.clock.skipped_ns:  # the rate held between skips, and not over the run
            stack.notes.change(asked_rate=None)
    if stack.failure.done():
        raise stack.failure.result()
    returncode = await task
    stack.notes.change(ended_ns=epoch_ns())
    return returncode


def _goal(measured: Measured) -> Goal:
    end = measured.requests_max
    return Goal(None, end, lambda: measured.looked_at, is_most=measured.is_open_ended)


@asynccontextmanager
async def _shown(stack: RunningStack, goal: Goal, bar: Bar) -> AsyncIterator[None]:
    async def refresh() -> None:
        with bar.running(goal) as show:
            while True:
                show(stack.counter)
                await asyncio.sleep(_TICK_S)

    task = asyncio.ensure_future(refresh())
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
