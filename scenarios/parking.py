"""The course's parking lot: 80 % register a car, 15 % account its time, 5 % bill its owner.

``locust -f scenarios/parking.py --headless -u 20 -r 20 -t 60s`` replays it against the endpoint
that AWS_ENDPOINT_URL (or --host) names, through the functions parking-register, parking-account
and parking-bill. It first puts --owners owners, their cars and this month's past stays into the
table ``estacionamento``; cars that an earlier run left inside are outside again.

Where the endpoint has the table of the other design, ``estacionamento-por-dono``, the same cars and
stays go into that, under its keys.

The requests of user n are the same for the same --seed, --owners and number of users. With
--requests the run ends when all users together have sent so many. Throttled requests are shown as
``THROTTLED``, and are no failures. Exit codes: 0 fine, 1 requests failed, 2 wrong use, 3 the
endpoint or its table is missing.
"""

import argparse
import logging
import os
import sys
from collections import deque
from datetime import UTC, datetime
from random import Random
from typing import Any

import gevent
from locust import constant_throughput, events, task
from locust.exception import StopTest, StopUser
from locust.runners import MasterRunner, WorkerRunner

from harness.errors import HarnessError, UsageError
from harness.load.lot import Lot, deal_lots
from harness.load.population import draw_owners, instant, seed_items
from harness.load.seeding import put_items, setup_client, table_of
from harness.load.user import LambdaUser, SeededTaskSet

TABLE, TABLE_BY_OWNER = "estacionamento", "estacionamento-por-dono"
STOP_TIMEOUT_S = 30

log = logging.getLogger(__name__)

# The lots of this process's users that nobody has taken, or that were given back.
free_lots: deque[Lot] = deque()
lots_dealt = 0

# What a worker tells its master, and the workers that have.
ALL_SENT = "all requests sent"
workers_done: set[str] = set()


class Parking(SeededTaskSet):
    user: "ParkingUser"

    def on_start(self) -> None:
        self.dice = self.user.lot.dice

    def execute_next_task(self) -> None:
        if self.user.lot.requests == 0:
            raise StopUser
        if self.user.lot.requests is not None:
            self.user.lot.requests -= 1
        super().execute_next_task()  # type: ignore[no-untyped-call]

    def wait_time(self) -> float:
        pace = constant_throughput(1 / self.user.period_s)
        return pace(self)  # type: ignore[arg-type]  # made for task sets too (locust 2.47)

    @task(80)
    def register(self) -> None:
        register = self.user.lot.next_register()
        answer = self.client.invoke(
            "parking-register",
            {
                "placa": register.plate,
                "tipo": "entrada" if register.entry else "saida",
                "quando": now(),
            },
            kind="register entry" if register.entry else "register exit",
            expected=(409,) if register.repeated else (),
        )
        self.user.lot.settle(register, answer.outcome)

    @task(15)
    def account(self) -> None:
        payload = {"placa": self.user.lot.draw_plate(), "dia": now()[:10]}
        self.client.invoke("parking-account", payload, kind="account")

    @task(5)
    def bill(self) -> None:
        payload = {"cpf": self.user.lot.draw_cpf(), "mes": now()[:7]}
        self.client.invoke("parking-bill", payload, kind="bill")


class ParkingUser(LambdaUser):
    """Owns a lot from start to stop, and makes its part of --rate, evenly spaced."""

    host = os.environ.get("AWS_ENDPOINT_URL")
    tasks = [Parking]  # noqa: RUF012 (Locust wants it so)

    def on_start(self) -> None:
        options = self.environment.parsed_options
        if not free_lots:
            log.error("more users than the run began with: a user without cars stops")
            raise StopUser
        self.lot = free_lots.popleft()
        self.period_s = options.total_users / options.rate
        # Without it all users would send at the same moment, again and again.
        gevent.sleep(self.lot.dice.uniform(0, self.period_s))

    def on_stop(self) -> None:
        super().on_stop()
        if hasattr(self, "lot"):
            free_lots.append(self.lot)
            end_when_all_are_sent(self.environment)


@events.init_command_line_parser.add_listener  # type: ignore[untyped-decorator]
def add_arguments(parser: argparse.ArgumentParser) -> None:
    if parser.get_default("owners") is not None:
        return  # read twice, or beside a scenario with the same arguments
    parser.add_argument("--seed", type=int, default=1, help="repeats population and requests")
    parser.add_argument("--owners", type=int, default=500, help="owners of one to three cars each")
    parser.add_argument("--rate", type=float, default=100.0, help="requests a second, all users")
    parser.add_argument("--requests", type=int, help="requests in all, and then the run ends")
    # Locust's own default cuts off the requests in flight: served, but counted by nobody.
    parser.set_defaults(stop_timeout=STOP_TIMEOUT_S)


@events.init.add_listener  # type: ignore[untyped-decorator]
def prepare_headless(environment: Any, runner: Any, **_: Any) -> None:
    """Seed before the clock of --run-time starts, which test_start is too late for."""
    if environment.parsed_options.headless and not isinstance(runner, WorkerRunner):
        try:
            seed(environment)
        except HarnessError as error:
            log.error("%s", error)
            if isinstance(runner, MasterRunner):
                runner.quit()  # the workers too
            sys.exit(error.exit_code)


@events.test_start.add_listener  # type: ignore[untyped-decorator]
def prepare(environment: Any) -> None:
    """Seed the table if that was not done, and deal the cars to this process's users."""
    global lots_dealt
    options, runner = environment.parsed_options, environment.runner
    if not isinstance(runner, WorkerRunner):
        # Locust sends its master's options to the workers after this.
        options.total_users, options.total_workers = runner.target_user_count, runner.worker_count
        if options.requests and options.total_users % max(1, options.total_workers):
            log.warning("not as many users for each worker: a part of --requests stays unsent")
        if not options.headless:
            seed_or_stop(environment)
    workers_done.clear()
    free_lots.clear()
    free_lots.extend(
        deal_lots(
            draw_owners(Random(options.seed), options.owners),
            options.seed,
            users=options.total_users,
            worker=getattr(runner, "worker_index", 0),
            workers=options.total_workers,
            requests=options.requests,
        )
    )
    lots_dealt = len(free_lots)


def end_when_all_are_sent(environment: Any) -> None:
    """End the run once every user has sent its share of --requests, in every process."""
    if len(free_lots) < lots_dealt or any(lot.requests != 0 for lot in free_lots):
        return
    if isinstance(environment.runner, WorkerRunner):
        environment.runner.send_message(ALL_SENT)
    else:
        end(environment)


@events.init.add_listener  # type: ignore[untyped-decorator]
def listen_to_workers(environment: Any, runner: Any, **_: Any) -> None:
    def note(msg: Any, **_: Any) -> None:
        workers_done.add(msg.node_id)
        if len(workers_done) == environment.parsed_options.total_workers:
            end(environment)

    if isinstance(runner, MasterRunner):
        runner.register_message(ALL_SENT, note)


def end(environment: Any) -> None:
    """Soon, not now: it would wait for the user that calls it."""
    runner = environment.runner
    gevent.spawn(runner.quit if environment.parsed_options.headless else runner.stop)


def seed_or_stop(environment: Any) -> None:
    try:
        seed(environment)
    except HarnessError as error:
        log.error("%s", error)
        raise StopTest(str(error)) from error


def check(environment: Any) -> None:
    options = environment.parsed_options
    users = getattr(options, "total_users", None) or options.num_users or 1
    if options.rate <= 0:
        raise UsageError(f"--rate {options.rate} is not above 0")
    if options.requests is not None and options.requests < 1:
        raise UsageError(f"--requests {options.requests} is below 1")
    if options.owners < users:
        raise UsageError(
            f"{options.owners} owners are too few for {users} users",
            hint="each user drives its own owners' cars: raise --owners",
        )
    if not endpoint(environment):
        raise UsageError(
            "no endpoint to send requests to",
            hint="set AWS_ENDPOINT_URL to what `harness up` prints, or pass --host",
        )


def seed(environment: Any) -> None:
    check(environment)
    options = environment.parsed_options
    owners = draw_owners(Random(options.seed), options.owners)
    past = Random(f"{options.seed}/past")
    client = setup_client(endpoint(environment))
    table = table_of(client, TABLE, TABLE_BY_OWNER)
    items = seed_items(owners, past, datetime.now(UTC), by_owner=table == TABLE_BY_OWNER)
    count = put_items(client, table, items)
    log.info("%d items put into %s", count, table)


def endpoint(environment: Any) -> str:
    return environment.host or ParkingUser.host or ""


def now() -> str:
    return instant(datetime.now(UTC))
