"""How units spread over keys and partitions."""

from dataclasses import dataclass
from fractions import Fraction

from harness.report.values.resource import Dimension


@dataclass(frozen=True, slots=True)
class HotKey:
    """``partition``: the hash of the partition key's value. ``name``: the value made readable,
    where the run kept that. ``share``: of the units of all known keys."""

    partition: str
    name: str | None
    share: Fraction


@dataclass(frozen=True, slots=True)
class Heat:
    """How the units of a table or index spread over its keys and its modelled partitions.

    ``ceiling``: units a second that one partition serves. ``busiest_share``: the part of the units
    that the busiest partition bore. ``peak_half_units``: in its busiest second. ``hottest``: the
    keys that took most, at most five of ``keys_seen``.
    """

    table: str
    index: str | None
    dimension: Dimension
    partitions: int
    ceiling: int
    busiest_share: Fraction
    peak_half_units: int
    keys_seen: int
    hottest: tuple[HotKey, ...]

    @property
    def peak_utilisation(self) -> Fraction:
        """Highest second ÷ the ceiling of a partition."""
        return Fraction(self.peak_half_units, 2 * self.ceiling)
