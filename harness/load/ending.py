"""Numbers requests, and ends a run once so many were answered, whichever worker's users sent them.

Importing this lets locust patch the process.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import gevent
from locust.exception import StopUser
from locust.runners import MasterRunner, WorkerRunner

log = logging.getLogger(__name__)

# What a worker tells its master.
ALL_ANSWERED = "all requests answered"


class Ending:
    """Of this process's part of a run: ``begin`` it, then count what was ``answered``.

    ``requests``: how many this process has to send; None: no number ends it.
    """

    def __init__(self) -> None:
        self._environment: Any = None
        self.requests: int | None = None
        self._unsent: int | None = None
        self._unanswered: int | None = None
        self._step = 1
        self._fresh = self._next = 1
        self._ahead: set[int] = set()
        self._workers_done: set[str] = set()

    def listen(self, events: Any) -> None:
        """Take part in a Locust run: ``events`` of the package ``locust``."""
        events.init.add_listener(self._prepare)
        events.test_start.add_listener(self._start)

    @property
    def answered_all_up_to(self) -> int:
        """The highest number up to which every request of this process was answered."""
        return self._next - self._step

    def begin(self, requests: int | None, worker: int = 0, workers: int = 1) -> None:
        """``requests``: that this process has to send; None: no end. Of several workers, each has
        numbers of its own."""
        self.requests = self._unsent = self._unanswered = requests
        self._step = workers
        self._fresh = self._next = worker + 1
        self._ahead.clear()
        self._end_when_all_are_answered()

    def answered(self, number: int) -> None:
        """Count the answer to the request of this number, which was waited for."""
        self._ahead.add(number)
        while self._next in self._ahead:
            self._ahead.remove(self._next)
            self._next += self._step
        if self._unanswered is not None:
            self._unanswered -= 1
            self._end_when_all_are_answered()

    @contextmanager
    def counted(self) -> Iterator[int]:
        """A request, sent and answered, and its number. Raises StopUser where none is left to be
        sent."""
        if self._unsent is not None:
            if self._unsent <= 0:
                raise StopUser
            self._unsent -= 1
        number = self._fresh
        self._fresh += self._step
        try:
            yield number
        finally:
            self.answered(number)

    def _prepare(self, environment: Any, runner: Any, **_: Any) -> None:
        self._environment = environment
        if isinstance(runner, MasterRunner):
            runner.register_message(ALL_ANSWERED, self._note_worker)

    def _start(self, environment: Any, **_: Any) -> None:
        """Tell the workers how many they are: Locust sends them its master's options after this."""
        options, runner = environment.parsed_options, environment.runner
        if not isinstance(runner, WorkerRunner):
            options.total_users = runner.target_user_count
            options.total_workers = runner.worker_count
            if getattr(options, "requests", 0) and options.total_users < options.total_workers:
                log.warning("a worker without a user sends nothing: --requests cannot be reached")
        self._workers_done.clear()

    def _note_worker(self, msg: Any, **_: Any) -> None:
        self._workers_done.add(msg.node_id)
        if len(self._workers_done) == self._environment.parsed_options.total_workers:
            self.end()

    def _end_when_all_are_answered(self) -> None:
        if self._unanswered != 0:
            return
        runner = self._environment.runner
        if isinstance(runner, WorkerRunner):
            self._report_to_master(runner)
            runner.send_message(ALL_ANSWERED)
        elif not isinstance(runner, MasterRunner):
            self.end()

    def _report_to_master(self, runner: WorkerRunner) -> None:
        """Locust's master waits half a second for the last figures; a busy worker needs more."""
        data: dict[str, Any] = {}
        self._environment.events.report_to_master.fire(client_id=runner.client_id, data=data)
        runner.send_message("stats", data)

    def end(self) -> None:
        """End the run soon, not now: it would wait for the user that calls it."""
        runner = self._environment.runner
        headless = self._environment.parsed_options.headless
        gevent.spawn(runner.quit if headless else runner.stop)


# A process takes part in one run.
ENDING = Ending()
