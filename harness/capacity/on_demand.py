"""What an on-demand table or index can serve: twice the highest rate of half an hour ago."""

from collections import deque

from harness.model.time import NS_PER_S

# "Up to double the previous peak traffic", and more than that may throttle "within 30 minutes"
# (the same page). Doubtful: over how long a peak is measured. Here whole minutes, CloudWatch's own.
PEAK_WINDOW_S = 60
GROWTH_S = 1800

# Doubtful: no page says what an on-demand table keeps for later. A write transaction of 5 MB, about
# 10,000 WCU at once, mostly passes on a new table of 4,000 WCU a second and is "sometimes" refused
# (Alternator, test_transact): so more than 2.5 seconds, and not 300.
ON_DEMAND_BURST_S = 5

_WINDOW_NS = PEAK_WINDOW_S * NS_PER_S
_GROWTH_NS = GROWTH_S * NS_PER_S
_NEVER_NS = 1 << 63


class Peak:
    """The highest consumption of a whole minute, once half an hour has passed over it.

    ``due_ns``: when a higher one counts next. What waits is at most one for each of 30 minutes.
    """

    __slots__ = ("_half_units", "_waiting", "_window", "due_ns", "half_units_per_s")

    def __init__(self, half_units_per_s: int, now_ns: int) -> None:
        self.half_units_per_s = half_units_per_s
        self.due_ns = _NEVER_NS
        self._waiting: deque[tuple[int, int]] = deque()
        self._window = now_ns // _WINDOW_NS
        self._half_units = 0

    def take(self, half_units: int, now_ns: int) -> None:
        """Count what was consumed towards the peak of its window."""
        window = now_ns // _WINDOW_NS
        if window > self._window:
            self._close(now_ns)
            self._window = window
        self._half_units += half_units

    def rise(self, now_ns: int) -> None:
        """Let the peaks count whose half hour is over. Call it from ``due_ns`` on."""
        while self._waiting and self._waiting[0][0] <= now_ns:
            self.half_units_per_s = self._waiting.popleft()[1]
        self.due_ns = self._waiting[0][0] if self._waiting else _NEVER_NS

    def _close(self, now_ns: int) -> None:
        highest = self._waiting[-1][1] if self._waiting else self.half_units_per_s
        rate = self._half_units // PEAK_WINDOW_S
        if rate > highest:
            self._waiting.append(((self._window + 1) * _WINDOW_NS + _GROWTH_NS, rate))
        self._half_units = 0
        self.rise(now_ns)
