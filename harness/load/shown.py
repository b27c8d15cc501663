"""One request, from when it is due to what Locust's statistics show of it."""

from typing import Any, Protocol

from harness import clock


class UnexpectedAnswerError(Exception):
    """Why a request counts as failed; Locust groups failures by this text."""


class FireRequest(Protocol):
    """Locust's ``events.request.fire``."""

    def __call__(self, **request: Any) -> None:
        """Report one request to Locust, with its keyword arguments."""


class Shown:
    """A request that begins now, or began when it was due (``due_ns``, on the monotonic clock)."""

    def __init__(self, fire: FireRequest, due_ns: int | None = None) -> None:
        self._fire = fire
        now_ns = clock.monotonic_ns()
        self._start_ns = now_ns if due_ns is None else min(due_ns, now_ns)
        self._time_ns = clock.epoch_ns() - (now_ns - self._start_ns)

    def end(
        self,
        row: str,
        name: str,
        answer: object,
        size_bytes: int,
        failure: UnexpectedAnswerError | None = None,
    ) -> None:
        """Report that a request ended."""
        self._fire(
            request_type=row,
            name=name,
            response_time=(clock.monotonic_ns() - self._start_ns) / 1e6,
            response_length=size_bytes,
            response=answer,
            exception=failure,
            context={},
            start_time=self._time_ns / 1e9,
        )
