"""What the locustfiles here have in common: arguments, seeding, lots, pace, and the end.

Importing this lets locust patch the process.
"""

import argparse
import logging
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, TypeVar

import gevent
import locust
from locust import TaskSet
from locust.exception import StopTest, StopUser
from locust.runners import MasterRunner, WorkerRunner

from course.counts import counts_csv, deal_month, requests_of
from course.lot import Lot, deal_lots
from course.month import DAY_MINUTES, Due, month_after, plan_month
from course.population import Owner, draw_owners, instant
from harness import clock
from harness.errors import HarnessError, UsageError
from harness.load.arrivals import Arrivals
from harness.load.ending import ENDING
from harness.load.pace import is_unpaced
from harness.load.popularity import read_popularity
from harness.load.seeding import Item, put_items, setup_client, table_of
from harness.load.sizes import NONE, Sizes, read_sizes
from harness.load.timeline import Timeline, skipping
from harness.load.turns import Turn, Turns
from harness.load.user import DynamoDBUser, LambdaUser
from harness.model.time import NS_PER_S

STOP_TIMEOUT_S = 30
CALENDAR_REQUESTS = 20_000

log = logging.getLogger(__name__)

# The table's items at the start: of these owners, drawn with these dice, for this table.
Items = Callable[[Sequence[Owner], Random, Sizes, str], Iterable[Item]]


@dataclass(frozen=True, slots=True)
class About:
    """Whose data a request is about. ``writes``: whether it may change them."""

    cpf: str
    writes: bool = False


_Task = TypeVar("_Task", bound=Callable[..., Iterator[About]])


def task(weight: int, *, tag: str) -> Callable[[_Task], _Task]:
    """Locust's ``task`` and ``tag``, for a task of ScenarioTasks."""

    def decorate(draw_and_send: _Task) -> _Task:
        plain: Any = draw_and_send
        locust.tag(tag)(locust.task(weight)(plain))
        return draw_and_send

    return decorate


class Scenario:
    """``tables``: of either design, the course's first; the endpoint has one of them."""

    def __init__(self, tables: Sequence[str], items: Items, *, has_calendar: bool = False) -> None:
        self._tables = tables
        self._items = items
        self._has_calendar = has_calendar
        self._free: deque[Lot] = deque()
        self._turns: Turns | None = None
        self._has_end = False
        self._started = 0
        self._environment: Any = None
        self._month: datetime | None = None
        self._plans: dict[Lot, deque[Due]] = {}
        self.timeline: Timeline | None = None
        self.sizes = NONE

    def listen(self, events: Any) -> None:
        """Take part in a Locust run: ``events`` of the package ``locust``."""
        events.init_command_line_parser.add_listener(self._add_arguments)
        events.init.add_listener(self._prepare_headless)
        events.test_start.add_listener(self._prepare)

    @property
    def options(self) -> Any:
        return self._environment.parsed_options

    def start(self) -> datetime:
        """When the load begins: now, or the 15th at noon where its times are drawn too, so that
        neither the day nor the machine's speed changes what is stored."""
        now = datetime.now(UTC)
        return (
            now
            if not self._draws_times
            else now.replace(day=15, hour=12, minute=0, second=0, microsecond=0)
        )

    def now(self, number: int) -> datetime:
        """The time for a request: the simulated one in a calendar, the one at which the rate has it
        where times are drawn, else the machine's."""
        if self._draws_times:
            return self._start + timedelta(milliseconds=int(1000 * number / self.options.rate))
        now_ns = clock.epoch_ns() if self.timeline is None else self.timeline.now_ns()
        return datetime.fromtimestamp(now_ns / NS_PER_S, UTC)

    @property
    def _draws_times(self) -> bool:
        """A calendar has times of its own."""
        options = self.options
        return getattr(options, "drawn_times", False) and not getattr(options, "calendar", False)

    def arrivals(self) -> Arrivals:
        """Of the next user that starts. The first request of each comes at a random moment, or all
        would send at once, again and again."""
        dice = Random(f"{self.options.seed}/arrivals/{self._started}")
        self._started += 1
        period_s = self.options.total_users / self.options.rate
        first_s = clock.monotonic_ns() / NS_PER_S + dice.uniform(0, period_s)
        return Arrivals(period_s, first_s, dice if self.is_open else None)

    @property
    def is_open(self) -> bool:
        return bool(self.options.arrivals == "open")

    def take(self) -> Lot:
        """A lot that nobody has, or where requests have turns the next one. Waits while there is
        none; raises StopUser once all is sent."""
        while True:
            for _ in range(len(self._free)):
                lot = self._free.popleft()
                if lot.requests != 0:
                    if self._turns is not None:
                        self._free.append(lot)
                    return lot
            if self._has_end:
                raise StopUser
            gevent.sleep(0.01)

    def turn(self, about: About) -> Turn:
        """When the request that was drawn last may be sent."""
        if self._turns is None:  # nobody else has its lot
            return Turn([])
        return self._turns.take(about.cpf, writes=about.writes)

    def give_back(self, lot: Lot, number: int) -> None:
        """Its request of this number was answered."""
        if self._turns is None:
            self._free.append(lot)
        ENDING.answered(number)

    def next_due(self, lot: Lot) -> Due | None:
        """What the calendar has next for the lot; None where there is no calendar."""
        return self._plans[lot].popleft() if self.timeline else None

    def wait_until(self, user: object, due: Due) -> None:
        assert self.timeline is not None
        assert self._month is not None
        month_ns = int(self._month.timestamp()) * NS_PER_S
        self.timeline.wait(user, month_ns + int(due.at_s * NS_PER_S))

    def _add_arguments(self, parser: argparse.ArgumentParser, **_: Any) -> None:
        if parser.get_default("owners") is not None:
            return  # read twice, or beside a scenario with the same arguments
        add = parser.add_argument
        add("--seed", type=int, default=1, help="repeats population and requests")
        add("--owners", type=int, default=500, help="owners of one to three cars each")
        add("--rate", type=float, default=100.0, help="requests a second, all users")
        # 0 and not None, which Locust's web form turns into an empty text.
        add("--requests", type=int, default=0, help="in all, and then the run ends; 0: no end")
        arrivals = "open: at random, however slow the answers; latency counts from when it was due"
        add("--arrivals", choices=("closed", "open"), default="closed", help=arrivals)
        add("--popularity", default="uniform", help="of cars and owners: uniform, zipf:1, hot:0.5")
        add("--sizes", default="0", help="of obs, bytes: 2000, 100-3000, lognormal:800:0.5")
        if self._has_calendar:
            add("--calendar", action="store_true", help="a simulated month instead of a steady mix")
            writes = "a CSV file for the month's counts by minute and kind; nothing is sent"
            add("--write-calendar", default="", include_in_web_ui=False, help=writes)
        # Locust's own default cuts off the requests in flight: served, but counted by nobody.
        parser.set_defaults(stop_timeout=STOP_TIMEOUT_S)

    def _prepare_headless(self, environment: Any, runner: Any, **_: Any) -> None:
        """Seed before the clock of --run-time starts, which test_start is too late for."""
        self._environment = environment
        calendar = getattr(self.options, "write_calendar", "")
        try:
            if calendar:
                self._write_calendar(Path(calendar))
                sys.exit()
            if self.options.headless and not isinstance(runner, WorkerRunner):
                self._seed()
        except HarnessError as error:
            log.error("%s", error)
            if isinstance(runner, MasterRunner):
                runner.quit()  # the workers too
            sys.exit(error.exit_code)

    def _prepare(self, environment: Any, **_: Any) -> None:
        """Seed the table if that was not done, and deal the lots of this process."""
        options, runner = self.options, environment.runner
        if not options.headless and not isinstance(runner, WorkerRunner):
            self._seed_or_stop()
        self._started = 0
        self._deal(getattr(runner, "worker_index", 0))

    def _deal(self, worker: int) -> None:
        options = self.options
        calendar = getattr(options, "calendar", False)
        requests: int | None = options.requests or (CALENDAR_REQUESTS if calendar else None)
        lots = self._lots(options.total_users, requests, worker, options.total_workers)
        self._free = deque(lots)
        self._turns = Turns() if is_unpaced(self._environment) else None
        self._start = self.start()
        self.sizes = read_sizes(options.sizes)
        self._has_end = requests is not None
        self.timeline = None
        if calendar and requests is not None:
            self._plan(lots, requests)
        unsent = sum(lot.requests or 0 for lot in lots) if self._has_end else None
        ENDING.begin(unsent, worker, options.total_workers or 1)

    def _lots(
        self, users: int, requests: int | None, worker: int = 0, workers: int = 1
    ) -> list[Lot]:
        options = self.options
        return deal_lots(
            draw_owners(Random(options.seed), options.owners),
            options.seed,
            users=users,
            worker=worker,
            workers=workers,
            requests=requests,
            popularity=read_popularity(options.popularity),
        )

    def _plan(self, lots: Sequence[Lot], requests: int) -> None:
        self._month, _, month = self._next_month(requests)
        self._plans = {lot: deque(plan) for lot, plan in deal_month(month, lots).items()}
        self.timeline = Timeline(len(lots), skipping(self._endpoint()))

    def _next_month(self, requests: int) -> tuple[datetime, int, list[Due]]:
        """Its first instant, its days, and what is due in it."""
        first, days = month_after(datetime.now(UTC))
        dice = Random(f"{self.options.seed}/calendar")
        return first, days, plan_month(requests, days, self.options.rate, dice)

    def _write_calendar(self, path: Path) -> None:
        """The requests that --calendar would send, given the same other arguments. Raises
        UsageError."""
        self._check_arguments()
        requests = self.options.requests or CALENDAR_REQUESTS
        first, days, month = self._next_month(requests)
        lots = self._lots(self.options.num_users or 1, requests)
        rows = counts_csv(requests_of(deal_month(month, lots)), first, days * DAY_MINUTES)
        try:
            path.write_text(rows, "utf-8")
        except OSError as error:
            raise UsageError(
                f"the calendar cannot be written: {error.strerror}",
                where=f"--write-calendar {path}",
                hint="name a file in a folder that is there",
            ) from error
        log.info("%d requests of %s counted in %s", requests, f"{first:%Y-%m}", path)

    def _seed_or_stop(self) -> None:
        try:
            self._seed()
        except HarnessError as error:
            log.error("%s", error)
            raise StopTest(str(error)) from error

    def _seed(self) -> None:
        self._check()
        options = self.options
        owners = draw_owners(Random(options.seed), options.owners)
        client = setup_client(self._endpoint())
        table = table_of(client, *self._tables)
        past, sizes = Random(f"{options.seed}/past"), read_sizes(options.sizes)
        count = put_items(client, table, self._items(owners, past, sizes, table))
        log.info("%d items put into %s", count, table)

    def _check_arguments(self) -> None:
        """Raises UsageError for those that cannot be used."""
        options = self.options
        users = getattr(options, "total_users", None) or options.num_users or 1
        if options.rate <= 0:
            raise UsageError(f"--rate {options.rate} is not above 0")
        if options.requests < 0:
            raise UsageError(f"--requests {options.requests} is below 0")
        if options.owners < users:
            raise UsageError(
                f"{options.owners} owners are too few for {users} users",
                hint="each user drives its own owners' cars: raise --owners",
            )
        read_popularity(options.popularity)

    def _check(self) -> None:
        """Raises UsageError where nothing can be sent with these arguments."""
        self._check_arguments()
        options = self.options
        if getattr(options, "calendar", False) and _is_distributed(self._environment):
            raise UsageError(
                "a calendar has one clock, and workers would set it ahead of each other",
                where="--calendar",
                hint="run it in one Locust process",
            )
        if not self._endpoint():
            raise UsageError(
                "no endpoint to send requests to",
                hint="set AWS_ENDPOINT_URL to what `harness up` prints, or pass --host",
            )

    def _endpoint(self) -> str:
        hosts = (user.host for user in self._environment.user_classes)
        return self._environment.host or next(filter(None, hosts), "")


class ScenarioTasks(TaskSet):
    """Tasks drawn by weight with the dice of a lot, so that a seed repeats their order.

    Locust itself draws from the process's one generator, which all users share. A user takes a lot
    for each request: how many users there are, or on which worker, changes no lot's sequence.
    """

    scenario: Scenario
    user: LambdaUser | DynamoDBUser
    lot: Lot

    def on_start(self) -> None:
        self._arrivals = self.scenario.arrivals()
        self._due: Due | None = None
        if self.scenario.timeline is None and not is_unpaced(self.user.environment):
            gevent.sleep(self.wait_time())

    def on_stop(self) -> None:
        if self.scenario.timeline is not None:
            self.scenario.timeline.leave(self)

    def wait_time(self) -> float:
        if self.scenario.timeline is not None:
            return 0
        now_s = clock.monotonic_ns() / NS_PER_S
        due_s = self._arrivals.next_due_s(now_s)
        if self.scenario.is_open:
            self.user.client.due_ns = int(due_s * NS_PER_S)
        return max(0.0, due_s - now_s)

    def get_next_task(self) -> Any:
        self.lot = self.scenario.take()
        self._number = self.lot.next_request()
        self._due = self.scenario.next_due(self.lot)
        if self._due is None:
            return self.lot.dice.choice(self.tasks)
        return getattr(type(self), self._due.task)

    def execute_next_task(self) -> None:
        try:
            super().execute_next_task()  # type: ignore[no-untyped-call]
        finally:
            self.scenario.give_back(self.lot, self._number)

    def execute_task(self, task: Any) -> None:
        """A task draws what it needs, yields whose data it is about, and then sends: nothing comes
        between taking a lot and drawing."""
        steps: Iterator[About] = task(self)
        turn = self.scenario.turn(next(steps))
        try:
            if self._due is not None:
                self.scenario.wait_until(self, self._due)
            turn.wait()
            self.user.client.request_number = self._number
            next(steps, None)
        finally:
            turn.end()

    def now(self) -> datetime:
        return self.scenario.now(self._number)

    def instant(self) -> str:
        """Now, as the functions write it."""
        return instant(self.now())


def _is_distributed(environment: Any) -> bool:
    options = environment.parsed_options
    return bool(options.master or options.worker or options.processes)
