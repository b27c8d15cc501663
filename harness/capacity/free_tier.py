"""How much of a mix of requests the free tier's units serve."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Generic, TypeVar

# 25 WCU and 25 RCU, provisioned capacity only (price file for us-east-2, 2026: 18,600 hours of
# each a month, 25 × 744).
FREE_UNITS = 25

Name = TypeVar("Name", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Split(Generic[Name]):
    """``units``: by table or index. ``requests_per_s``: what they serve for good, None where the
    mix consumes none of them."""

    units: Mapping[Name, int]
    requests_per_s: Fraction | None


def best_split(each: Mapping[Name, Fraction], units: int = FREE_UNITS) -> Split[Name] | None:
    """The split of so many units that serves most requests, reads or writes.

    ``each``: half-units a request consumes of each table and index, 0 where none; each needs one
    unit at least. None where there are more of them than units.
    """
    if len(each) > units:
        return None
    split = dict.fromkeys(each, 1)
    hungry = [name for name, half_units in each.items() if half_units]
    if not hungry:
        return Split(split, None)

    def serves(name: Name) -> Fraction:
        return 2 * split[name] / each[name]

    for _ in range(units - len(each)):
        split[min(hungry, key=serves)] += 1
    return Split(split, min(map(serves, hungry)))
