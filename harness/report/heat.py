"""Which keys and partitions bear the load: tallied by the hash that the ledger has of a key."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from fractions import Fraction

from harness.capacity.partitions import (
    PARTITION_READ_UNITS,
    PARTITION_WRITE_UNITS,
    on_demand_partitions,
    partition_number,
    provisioned_partitions,
)
from harness.model.entry import CallEntry
from harness.model.table import IndexType, Table, Throughput
from harness.report.summary import Dimension, Heat, HotKey

_ResourceKey = tuple[str, str | None, Dimension]

# Exact up to twice as many keys of a table or index; memory has to stay flat.
KEYS_KEPT = 20_000

_KEYS_SHOWN = 5


class _Keys:
    """Half-units by key. Beyond ``2 * kept`` keys the least are forgotten, and the others are
    counted low by as much (Misra and Gries 1982, in batches)."""

    __slots__ = ("_kept", "names", "units")

    def __init__(self, kept: int) -> None:
        self._kept = kept
        self.units: dict[int, int] = {}
        self.names: dict[int, str] = {}

    def add(self, key: int, half_units: int, name: str | None) -> None:
        self.units[key] = self.units.get(key, 0) + half_units
        if name is not None:
            self.names[key] = name
        if len(self.units) > 2 * self._kept:
            self._forget()

    def _forget(self) -> None:
        least = sorted(self.units.values(), reverse=True)[self._kept]
        self.units = {key: units - least for key, units in self.units.items() if units > least}
        self.names = {key: name for key, name in self.names.items() if key in self.units}


class _Resource:
    """Of one table or index, reads or writes."""

    __slots__ = ("by_second", "half_units", "keys")

    def __init__(self, kept: int) -> None:
        self.half_units = 0
        self.keys = _Keys(kept)
        self.by_second: dict[tuple[int, int], int] = defaultdict(int)  # partition and second


class HeatTally:
    """``salt``: the limiter's, so that the same keys are neighbours as in the run."""

    def __init__(self, tables: Iterable[Table], salt: int, kept: int = KEYS_KEPT) -> None:
        self._salt = salt
        self._partitions: dict[tuple[str, str | None], int] = {}
        self._local: set[tuple[str, str]] = set()
        self._kept = kept
        self._resources: dict[_ResourceKey, _Resource] = {}
        for table in tables:
            self._add_table(table)

    def _add_table(self, table: Table) -> None:
        self._partitions[table.name, None] = _count(table.throughput)
        for index in table.indexes:
            if index.type is IndexType.LOCAL:
                self._local.add((table.name, index.name))
            else:
                self._partitions[table.name, index.name] = _count(index.throughput)

    def add(self, entry: CallEntry, second: int) -> None:
        """A write names its table's key; which keys of global indexes it touches is not known."""
        if entry.partition is None:
            return
        key = int(entry.partition, 16)
        for arm in entry.arms:
            index = None if (arm.table, arm.index) in self._local else arm.index
            if arm.read_half_units:
                resource = (arm.table, index, Dimension.READ)
                self._take(resource, key, arm.read_half_units, entry.key, second)
            if arm.write_half_units and index is None:
                resource = (arm.table, None, Dimension.WRITE)
                self._take(resource, key, arm.write_half_units, entry.key, second)

    def heats(self) -> tuple[Heat, ...]:
        """One for each table or index of which keys are known."""
        return tuple(self._heat(key, resource) for key, resource in self._resources.items())

    def _take(
        self, resource: _ResourceKey, key: int, half_units: int, name: str | None, second: int
    ) -> None:
        tally = self._resources.get(resource)
        if tally is None:
            tally = self._resources[resource] = _Resource(self._kept)
        tally.half_units += half_units
        tally.keys.add(key, half_units, name)
        count = self._partitions.get(resource[:2], 1)
        tally.by_second[partition_number(key, self._salt, count), second] += half_units

    def _heat(self, resource: _ResourceKey, tally: _Resource) -> Heat:
        table, index, dimension = resource
        reads = dimension is Dimension.READ
        busiest = _busiest(tally.by_second)
        hottest = sorted(tally.keys.units.items(), key=lambda item: (-item[1], item[0]))
        return Heat(
            table=table,
            index=index,
            dimension=dimension,
            partitions=self._partitions.get((table, index), 1),
            ceiling=PARTITION_READ_UNITS if reads else PARTITION_WRITE_UNITS,
            busiest_share=Fraction(busiest, tally.half_units),
            peak_half_units=max(tally.by_second.values()),
            keys_seen=len(hottest),
            hottest=tuple(
                HotKey(f"{key:016x}", tally.keys.names.get(key), Fraction(units, tally.half_units))
                for key, units in hottest[:_KEYS_SHOWN]
            ),
        )


def _busiest(by_second: Mapping[tuple[int, int], int]) -> int:
    """Half-units of the partition that bore most."""
    units: dict[int, int] = {}
    for (partition, _), half_units in by_second.items():
        units[partition] = units.get(partition, 0) + half_units
    return max(units.values())


def _count(throughput: Throughput | None) -> int:
    """As the run's limiter had it at the start: later splits are not in the ledger."""
    if throughput is None:
        return on_demand_partitions(0, 0)
    return provisioned_partitions(throughput.read_units, throughput.write_units)
