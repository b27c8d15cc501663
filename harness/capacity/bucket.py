"""The token bucket behind one number of units a second."""

from harness.model.time import NS_PER_S

# "DynamoDB currently retains up to 5 minutes (300 seconds) of unused read and write capacity":
# Developer Guide, Burst and adaptive capacity (2026 copy).
BURST_S = 300


class TokenBucket:
    """Counts half-units exactly: the level is kept in half-unit-nanoseconds, all integers.

    Starts full: a fresh 5-WCU table took a 400-WCU write on AWS (facts: parity PR 43). A call
    passes while the level is above zero and is charged what it really consumed, so the level may
    go into debt by one call's units. AWS documents neither that nor the opposite (doubtful).
    ``burst_s``: how many seconds of its rate it holds.
    """

    __slots__ = ("_at_ns", "_burst_s", "_full", "_level", "_rate")

    def __init__(self, half_units_per_s: int, now_ns: int, burst_s: int = BURST_S) -> None:
        self._rate = half_units_per_s
        self._burst_s = burst_s
        self._full = half_units_per_s * burst_s * NS_PER_S
        self._level = self._full
        self._at_ns = now_ns

    @property
    def half_units_per_s(self) -> int:
        """How much comes back in a second."""
        return self._rate

    def level_half_units(self, now_ns: int) -> int:
        """What is left, rounded down; negative in debt."""
        self._refill(now_ns)
        return self._level // NS_PER_S

    def has_tokens(self, now_ns: int, claimed_half_units: int = 0) -> bool:
        """Whether anything is left besides what others of the same call will take at least."""
        claimed = claimed_half_units * NS_PER_S
        if self._level > claimed:  # refilling only adds
            return True
        self._refill(now_ns)
        return self._level > claimed

    def take(self, half_units: int, now_ns: int) -> None:
        """Take what was consumed, into debt if need be."""
        self._refill(now_ns)
        self._level -= half_units * NS_PER_S

    def change_rate(self, half_units_per_s: int, now_ns: int) -> None:
        """A new number of units. What was saved stays, up to the new ceiling."""
        self._refill(now_ns)
        self._rate = half_units_per_s
        self._full = half_units_per_s * self._burst_s * NS_PER_S
        self._level = min(self._level, self._full)

    def _refill(self, now_ns: int) -> None:
        if now_ns > self._at_ns:
            level = self._level + (now_ns - self._at_ns) * self._rate
            self._level = level if level < self._full else self._full
            self._at_ns = now_ns
