"""An estimate of what refused requests would have consumed.

A refused call consumes nothing, so consumption alone flatters a throttled table. A request that
ended refused is taken to have wanted what the served requests of its kind consumed on average,
less what it did consume. Retries of one request inside a function count once; a direct caller's
retries cannot be told apart and count each.
"""

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction

from harness.model.charge import Arm
from harness.report.count.counts import Counts, KindCount
from harness.report.values.resource import Dimension, ResourceKey, half_units

Payer = Callable[[str, str | None, Dimension], ResourceKey]


class Demand:
    """The missing half-units of each resource, by second of the counts."""

    def __init__(self, counts: Counts) -> None:
        self.is_floor = False
        self._parts: dict[ResourceKey, list[tuple[Fraction, Mapping[int, int]]]] = {}
        for kind in counts.kinds.values():
            self._add(kind, counts.payer)

    def missing(self, key: ResourceKey) -> dict[int, int]:
        """Rounded so that each stretch from the start is exact to the half-unit below."""
        missing: dict[int, int] = {}
        for each, lost in self._parts.get(key, ()):
            count = total = 0
            for second in sorted(lost):
                count += lost[second]
                due = int(each * count)
                missing[second] = missing.get(second, 0) + due - total
                total = due
        return missing

    def _add(self, kind: KindCount, payer: Payer) -> None:
        lost = sum(kind.lost.values())
        if not lost:
            return
        if not kind.served:
            self.is_floor = True
            return
        served_units = _by_resource(kind.served_arms, payer)
        lost_units = _by_resource(kind.lost_arms, payer)
        for key, units in served_units.items():
            each = Fraction(units, kind.served) - Fraction(lost_units.get(key, 0), lost)
            if each > 0:
                self._parts.setdefault(key, []).append((each, kind.lost))


def _by_resource(arms: Iterable[Arm], payer: Payer) -> dict[ResourceKey, int]:
    units: dict[ResourceKey, int] = {}
    for arm in arms:
        for dimension in Dimension:
            key = payer(arm.table, arm.index, dimension)
            units[key] = units.get(key, 0) + half_units(arm, dimension)
    return units
