"""Which partitions of a table or index could reach their ceiling, by the profile's keys.

A key's hash says which partition it is in; the keys that are not kept by hash are spread evenly.
Which keys fall together is chance, which ``salt`` throws, as in the gateway.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from harness.capacity.partitions import (
    PARTITION_READ_UNITS,
    PARTITION_WRITE_UNITS,
    on_demand_partitions,
    partition_numbers,
    provisioned_partitions,
)
from harness.simulate.arrivals import Counts64, differences
from harness.simulate.plan import AutoScaled, CapacityMode, OnDemand, Provisioned
from harness.simulate.profile import KeyShares, ResourceId

_FIRST_BYTE_AT = 56  # of a hash of 64 bits

# A partition that half of its ceiling would do for is not looked at: seconds vary.
_MARGIN = 2


@dataclass(frozen=True, slots=True)
class HotPartition:
    """``share``: of the resource's half-units that its keys take."""

    resource: ResourceId
    number: int
    share: Fraction

    @property
    def half_units_per_s(self) -> int:
        """Its ceiling."""
        return 2 * (PARTITION_WRITE_UNITS if self.resource.write else PARTITION_READ_UNITS)


def partition_count(reads: CapacityMode | None, writes: CapacityMode | None) -> int:
    """With how many a table or index starts. Doubtful: none is added while it grows, though AWS
    does."""
    units = _units(reads), _units(writes)
    if isinstance(reads, OnDemand) or isinstance(writes, OnDemand):
        return on_demand_partitions(*units)
    return provisioned_partitions(*units)


def partition_shares(keys: KeyShares, count: int, salt: int = 0) -> tuple[Fraction, ...]:
    """Of each partition, by number."""
    numbers = partition_numbers(salt, count)
    hashed = [0] * count
    for key, half_units in keys.hottest:
        hashed[numbers[key >> _FIRST_BYTE_AT]] += half_units
    rest = sum(half_units for _, half_units in keys.rest)
    return tuple((units + Fraction(rest, count)) / keys.total for units in hashed)


def hot_partitions(
    keys: KeyShares | None, peak_half_units_per_s: int, count: int, salt: int = 0
) -> tuple[HotPartition, ...]:
    """Those that half the demand of the busiest second would bring to their ceiling, or more. Where
    no keys were measured there is none."""
    if keys is None or not keys.total:
        return ()
    hot = (
        HotPartition(keys.resource, number, share)
        for number, share in enumerate(partition_shares(keys, count, salt))
    )
    return tuple(
        partition
        for partition in hot
        if _MARGIN * partition.share * peak_half_units_per_s > partition.half_units_per_s
    )


def split_calls(
    calls: Counts64, shares: Iterable[Fraction], dice: np.random.Generator | None
) -> list[Counts64]:
    """The calls that go to each of the shares, by second, and at last the rest."""
    parts, left, passed = [], calls, Fraction(0)
    for share in shares:
        part = share / (1 - passed) if passed < 1 else Fraction(0)
        passed += share
        if dice is not None:
            taken = dice.binomial(left, min(1.0, float(part)))
        else:
            until = np.cumsum(left) * part.numerator // part.denominator
            taken = np.minimum(left, differences(until))
        parts.append(taken)
        left = left - taken
    return [*parts, left]


def _units(mode: CapacityMode | None) -> int:
    match mode:
        case Provisioned(units):
            return units
        case AutoScaled(minimum=minimum, start_units=start):
            return max(minimum, start or 0)
        case OnDemand(warm_units=warm):
            return warm
        case None:
            return 0
