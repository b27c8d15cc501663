"""Event invocations: accepted at once, delivered in their time, never lost without a record."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from harness.clock import epoch_ns, monotonic_ns
from harness.lambdas.invocation import Invocation, InvocationOutcome
from harness.lambdas.protocol.dead_letter import dead_letter
from harness.lambdas.protocol.delivery import (
    HARNESS_STOPPED,
    SUCCESS,
    Attempt,
    Delivery,
    GiveUp,
    Patience,
    after,
)
from harness.lambdas.protocol.results import Result
from harness.model.function import LATEST
from harness.model.time import NS_PER_S

_log = logging.getLogger(__name__)

QUEUED = "queued-events"
SUCCESSES = "on-success.jsonl"


@dataclass(slots=True, eq=False)
class _Event:
    """``result``: what its last attempt came to, None where none ran."""

    invocation: Invocation
    delivery: Delivery
    result: Result | None = None


class Events:
    """Delivers events. ``serve``: one attempt. ``is_off``: whether the function's reserved
    concurrency is zero. ``has_on_success``: whether AWS would tell a destination of an event's
    success; its record is then written to ``SUCCESSES``, beside ``dead_letters``.

    What is given up, and what is still on its way at ``stop``, is written to ``dead_letters``, a
    file of JSON lines that is made with the first of them. Until an event has ended, a file of its
    own in ``QUEUED`` beside that one holds the same record, for the case of a ``kill -9``.
    """

    def __init__(
        self,
        serve: Callable[[Invocation], Awaitable[InvocationOutcome]],
        dead_letters: Path,
        *,
        patience: Callable[[str, str | None], Patience],
        is_off: Callable[[str], bool],
        arn: Callable[[str, str], str],
        has_on_success: Callable[[Invocation], bool] = lambda invocation: False,
    ) -> None:
        self._serve = serve
        self._dead_letters = dead_letters
        self._queued = dead_letters.with_name(QUEUED)
        self._patience = patience
        self._is_off = is_off
        self._arn = arn
        self._has_on_success = has_on_success
        self._successes = dead_letters.with_name(SUCCESSES)
        self._tasks: dict[asyncio.Task[None], _Event] = {}

    def accept(self, invocation: Invocation) -> None:
        """Take an event, and deliver it in the background."""
        event = _Event(invocation, Delivery(invocation.arrived_ns))
        self._keep(event)
        task = asyncio.get_running_loop().create_task(self._deliver(event))
        self._tasks[task] = event
        task.add_done_callback(self._tasks.pop)

    async def stop(self) -> None:
        """Deliver no more; write down what was still on its way."""
        tasks = dict(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for task, event in tasks.items():
            if task.cancelled():
                self._give_up(event, HARNESS_STOPPED)
                self._forget(event)
        with suppress(OSError):
            self._queued.rmdir()

    async def _deliver(self, event: _Event) -> None:
        await self._attempts(event)
        self._forget(event)

    async def _attempts(self, event: _Event) -> None:
        while True:
            attempt = await self._attempt(event)
            patience = self._patience(event.invocation.function.name, event.invocation.qualifier)
            then = after(event.delivery, attempt, monotonic_ns(), patience)
            if then is None:
                self._succeed(event)
                return
            event.delivery = then.delivery
            if isinstance(then, GiveUp):
                self._give_up(event, then.condition)
                return
            await asyncio.sleep((then.at_ns - monotonic_ns()) / NS_PER_S)

    async def _attempt(self, event: _Event) -> Attempt:
        if self._is_off(event.invocation.function.name):
            return Attempt.OFF
        outcome = await self._serve(_afresh(event.invocation))
        if outcome.result is None:
            return Attempt.REFUSED
        event.result = outcome.result
        return Attempt.SUCCEEDED if outcome.result.error is None else Attempt.FAILED

    def _keep(self, event: _Event) -> None:
        try:
            self._queued.mkdir(exist_ok=True)
            self._file_of(event).write_bytes(self._record(event, HARNESS_STOPPED))
        except OSError as error:
            _log.error("queued event not written: %s", error)

    def _forget(self, event: _Event) -> None:
        with suppress(OSError):
            self._file_of(event).unlink()

    def _file_of(self, event: _Event) -> Path:
        return self._queued / f"{event.invocation.request_id}.json"

    def _record(self, event: _Event, condition: str) -> bytes:
        invocation = event.invocation
        return dead_letter(
            time_ns=epoch_ns(),
            request_id=invocation.request_id,
            arn=self._arn(invocation.function.name, invocation.qualifier or LATEST),
            version=invocation.function.version,
            condition=condition,
            invoke_count=event.delivery.invoked,
            payload=invocation.payload,
            result=event.result,
        )

    def _succeed(self, event: _Event) -> None:
        if self._has_on_success(event.invocation):
            event.delivery = replace(event.delivery, invoked=event.delivery.invoked + 1)
            _append(self._successes, self._record(event, SUCCESS))

    def _give_up(self, event: _Event, condition: str) -> None:
        _append(self._dead_letters, self._record(event, condition))


def _append(path: Path, line: bytes) -> None:
    try:
        with path.open("ab") as file:
            file.write(line)
    except OSError as error:
        _log.error("record not written (%s): %s", error, line.decode())


def _afresh(invocation: Invocation) -> Invocation:
    """Another attempt has the same request id, as on AWS, and a time and an outcome of its own."""
    return replace(
        invocation,
        time_ns=epoch_ns(),
        arrived_ns=monotonic_ns(),
        outcome=asyncio.get_running_loop().create_future(),
    )
