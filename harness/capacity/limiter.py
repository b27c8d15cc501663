"""Throughput of all tables: may a call pass, and what it takes from which bucket."""

from collections.abc import Iterable, Iterator

from harness.capacity.gauge import Gauge
from harness.capacity.limit import Limit
from harness.capacity.partitions import first_partitions, on_demand_partitions
from harness.capacity.supply import Supply
from harness.model.charge import Arm
from harness.model.entry import Throttle
from harness.model.operation import Access, Operation
from harness.model.table import BillingMode, Index, IndexType, Table, Throughput

# A table or index, reads or writes. A local index leads to its table's supply.
_Key = tuple[str, str | None, bool]

# What a write takes of an index that it changes, at least: 1 WCU.
_INDEX_WRITE_HALF_UNITS = 2

_NO_UNITS = Throughput(0, 0)
_PASSED: tuple[tuple[Throttle, ...], ...] = ((),)


class Limiter:
    """Two steps, because what a call consumes is known only after it.

    ``admit`` before forwarding: every bucket that the call may draw on has tokens. ``settle``
    after it: the real units leave the buckets, into debt if need be. A refused call takes nothing
    (doubtful). Same calls, same times, same ``seed``: same verdicts.
    """

    def __init__(self, tables: Iterable[Table], now_ns: int, *, seed: int = 0) -> None:
        self._supplies: dict[_Key, Supply] = {}
        self._seed = seed
        for table in tables:
            self.set_table(table, now_ns)

    def set_table(self, table: Table, now_ns: int) -> None:
        """A table was made or found, or its throughput or its indexes changed."""
        before = {key: self._supplies.pop(key) for key in self._keys_of(table.name)}
        for index in (None, *table.global_indexes):
            self._set(table, index, before, now_ns)
        # A local index draws on its table's throughput (Developer Guide, Local secondary indexes,
        # 2023 text).
        for index in table.indexes:
            for write in (False, True):
                supply = self._supplies.get((table.name, None, write))
                if index.type is IndexType.LOCAL and supply is not None:
                    self._supplies[table.name, index.name, write] = supply

    def remove_table(self, name: str) -> None:
        """Forget a table and its indexes: nothing limits them any more."""
        for key in self._keys_of(name):
            del self._supplies[key]

    def admit(self, now_ns: int, operation: Operation) -> tuple[tuple[Throttle, ...], ...]:
        """For each access, in order, what refuses it: each empty bucket with AWS's reason.

        What earlier accesses of a batch will take at least counts as taken, so a batch on a nearly
        empty bucket passes partly. Not so of a transaction, which is one call: 6,840 WCU at once
        passed on a new table of 5 WCU in every run on AWS (paritysuite, transactionLimits,
        2026-05). Doubtful: whether such a table is in debt for as long as here.
        """
        if len(operation.accesses) == 1 and self._passes(now_ns, operation.accesses[0]):
            return _PASSED
        if operation.transaction:
            return tuple([self._refusals(now_ns, access, {}) for access in operation.accesses])
        claims: dict[Limit, int] = {}
        return tuple([self._refusals(now_ns, access, claims) for access in operation.accesses])

    def settle(self, now_ns: int, operation: Operation, arms: Iterable[Arm]) -> None:
        """Take what was consumed. A partition takes the part of an arm that its keys stand for,
        in proportion to their ``least_half_units``."""
        for arm in arms:
            if arm.read_half_units:
                self._take((arm.table, arm.index, False), arm.read_half_units, operation, now_ns)
            if arm.write_half_units:
                self._take((arm.table, arm.index, True), arm.write_half_units, operation, now_ns)

    def level_half_units(
        self, table: str, index: str | None, *, write: bool, now_ns: int
    ) -> int | None:
        """What is left, or None where nothing limits: the table or index is not known."""
        supply = self._supplies.get((table, index, write))
        return None if supply is None else _level(supply, now_ns)

    def save(
        self, table: str, index: str | None, seconds: int, *, write: bool, now_ns: int
    ) -> None:
        """Leave what so many seconds save in its buckets, no more and no less."""
        for limit in self._supplies[table, index, write].limits:
            level = limit.level_half_units(now_ns)
            limit.take(level - seconds * limit.half_units_per_s, now_ns)

    def gauges(self, now_ns: int) -> tuple[Gauge, ...]:
        """One for reads and one for writes of each table and global index, by name."""
        supplies = dict.fromkeys(self._supplies.values())  # a local index has its table's
        gauges = [_gauge(supply, now_ns) for supply in supplies]
        return tuple(
            sorted(gauges, key=lambda gauge: (gauge.table, gauge.index or "", gauge.write))
        )

    def _set(
        self, table: Table, index: Index | None, before: dict[_Key, Supply], now_ns: int
    ) -> None:
        name = None if index is None else index.name
        reads, writes = (
            before.get((table.name, name, write))
            or Supply(table.name, name, self._seed, write=write)
            for write in (False, True)
        )
        if _configure(reads, writes, table, index, now_ns):
            self._supplies[table.name, name, False] = reads
            self._supplies[table.name, name, True] = writes

    def _keys_of(self, name: str) -> list[_Key]:
        return [key for key in self._supplies if key[0] == name]

    def _passes(self, now_ns: int, access: Access) -> bool:
        """The short way of most calls: as ``_refusals``, without its reasons."""
        supply = self._supplies.get((access.table, access.index, access.write))
        if supply is not None and not supply.passes(access.partition, now_ns):
            return False
        for touch in access.touches:
            supply = self._supplies.get((access.table, touch.index, True))
            if supply is not None and not supply.passes(touch.partition, now_ns):
                return False
        return True

    def _refusals(
        self, now_ns: int, access: Access, claims: dict[Limit, int]
    ) -> tuple[Throttle, ...]:
        """A write needs capacity in its table and in every global index that it may change
        (Developer Guide, Global secondary indexes, 2026 copy). Doubtful: how soon an index's want
        reaches the table; here at once."""
        own = self._limits(access.table, access.index, access.write, access.partition, now_ns)
        least = access.least_half_units
        drawn = [(limit, least) for limit in own]
        for touch in access.touches:
            limits = self._limits(access.table, touch.index, True, touch.partition, now_ns)
            drawn += [(limit, _INDEX_WRITE_HALF_UNITS) for limit in limits]
        empty = [limit for limit, _ in drawn if not limit.has_tokens(now_ns, claims.get(limit, 0))]
        if empty:
            return _refused(empty, now_ns)
        for limit, half_units in drawn:
            claims[limit] = claims.get(limit, 0) + half_units
        return ()

    def _limits(
        self, table: str, index: str | None, write: bool, partition: int | None, now_ns: int
    ) -> tuple[Limit, ...]:
        supply = self._supplies.get((table, index, write))
        return () if supply is None else supply.drawn_by(partition, now_ns)

    def _take(self, key: _Key, half_units: int, operation: Operation, now_ns: int) -> None:
        supply = self._supplies.get(key)
        if supply is None:
            return
        supply.take(half_units, now_ns)
        if len(operation.accesses) == 1:
            partition = self._key(operation.accesses[0], supply)
            if partition is not None:
                supply.partitions.take(partition, half_units, now_ns)
            return
        keys = [(self._key(access, supply), access) for access in operation.accesses]
        weights = [(key, access.least_half_units) for key, access in keys if key is not None]
        for partition, share in _shares(half_units, weights):
            supply.partitions.take(partition, share, now_ns)

    def _key(self, access: Access, supply: Supply) -> int | None:
        if access.table != supply.table:
            return None
        if self._supplies.get((access.table, access.index, supply.write)) is supply:
            return access.partition
        for touch in access.touches:
            if touch.index == supply.index:
                return touch.partition
        return None


def _configure(
    reads: Supply, writes: Supply, table: Table, index: Index | None, now_ns: int
) -> bool:
    """Whether the table or index has throughput of its own."""
    shown = table if index is None else index
    warm = shown.warm_throughput or _NO_UNITS
    count = first_partitions(shown, table.billing_mode)
    if table.billing_mode is BillingMode.PAY_PER_REQUEST:
        maximum = shown.on_demand_maximum
        count = max(count, on_demand_partitions(reads.reached_units, writes.reached_units))
        reads.open(maximum.read_units, warm.read_units, count, now_ns)
        writes.open(maximum.write_units, warm.write_units, count, now_ns)
        return True
    given = shown.throughput
    if given is None:
        return False
    reads.provision(given.read_units, warm.read_units, count, now_ns)
    writes.provision(given.write_units, warm.write_units, count, now_ns)
    return True


def _refused(empty: list[Limit], now_ns: int) -> tuple[Throttle, ...]:
    for limit in empty:
        limit.refused(now_ns)
    return tuple(dict.fromkeys(limit.throttle for limit in empty))


def _shares(half_units: int, keys: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The units split in proportion to the weights, to the half-unit."""
    total = sum(weight for _, weight in keys)
    passed = given = 0
    for key, weight in keys:
        passed += weight
        until = half_units * passed // total
        yield key, until - given
        given = until


def _level(supply: Supply, now_ns: int) -> int:
    return min(limit.level_half_units(now_ns) for limit in supply.drawn_by(None, now_ns))


def _gauge(supply: Supply, now_ns: int) -> Gauge:
    level = _level(supply, now_ns)
    half_units_per_s = min(limit.half_units_per_s for limit in supply.limits)
    return Gauge(supply.table, supply.index, supply.write, half_units_per_s // 2, level)
