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
from harness.model.charge import Arm
from harness.model.table import IndexType, Table, Throughput
from harness.report.plus import plus
from harness.report.summary import Dimension, Heat, HotKey

_ResourceKey = tuple[str, str | None, Dimension]

# Exact up to twice as many keys of a table or index; memory has to stay flat.
KEYS_KEPT = 20_000

_KEYS_SHOWN = 5


class _Keys:
    """Half-units by key. Beyond ``2 * kept`` keys the least are forgotten, and the others are
    counted low by as much (Misra and Gries 1982, in batches)."""

    __slots__ = ("_counted", "_kept", "_new", "names", "units")

    def __init__(self, kept: int) -> None:
        self._kept = kept
        self._counted: dict[int, Counter[str]] = defaultdict(Counter)  # by half-units of each
        self._new = 0
        self.units: Counter[str] = Counter()
        self.names: dict[str, str] = {}

    def add(self, keys: Iterable[str], half_units: int, names: Mapping[str, str]) -> None:
        """So many for each."""
        counted = self._counted[half_units]
        before = len(counted)
        counted.update(keys)
        self._new += len(counted) - before
        self.names.update(names)
        if self._new > 2 * self._kept:
            self.settle()

    def merge(self, other: "_Keys") -> None:
        self.settle()
        other.settle()
        self.units.update(other.units)
        self.names.update(other.names)
        self.settle()

    def settle(self) -> None:
        """Add up what was only counted."""
        units = self.units
        for half_units, counted in self._counted.items():
            units.update({key: half_units * times for key, times in counted.items()})
        self._counted.clear()
        self._new = 0
        if len(units) > 2 * self._kept:
            self._forget()

    def _forget(self) -> None:
        least = sorted(self.units.values(), reverse=True)[self._kept]
        above = {key: units - least for key, units in self.units.items() if units > least}
        self.units = Counter(above)
        self.names = {key: name for key, name in self.names.items() if key in self.units}


class _Numbers(dict[str, int]):
    """The number of a key's partition; each is found once, as long as they are few."""

    def __init__(self, salt: int, partitions: int) -> None:
        super().__init__()
        self._salt = salt
        self._partitions = partitions

    def __missing__(self, key: str) -> int:
        if len(self) > 2 * KEYS_KEPT:
            self.clear()
        number = self[key] = partition_number(int(key, 16), self._salt, self._partitions)
        return number

    def of(self, keys: Iterable[str]) -> Iterable[int]:
        return repeat(0) if self._partitions == 1 else map(self.__getitem__, keys)


class _Resource:
    """Of one table or index, reads or writes."""

    __slots__ = ("by_second", "half_units", "keys")

    def __init__(self, kept: int) -> None:
        self.half_units = 0
        self.keys = _Keys(kept)
        self.by_second: dict[tuple[int, int], int] = defaultdict(int)  # partition and second

    def add(self, numbers: Iterable[int], seconds: Sequence[int], half_units: int) -> None:
        """So many for each call."""
        self.half_units += half_units * len(seconds)
        for where, times in Counter(zip(numbers, seconds, strict=False)).items():
            self.by_second[where] += half_units * times

    def merge(self, other: "_Resource") -> None:
        self.half_units += other.half_units
        self.keys.merge(other.keys)
        plus(self.by_second, other.by_second)


class HeatTally:
    """``salt``: the limiter's, so that the same keys are neighbours as in the run."""

    def __init__(self, tables: Iterable[Table], salt: int, kept: int = KEYS_KEPT) -> None:
        self._salt = salt
        self._partitions: dict[tuple[str, str | None], int] = {}
        self._numbers: dict[int, _Numbers] = {}
        self._local: set[tuple[str, str]] = set()
        self._kept = kept
        self._resources: dict[_ResourceKey, _Resource] = {}
        for table in tables:
            self._add_table(table)

    def __getstate__(self) -> dict[str, object]:
        return self.__dict__ | {"_numbers": {}}  # found again where they are needed

    def _add_table(self, table: Table) -> None:
        self._partitions[table.name, None] = _count(table.throughput)
        for index in table.indexes:
            if index.type is IndexType.LOCAL:
                self._local.add((table.name, index.name))
            else:
                self._partitions[table.name, index.name] = _count(index.throughput)

    def add(
        self,
        arms: Iterable[Arm],
        keys: Sequence[str | None],
        names: Sequence[str | None],
        seconds: Sequence[int],
    ) -> None:
        """Calls with these arms, each with its key's hash and, where it is known, its name. A write
        names its table's key; which keys of global indexes it touches is not known."""
        hashes = [key for key in keys if key is not None]
        if len(hashes) < len(keys):
            by_key = zip(keys, seconds, strict=True)
            seconds = [second for key, second in by_key if key is not None]
        known = {}
        if any(names):
            known = {key: name for key, name in zip(keys, names, strict=True) if key and name}
        if not hashes:
            return
        for resource, half_units in self._heated(arms):
            tally = self._resource(resource)
            tally.keys.add(hashes, half_units, known)
            numbers = self._numbers_of(self._partitions_of(resource))
            tally.add(numbers.of(hashes), seconds, half_units)

    def merge(self, later: "HeatTally") -> None:
        """Add another part of the ledger."""
        for resource, tally in later._resources.items():
            self._resource(resource).merge(tally)

    def heats(self) -> tuple[Heat, ...]:
        """One for each table or index of which keys are known, by name."""
        by_name = sorted(self._resources, key=lambda key: (key[0], key[1] or "", key[2]))
        return tuple(self._heat(key, self._resources[key]) for key in by_name)

    def _heated(self, arms: Iterable[Arm]) -> Iterator[tuple[_ResourceKey, int]]:
        for arm in arms:
            index = None if (arm.table, arm.index) in self._local else arm.index
            if arm.read_half_units:
                yield (arm.table, index, Dimension.READ), arm.read_half_units
            if arm.write_half_units and index is None:
                yield (arm.table, None, Dimension.WRITE), arm.write_half_units

    def _resource(self, key: _ResourceKey) -> _Resource:
        if key not in self._resources:
            self._resources[key] = _Resource(self._kept)
        return self._resources[key]

    def _partitions_of(self, resource: _ResourceKey) -> int:
        return self._partitions.get(resource[:2], 1)

    def _numbers_of(self, partitions: int) -> _Numbers:
        if partitions not in self._numbers:
            self._numbers[partitions] = _Numbers(self._salt, partitions)
        return self._numbers[partitions]

    def _heat(self, resource: _ResourceKey, tally: _Resource) -> Heat:
        table, index, dimension = resource
        reads = dimension is Dimension.READ
        busiest = _busiest(tally.by_second)
        tally.keys.settle()
        hottest = sorted(tally.keys.units.items(), key=lambda item: (-item[1], item[0]))
        return Heat(
            table=table,
            index=index,
            dimension=dimension,
            partitions=self._partitions_of(resource),
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
