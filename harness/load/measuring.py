"""Locust for a run that measures, as a program: ``python -m harness.load.measuring`` and Locust's
arguments.

Units do not depend on the rate, so users do not wait between their tasks, whatever ``wait_time``
says. The stack decides on counts alone when it has seen enough, and is asked for that here; only a
load of which nothing arrives is given up.
Importing this lets locust patch the process.
"""

import logging
from argparse import ArgumentParser
from dataclasses import dataclass
from typing import Any

import gevent
import orjson
from geventhttpclient import HTTPClient
from geventhttpclient.response import HTTPParseError
from locust import TaskSet, events
from locust.exception import StopUser
from locust.main import main
from locust.runners import STATE_RUNNING, MasterRunner, WorkerRunner
from locust.user.task import LOCUST_STATE_STOPPING

from harness.load.ending import ENDING
from harness.simulate.enough import REQUESTS_MAX

PERIOD_S = 0.25
# Tasks after which a load is given up of which nothing arrived: one whose tasks send nothing, or
# fail before they do, would go on for ever.
TASKS_IN_VAIN = 200

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class LoadProgress:
    """How far a process is. ``answered``: the number up to which all of its requests were, below 1
    where there is none. ``tasks``: how many ended. ``users``: how many have ended one."""

    answered: int = 0
    tasks: int = 0
    users: int = 0


class Measuring:
    """A load that is not paced, and ends with the stack's word: ``listen`` to take part."""

    def __init__(self) -> None:
        self._tasks = 0
        self._users: set[int] = set()
        self._workers: dict[str, LoadProgress] = {}

    def listen(self, events: Any) -> None:
        """Have every user of this process send as fast as it is answered. ``events``: of the
        package ``locust``."""
        TaskSet.wait = lambda tasks: self._go_on(tasks.user)  # type: ignore[method-assign]
        events.init_command_line_parser.add_listener(_add_arguments)
        events.test_start.add_listener(self._watch)
        events.report_to_master.add_listener(self._report)
        events.worker_report.add_listener(self._note_worker)

    def _go_on(self, user: Any) -> None:
        """In the place of TaskSet.wait."""
        self._tasks += 1
        self._users.add(id(user))
        if user._state == LOCUST_STATE_STOPPING:
            raise StopUser
        gevent.sleep(0)

    def _watch(self, environment: Any, **_: Any) -> None:
        if not isinstance(environment.runner, WorkerRunner):
            gevent.spawn(self._end_with_enough, environment)

    def _report(self, client_id: str, data: dict[str, Any], **_: Any) -> None:
        data["measured"] = ENDING.answered_all_up_to, self._tasks, len(self._users)

    def _note_worker(self, client_id: str, data: dict[str, Any], **_: Any) -> None:
        """A worker without a user sends nothing, and is not waited for."""
        if data["user_count"]:
            self._workers[client_id] = LoadProgress(*data["measured"])

    def _progress(self, runner: Any) -> LoadProgress:
        """Of all processes together."""
        if not isinstance(runner, MasterRunner):
            return LoadProgress(ENDING.answered_all_up_to, self._tasks, len(self._users))
        workers = self._workers.values()
        with_users = min(runner.target_user_count, runner.worker_count)
        are_all_known = len(workers) == with_users
        return LoadProgress(
            min(worker.answered for worker in workers) if are_all_known else 0,
            sum(worker.tasks for worker in workers),
            sum(worker.users for worker in workers),
        )

    def _end_with_enough(self, environment: Any) -> None:
        """A load with a number of requests ends by itself, and the stack is told the number."""
        runner, http = environment.runner, HTTPClient.from_url(environment.host)
        while True:
            gevent.sleep(PERIOD_S)
            progress = self._progress(runner)
            requests = getattr(environment.parsed_options, "requests", 0) or ENDING.requests
            try:
                answer = _ask(http, progress.answered, requests)
            except (OSError, HTTPParseError, ValueError, KeyError) as error:
                log.warning("whether enough is measured is not known: %s", error)
                continue
            in_vain = progress.tasks > TASKS_IN_VAIN and not answer["arrived"]
            is_idle = runner.state == STATE_RUNNING and runner.user_count == 0
            if _is_enough(answer, progress.users, runner) or in_vain or is_idle:
                runner.quit()
                return


def _is_enough(answer: Any, users: int, runner: Any) -> bool:
    """A kind may be that of a user alone who takes long to start: each user there is has to have
    ended a task, unless the end is a number."""
    if not answer["enough"] or ENDING.requests is not None:
        return False
    has_end = answer["requests"] is not None or answer["arrived"] >= REQUESTS_MAX
    return has_end or (runner.state == STATE_RUNNING and users >= runner.user_count)


def _ask(http: HTTPClient, answered: int, requests: int | None) -> Any:
    body = orjson.dumps({"answered": max(answered, 0) or None, "requests": requests or None})
    return orjson.loads(bytes(http.request("POST", "/_harness/measured", body).read()))


def _add_arguments(parser: ArgumentParser, **_: Any) -> None:
    parser.add_argument("--unpaced", action="store_true", help="send as fast as it is answered")
    parser.add_argument("--drawn-times", action="store_true", help="times by number, not by clock")


if __name__ == "__main__":
    Measuring().listen(events)
    main()  # type: ignore[no-untyped-call]
