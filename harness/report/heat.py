"""Which keys and partitions bear the load: tallied by the hash that the ledger has of a key."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from heapq import nsmallest
from typing import cast

from harness.capacity.partitions import (
    PARTITION_READ_UNITS,
    PARTITION_WRITE_UNITS,
    first_partitions,
    partition_numbers,
)
from harness.model.charge import Arm
from harness.model.table import IndexType, Table
from harness.report.summary import Dimension, Heat, HotKey

_ResourceKey = tuple[str, str | None, Dimension]
# A second, and how many calls after each other arrived in it.
Run = tuple[int, int]
# A second, and a partition's number.
_Place = tuple[int, int]

# Exact up to twice as many keys of a table or index; memory has to stay flat.
KEYS_KEPT = 20_000

_HASH_BYTES = 8
_KEYS_SHOWN = 5


class _Keys:
    """Half-units by key. Beyond ``2 * kept`` keys the least are forgotten, and the others are
    counted low by as much (Misra and Gries 1982, in batches)."""

    __slots__ = ("_kept", "names", "units")

    def __init__(self, kept: int) -> None:
        self._kept = kept
        self.units: Counter[str] = Counter()
        self.names: dict[str, str] = {}

    def add(self, units: Mapping[str, int]) -> None:
        self.units.update(units)
        if len(self.units) > 2 * self._kept:
            self._forget()

    def _forget(self) -> None:
        least = sorted(self.units.values(), reverse=True)[self._kept]
        above = {key: units - least for key, units in self.units.items() if units > least}
        self.units = Counter(above)
        self.names = {key: name for key, name in self.names.items() if key in above}


class _Resource:
    """Of one table or index, reads or writes. ``counted``: keys not added up yet, by the half-units
    of each call."""

    __slots__ = ("_kept", "by_second", "counted", "half_units", "keys")

    def __init__(self, kept: int) -> None:
        self._kept = kept
        self.half_units = 0
        self.keys = _Keys(kept)
        self.counted: dict[int, Counter[str]] = defaultdict(Counter)
        self.by_second: Counter[_Place] = Counter()

    def add(
        self, keys: Sequence[str], places: Iterable[tuple[_Place, int]], half_units: int
    ) -> None:
        """So many for each call; of each place, how many calls."""
        self.half_units += half_units * len(keys)
        self.counted[half_units].update(keys)
        if sum(map(len, self.counted.values())) > 2 * self._kept:
            self.settle()
        for place, times in places:
            self.by_second[place] += half_units * times

    def settle(self) -> None:
        """Add up what was counted."""
        for half_units, counted in self.counted.items():
            self.keys.add({key: half_units * times for key, times in counted.items()})
        self.counted.clear()

    def merge(self, other: "_Resource") -> None:
        self.half_units += other.half_units
        self.keys.add(other.keys.units)
        self.keys.names.update(other.keys.names)
        self.by_second.update(other.by_second)


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
        """As the run's limiter had it at the start: later splits are not in the ledger."""
        mode = table.billing_mode
        self._partitions[table.name, None] = first_partitions(table, mode)
        for index in table.indexes:
            if index.type is IndexType.LOCAL:
                self._local.add((table.name, index.name))
            else:
                self._partitions[table.name, index.name] = first_partitions(index, mode)

    def add(
        self,
        arms: Iterable[Arm],
        keys: Sequence[str | None],
        runs: Sequence[Run],
    ) -> None:
        """Calls with these arms, each with its key's hash. A write names its table's key; which
        keys of global indexes it touches is not known."""
        known, runs = _known(keys, runs)
        if not known:
            return
        for resource, half_units in self._heated(arms):
            places = self._places(known, runs, self._partitions_of(resource))
            self._resource(resource).add(known, places, half_units)

    def name(
        self, arms: Iterable[Arm], keys: Iterable[str | None], names: Iterable[str | None]
    ) -> None:
        """What keys of calls with these arms are called."""
        known = {key: name for key, name in zip(keys, names, strict=True) if key and name}
        for resource, _ in self._heated(arms) if known else ():
            self._resource(resource).keys.names.update(known)

    def settle(self) -> None:
        """Add up what was only counted."""
        for tally in self._resources.values():
            tally.settle()

    def merge(self, later: "HeatTally") -> None:
        """Add another part of the ledger. Both are settled."""
        for resource, tally in later._resources.items():
            self._resource(resource).merge(tally)

    def heats(self) -> tuple[Heat, ...]:
        """One for each table or index of which keys are known, by name."""
        self.settle()
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

    def _places(
        self, keys: Iterable[str], runs: Iterable[Run], partitions: int
    ) -> Iterator[tuple[_Place, int]]:
        """Of calls, and how many there."""
        first_bytes = bytes.fromhex("".join(keys))[::_HASH_BYTES]
        numbers = first_bytes.translate(partition_numbers(self._salt, partitions))
        stop = 0
        for second, times in runs:
            start, stop = stop, stop + times
            for number in range(partitions):
                if of_them := numbers.count(number, start, stop):
                    yield (second, number), of_them

    def _heat(self, resource: _ResourceKey, tally: _Resource) -> Heat:
        table, index, dimension = resource
        reads = dimension is Dimension.READ
        busiest = _busiest(tally.by_second)
        units = tally.keys.units
        hottest = nsmallest(_KEYS_SHOWN, units.items(), key=lambda item: (-item[1], item[0]))
        return Heat(
            table=table,
            index=index,
            dimension=dimension,
            partitions=self._partitions_of(resource),
            ceiling=PARTITION_READ_UNITS if reads else PARTITION_WRITE_UNITS,
            busiest_share=Fraction(busiest, tally.half_units),
            peak_half_units=max(tally.by_second.values()),
            keys_seen=len(units),
            hottest=tuple(
                HotKey(key, tally.keys.names.get(key), Fraction(half_units, tally.half_units))
                for key, half_units in hottest
            ),
        )


def _known(keys: Sequence[str | None], runs: Sequence[Run]) -> tuple[Sequence[str], Sequence[Run]]:
    """Without the calls that have no key."""
    if None not in keys:
        return cast(Sequence[str], keys), runs
    known, its_runs, stop = [], [], 0
    for second, times in runs:
        start, stop = stop, stop + times
        some = [key for key in keys[start:stop] if key is not None]
        known += some
        its_runs.append((second, len(some)))
    return known, its_runs


def _busiest(by_second: Mapping[tuple[int, int], int]) -> int:
    """Half-units of the partition that bore most."""
    units: Counter[int] = Counter()
    for (_, partition), half_units in by_second.items():
        units[partition] += half_units
    return max(units.values())
