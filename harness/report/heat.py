"""Which keys and partitions bear the load: tallied by the hash that the ledger has of a key."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import repeat

from harness.capacity.partitions import (
    PARTITION_READ_UNITS,
    PARTITION_WRITE_UNITS,
    on_demand_partitions,
    partition_number,
    provisioned_partitions,
)
from harness.ledger.codec import Varying
from harness.model.charge import Arm
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
        self.units: dict[str, int] = {}
        self.names: dict[str, str] = {}

    def add(self, keys: Iterable[str], half_units: int, names: Mapping[str, str]) -> None:
        """So many for each."""
        units = self.units
        for key in keys:
            units[key] = units.get(key, 0) + half_units
        self.names.update(names)
        if len(units) > 2 * self._kept:
            self._forget()

    def _forget(self) -> None:
        least = sorted(self.units.values(), reverse=True)[self._kept]
        self.units = {key: units - least for key, units in self.units.items() if units > least}
        self.names = {key: name for key, name in self.names.items() if key in self.units}


class _Resource:
    """Of one table or index, reads or writes."""

    __slots__ = ("by_second", "half_units", "keys", "partitions")

    def __init__(self, kept: int, partitions: int) -> None:
        self.partitions = partitions
        self.half_units = 0
        self.keys = _Keys(kept)
        self.by_second: dict[tuple[int, int], int] = defaultdict(int)  # partition and second

    def add(self, keys: Sequence[str], seconds: Iterable[int], half_units: int, salt: int) -> None:
        """So many for each call."""
        self.half_units += half_units * len(keys)
        numbers = self._numbers(keys, salt)
        for where, times in Counter(zip(numbers, seconds, strict=False)).items():
            self.by_second[where] += half_units * times

    def _numbers(self, keys: Iterable[str], salt: int) -> Iterable[int]:
        if self.partitions == 1:
            return repeat(0)
        return [partition_number(int(key, 16), salt, self.partitions) for key in keys]


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

    def add(self, arms: Iterable[Arm], rows: list[Varying], seconds: Iterable[int]) -> None:
        """Calls with these arms. A write names its table's key; which keys of global indexes it
        touches is not known."""
        keyed = [row for row in rows if row["partition"] is not None]
        if not keyed:
            return
        if len(keyed) < len(rows):
            seconds = [
                second
                for row, second in zip(rows, seconds, strict=True)
                if row["partition"] is not None
            ]
        keys = [row["partition"] for row in keyed]
        names = {row["partition"]: row["key"] for row in keyed if row["key"] is not None}
        for resource, half_units in self._heated(arms):
            resource.keys.add(keys, half_units, names)
            resource.add(keys, seconds, half_units, self._salt)

    def heats(self) -> tuple[Heat, ...]:
        """One for each table or index of which keys are known, by name."""
        by_name = sorted(self._resources, key=lambda key: (key[0], key[1] or "", key[2]))
        return tuple(self._heat(key, self._resources[key]) for key in by_name)

    def _heated(self, arms: Iterable[Arm]) -> Iterator[tuple[_Resource, int]]:
        for arm in arms:
            index = None if (arm.table, arm.index) in self._local else arm.index
            if arm.read_half_units:
                yield self._resource((arm.table, index, Dimension.READ)), arm.read_half_units
            if arm.write_half_units and index is None:
                yield self._resource((arm.table, None, Dimension.WRITE)), arm.write_half_units

    def _resource(self, key: _ResourceKey) -> _Resource:
        if key not in self._resources:
            self._resources[key] = _Resource(self._kept, self._partitions.get(key[:2], 1))
        return self._resources[key]

    def _heat(self, resource: _ResourceKey, tally: _Resource) -> Heat:
        table, index, dimension = resource
        reads = dimension is Dimension.READ
        busiest = _busiest(tally.by_second)
        hottest = sorted(tally.keys.units.items(), key=lambda item: (-item[1], item[0]))
        return Heat(
            table=table,
            index=index,
            dimension=dimension,
            partitions=tally.partitions,
            ceiling=PARTITION_READ_UNITS if reads else PARTITION_WRITE_UNITS,
            busiest_share=Fraction(busiest, tally.half_units),
            peak_half_units=max(tally.by_second.values()),
            keys_seen=len(hottest),
            hottest=tuple(
                HotKey(key, tally.keys.names.get(key), Fraction(units, tally.half_units))
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
