"""What one table or global index has to give, reads or writes."""

from harness.capacity.limit import Cause, Limit, throttle
from harness.capacity.on_demand import ON_DEMAND_BURST_S, Peak
from harness.capacity.partitions import (
    PARTITION_READ_UNITS,
    PARTITION_WRITE_UNITS,
    Partitions,
)
from harness.capacity.quotas import TABLE_UNITS
from harness.model.entry import Throttle
from harness.model.table import ON_DEMAND_START


class Supply:
    """``limits``: the buckets that every access draws on, besides its partition's.

    Provisioned: one. On demand: what it can serve now and, where it is set, OnDemandThroughput's
    maximum. What was ever reached is kept over changes of the billing mode (Developer Guide,
    Considerations when switching capacity modes, 2026 copy).
    """

    __slots__ = ("_peak", "_reached", "index", "limits", "partitions", "table", "write")

    def __init__(self, table: str, index: str | None, salt: int, *, write: bool) -> None:
        self.table = table
        self.index = index
        self.write = write
        self.limits: tuple[Limit, ...] = ()
        ceiling = PARTITION_WRITE_UNITS if write else PARTITION_READ_UNITS
        key_range = self._throttle(Cause.KEY_RANGE, on_demand=False)
        self.partitions = Partitions(2 * ceiling, salt, key_range)
        self._peak: Peak | None = None
        self._reached = 0

    @property
    def reached_units(self) -> int:
        """The most units a second that it ever had, or was told to be ready for."""
        return self._reached

    def provision(self, units: int, warm_units: int, partitions: int, now_ns: int) -> None:
        """Provisioned, at so many units a second. Doubtful: that a table which comes from on
        demand starts with a full bucket."""
        self._reached = max(self._reached, units, warm_units)
        if self._peak is None and self.limits:
            self.limits[0].change_rate(2 * units, now_ns)
        else:
            words = self._throttle(Cause.PROVISIONED, on_demand=False)
            self.limits = (Limit(2 * units, now_ns, words),)
        self._peak = None
        self.partitions.split(partitions, now_ns, self._throttle(Cause.KEY_RANGE, on_demand=False))

    def open(self, maximum: int | None, warm_units: int, partitions: int, now_ns: int) -> None:
        """On demand, of at most ``maximum`` units a second."""
        start = ON_DEMAND_START.write_units if self.write else ON_DEMAND_START.read_units
        self._reached = max(self._reached, start, warm_units)
        self.partitions.split(partitions, now_ns, self._throttle(Cause.KEY_RANGE, on_demand=True))
        served = self._served(now_ns)
        self.limits = (served,) if maximum is None else (served, self._maximum(maximum, now_ns))

    def passes(self, key: int | None, now_ns: int) -> bool:
        """Whether every bucket that an access to this partition key draws on has tokens."""
        if self._peak is not None and now_ns >= self._peak.due_ns:
            self._rise(self._peak, now_ns)
        for limit in self.limits:
            if not limit.has_tokens(now_ns):
                return False
        return key is None or self.partitions.of(key).has_tokens(now_ns)

    def drawn_by(self, key: int | None, now_ns: int) -> tuple[Limit, ...]:
        """Those buckets."""
        if self._peak is not None and now_ns >= self._peak.due_ns:
            self._rise(self._peak, now_ns)
        return self.limits if key is None else (*self.limits, self.partitions.of(key))

    def take(self, half_units: int, now_ns: int) -> None:
        """Take what was consumed from every bucket but the partitions'."""
        for limit in self.limits:
            limit.take(half_units, now_ns)
        if self._peak is not None:
            self._peak.take(half_units, now_ns)

    def _rise(self, peak: Peak, now_ns: int) -> None:
        """Serve what the peaks of half an hour ago allow."""
        peak.rise(now_ns)
        self._reached = max(self._reached, peak.half_units_per_s)  # half-units: twice the peak
        self._adjust(self.limits[0], now_ns)
        ceiling = PARTITION_WRITE_UNITS if self.write else PARTITION_READ_UNITS
        self.partitions.split(
            -(-self._reached // ceiling), now_ns, self._throttle(Cause.KEY_RANGE, on_demand=True)
        )

    def _served(self, now_ns: int) -> Limit:
        if self._peak is None:
            self._peak = Peak(self._reached, now_ns)
            words = self._throttle(Cause.KEY_RANGE, on_demand=True)
            served = Limit(2 * self._reached, now_ns, words, ON_DEMAND_BURST_S)
        else:
            served = self.limits[0]
        self._adjust(served, now_ns)
        return served

    def _adjust(self, served: Limit, now_ns: int) -> None:
        """The account's quota for a table caps what it grows to, and then gives the reason.

        Doubtful: that growth too slow is refused as KeyRangeThroughputExceeded; AWS has no reason
        of its own for it.
        """
        capped = self._reached >= TABLE_UNITS
        served.change_rate(2 * min(self._reached, TABLE_UNITS), now_ns)
        served.throttle = self._throttle(
            Cause.ACCOUNT if capped else Cause.KEY_RANGE, on_demand=True
        )

    def _maximum(self, units: int, now_ns: int) -> Limit:
        """Best effort, and burst applies (Developer Guide, Maximum throughput, 2026 copy).
        Doubtful: how much. Here 300 seconds, as everywhere."""
        if self._peak is not None and len(self.limits) == 2:
            self.limits[1].change_rate(2 * units, now_ns)
            return self.limits[1]
        return Limit(2 * units, now_ns, self._throttle(Cause.MAXIMUM, on_demand=True))

    def _throttle(self, cause: Cause, *, on_demand: bool) -> Throttle:
        return throttle(self.table, self.index, cause, write=self.write, on_demand=on_demand)
