"""Locust for a run that measures, as a program: ``python -m harness.load.measuring`` and Locust's
arguments.

Units do not depend on the rate, so users do not wait between their tasks, whatever ``wait_time``
says. The stack decides on counts alone when it has seen enough, and is asked for that here.
Importing this lets locust patch the process.
"""

import logging
from argparse import ArgumentParser
from typing import Any

import gevent
import orjson
from geventhttpclient import HTTPClient
from geventhttpclient.response import HTTPParseError
from locust import TaskSet, events
from locust.exception import StopUser
from locust.main import main
from locust.runners import WorkerRunner
from locust.user.task import LOCUST_STATE_STOPPING

from harness.load.ending import ENDING

PERIOD_S = 0.25

log = logging.getLogger(__name__)


def install() -> None:
    """Have every user of this process send as fast as it is answered, and end with the stack's
    word."""
    TaskSet.wait = _go_on  # type: ignore[method-assign]
    events.init_command_line_parser.add_listener(_add_arguments)  # type: ignore[no-untyped-call]
    events.test_start.add_listener(_watch)  # type: ignore[no-untyped-call]


def _go_on(tasks: Any) -> None:
    """In the place of TaskSet.wait."""
    if tasks.user._state == LOCUST_STATE_STOPPING:
        raise StopUser
    gevent.sleep(0)


def _add_arguments(parser: ArgumentParser, **_: Any) -> None:
    parser.add_argument("--unpaced", action="store_true", help="send as fast as it is answered")
    parser.add_argument("--drawn-times", action="store_true", help="times by number, not by clock")


def _watch(environment: Any, **_: Any) -> None:
    if not isinstance(environment.runner, WorkerRunner):
        gevent.spawn(_end_with_enough, environment)


def _end_with_enough(environment: Any) -> None:
    """A load with a number of requests ends by itself. The stack is told how far it is, but for a
    number that only the scenario knows: a calendar is not to end with its first days."""
    http = HTTPClient.from_url(environment.host)
    while not ENDING.has_number or environment.parsed_options.requests:
        gevent.sleep(PERIOD_S)
        body = orjson.dumps({"answered": ENDING.answered_all_up_to or None})
        try:
            response = http.request("POST", "/_harness/measured", body)
            is_enough = orjson.loads(bytes(response.read()))["enough"]
        except (OSError, HTTPParseError, ValueError, KeyError) as error:
            log.warning("whether enough is measured is not known: %s", error)
            continue
        if is_enough and not ENDING.has_number:
            environment.runner.quit()
            return


if __name__ == "__main__":
    install()
    main()  # type: ignore[no-untyped-call]
