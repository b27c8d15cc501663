"""A month in USD, and what the free tier serves of it."""

from dataclasses import dataclass
from fractions import Fraction

from harness.capacity.free_tier import Split
from harness.capacity.prices import SECONDS_A_MONTH, Usd


@dataclass(frozen=True, slots=True)
class TableCost:
    """USD a month, unrounded, None where a price is not known. ``as_is`` is ``on_demand`` where the
    table is on demand. ``scaled``: provisioned by auto scaling."""

    table: str
    as_is: Usd
    as_recommended: Usd
    scaled: Usd
    on_demand: Usd


@dataclass(frozen=True, slots=True)
class LambdaCost:
    """A month of the invocations measured, with this machine's durations. ``month`` and
    ``after_free_tier``: USD, unrounded, None where a price is not known."""

    invocations: int
    gb_seconds: Fraction
    month: Usd
    after_free_tier: Usd


@dataclass(frozen=True, slots=True)
class VolumeCost:
    """USD for a month of so many requests of the run's mix, at an even rate. ``provisioned``: the
    fewest units that serve it. ``functions``: Lambda's part, None where it is not known."""

    requests: int
    provisioned: Usd
    on_demand: Usd
    functions: Usd


@dataclass(frozen=True, slots=True)
class BreakEven:
    """Where provisioned and on-demand capacity cost the same. ``read_use`` and ``write_use``: the
    share of a provisioned unit's time in use. ``million``: USD for a million requests of the run's
    mix on demand. ``requests``: so many a month cost on demand what the recommended values do."""

    read_use: Fraction | None
    write_use: Fraction | None
    million: Usd
    requests: int | None


@dataclass(frozen=True, slots=True)
class FreeUnits:
    """A table's or an index's part of the free tier's units."""

    table: str
    index: str | None
    read_units: int
    write_units: int


@dataclass(frozen=True, slots=True)
class FreeTier:
    """What 25 RCU and 25 WCU serve of the run's mix, split as is best over the tables and global
    indexes that it touches. None where there are too many of those."""

    reads: Split[tuple[str, str | None]] | None
    writes: Split[tuple[str, str | None]] | None

    @property
    def requests_per_s(self) -> Fraction | None:
        """Requests per second that the free tier carries, None where it bounds nothing."""
        splits = (self.reads, self.writes)
        rates = [
            split.requests_per_s for split in splits if split and split.requests_per_s is not None
        ]
        return None if None in splits else min(rates, default=None)

    @property
    def requests_a_month(self) -> int | None:
        """Requests in 730 hours that the free tier carries, None where it bounds nothing."""
        rate = self.requests_per_s
        return None if rate is None else int(rate * SECONDS_A_MONTH)

    @property
    def split(self) -> tuple[FreeUnits, ...]:
        """Empty where there is none."""
        if not self.reads or not self.writes:
            return ()
        return tuple(
            FreeUnits(*name, units, self.writes.units[name])
            for name, units in self.reads.units.items()
        )


@dataclass(frozen=True, slots=True)
class Costs:
    """``region``: whose prices these are. ``total``: of the tables, without Lambda.
    ``after_free_tier``: of the total, nothing else of the account using it. ``functions``: None
    where no function was invoked. ``missing``: the prices that these costs need and that are not
    known, by ``PRICE_NAMES``. ``doubtful``: sentences on the prices."""

    region: str
    tables: tuple[TableCost, ...]
    total: TableCost
    after_free_tier: TableCost
    functions: LambdaCost | None
    volumes: tuple[VolumeCost, ...]
    break_even: BreakEven
    missing: tuple[str, ...]
    sources: tuple[str, ...]
    doubtful: tuple[str, ...]
