"""``--seed``, ``--rate`` and ``--requests`` of locustfiles whose users are the harness's.

To a file with a ``LambdaUser`` or a ``DynamoDBUser`` they are added here, unless it has its own.
"""

import argparse
import random
from typing import Any

import gevent
from locust.runners import WorkerRunner

from harness import clock
from harness.load.arrivals import Arrivals
from harness.load.ending import ENDING
from harness.load.share import share_of
from harness.model.time import NS_PER_S


def listen(events: Any) -> None:
    """Take part in a Locust run: ``events`` of the package ``locust``."""
    events.init_command_line_parser.add_listener(_add_arguments)
    events.init.add_listener(_set_loop_right)
    ENDING.listen(events)
    events.test_start.add_listener(_seed)
    events.test_start.add_listener(_count)


def pace_of(environment: Any, number: int) -> Arrivals | None:
    """The send times of the user that starts as ``number``; None without a rate, or where none is
    kept. Users start evenly over a period."""
    options = environment.parsed_options
    rate = getattr(options, "rate", None)
    if not rate or is_unpaced(environment):
        return None
    users = _users(environment)
    period_s = users / rate
    first_s = clock.monotonic_ns() / NS_PER_S + period_s * (number % users) / users
    return Arrivals(period_s, first_s)


def is_unpaced(environment: Any) -> bool:
    """Whether it sends as fast as it is answered, as ``harness.load.measuring`` has it."""
    return bool(getattr(environment.parsed_options, "unpaced", False))


def _users(environment: Any) -> int:
    """All of them: a worker has a part, and its master's options."""
    runner = environment.runner
    if runner is None or isinstance(runner, WorkerRunner):
        return int(environment.parsed_options.num_users or 1)
    return int(runner.target_user_count or 1)


def _add_arguments(parser: argparse.ArgumentParser, **_: Any) -> None:
    """A file's own arguments of these names may come later: they take the place of ours."""
    parser.conflict_handler = parser._optionals.conflict_handler = "resolve"
    _add(parser, "--seed", type=int, default=1, help="of Locust's dice")
    _add(parser, "--rate", type=float, default=None, help="requests a second, all users")
    # 0 and not None, which Locust's web form turns into an empty text.
    requests = "in all, and then the run ends; 0: no end"
    _add(parser, "--requests", type=int, default=0, help=requests)


def _add(parser: argparse.ArgumentParser, flag: str, **how: Any) -> None:
    known = {name for action in parser._actions for name in action.option_strings}
    if flag not in known:
        parser.add_argument(flag, **how)


def _set_loop_right(**_: Any) -> None:
    """gevent counts a timer from when its loop last ran: importing Locust and the file, seconds on
    a busy machine, would be taken off ``--run-time``."""
    gevent.get_hub().loop.update_now()


def _seed(environment: Any, **_: Any) -> None:
    """Locust draws tasks and waiting times with the process's dice."""
    seed = getattr(environment.parsed_options, "seed", None)
    if seed is not None:
        random.seed(seed)  # noqa: TID251


def _count(environment: Any, **_: Any) -> None:
    """A worker has a part of ``--requests``. Users whose tasks count for themselves begin later."""
    if not any(getattr(user, "counts_requests", False) for user in environment.user_classes):
        return
    options, worker = environment.parsed_options, getattr(environment.runner, "worker_index", 0)
    total = getattr(options, "requests", 0)
    has_end = isinstance(total, int) and total > 0
    workers = max(1, options.total_workers)
    ENDING.begin(share_of(total, worker, workers) if has_end else None, worker, workers)
