"""A count that knows its last minute."""

_SLOTS = 64  # seconds kept: a minute, and those that are not over


class Rate:
    """A total, and what was added in each of the last seconds. A second is one of the epoch."""

    __slots__ = ("_seconds", "_sums", "total")

    def __init__(self) -> None:
        self.total = 0
        self._sums = [0] * _SLOTS
        self._seconds = [-1] * _SLOTS

    def add(self, amount: int, second: int) -> None:
        """Add to the total and to its second."""
        self.total += amount
        slot = second % _SLOTS
        if self._seconds[slot] == second:
            self._sums[slot] += amount
        elif self._seconds[slot] < second:  # an entry that comes a minute late is in the total only
            self._seconds[slot] = second
            self._sums[slot] = amount

    def last(self, seconds: int, now_second: int) -> int:
        """What was added in the ``seconds`` (60 at most) whole seconds before this one."""
        return sum(
            self._sums[second % _SLOTS]
            for second in range(now_second - seconds, now_second)
            if self._seconds[second % _SLOTS] == second
        )
