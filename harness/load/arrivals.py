"""When a user sends its requests. Pure: seconds come in and go out."""

from random import Random


class Arrivals:
    """One user's send times, ``period_s`` apart on average.

    Closed (``dice`` None): evenly spaced, and a late one puts off those after it, so that a slow
    system is asked less. Open: at random, as callers who do not know of each other arrive; a late
    one is sent at once, and its latency counts from when it was due, so that no queue is hidden.
    """

    def __init__(self, period_s: float, first_s: float, dice: Random | None = None) -> None:
        self._period_s = period_s
        self._due_s = first_s
        self._dice = dice

    def next_due_s(self, now_s: float) -> float:
        """When the next request is due; not before now where arrivals are closed."""
        due_s = self._due_s if self._dice else max(self._due_s, now_s)
        gap_s = self._dice.expovariate(1 / self._period_s) if self._dice else self._period_s
        self._due_s = due_s + gap_s
        return due_s
