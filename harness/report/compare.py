"""Two designs of one application, by what the same requests cost each. Values and arithmetic only.

A design is judged by its units a request, which do not depend on how fast this machine was. Rates
are whole requests of the mix, all kinds together, a second.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from harness.capacity.bucket import BURST_S
from harness.capacity.prices import (
    HOURS_A_MONTH,
    on_demand_month,
    prices_of,
    provisioned_month,
)
from harness.report.burst import projected_second
from harness.report.summary import Dimension, Kind, Standing, Summary

# The free tier's provisioned units, of each dimension (AWS, 2026: for 744 hours a month).
FREE_UNITS = 25

_SECONDS_A_MONTH = HOURS_A_MONTH * 3600


@dataclass(frozen=True, slots=True)
class Need:
    """One provisioned number, and the half-units that a request of the mix takes of it."""

    table: str
    index: str | None
    dimension: Dimension
    provisioned: int | None
    each: Fraction

    def used(self, rate: Fraction) -> Fraction | None:
        return None if not self.provisioned else rate * self.each / (2 * self.provisioned)

    def throttles_at(self, rate: Fraction) -> int | None:
        """The second in which a full burst would be used up; None where it never is."""
        if self.provisioned is None:
            return None
        full = 2 * BURST_S * self.provisioned
        return projected_second(full, 0, rate * self.each, self.provisioned)

    def needed(self, rate: Fraction) -> int:
        """The fewest units that carry the rate for good; DynamoDB takes no less than 1."""
        units = rate * self.each / 2
        return max(1, -(-units.numerator // units.denominator))


@dataclass(frozen=True, slots=True)
class Month:
    """USD a month, unrounded, before the free tier. ``as_is`` is None for a table on demand."""

    as_is: Decimal | None
    as_needed: Decimal
    on_demand: Decimal


@dataclass(frozen=True, slots=True)
class Design:
    """``key``: what names it. ``calls``: DynamoDB calls; ``over_calls``: those that AWS would have
    refused in the run as it was. ``unanswered``: requests that ended in an error."""

    key: str
    run_id: str
    requests: int
    calls: int
    over_calls: int
    unanswered: int
    kinds: tuple[Kind, ...]
    needs: tuple[Need, ...]

    def each(self, dimension: Dimension) -> Fraction:
        """Half-units a request of the mix, table and indexes together."""
        return sum((need.each for need in self.needs if need.dimension is dimension), Fraction(0))

    def kind(self, name: str) -> Kind | None:
        return next((kind for kind in self.kinds if kind.name == name), None)

    def first_to_throttle(self, rate: Fraction) -> tuple[int, Need] | None:
        seconds = [(need.throttles_at(rate), need) for need in self.needs]
        breaking = [(second, need) for second, need in seconds if second is not None]
        return min(breaking, key=lambda found: found[0], default=None)

    def carried(self, units: int = FREE_UNITS) -> Fraction:
        """The rate that so many RCU and so many WCU carry for good, dealt as well as can be."""
        rates = (self._carried(dimension, units) for dimension in Dimension)
        return min((rate for rate in rates if rate is not None), default=Fraction(0))

    def binds(self, units: int = FREE_UNITS) -> Dimension:
        """What ``carried`` ends at first."""
        rates = {dimension: self._carried(dimension, units) for dimension in Dimension}
        finite = {dimension: rate for dimension, rate in rates.items() if rate is not None}
        return min(finite, key=lambda dimension: finite[dimension], default=Dimension.WRITE)

    def _carried(self, dimension: Dimension, units: int) -> Fraction | None:
        needs = [need.each / 2 for need in self.needs if need.dimension is dimension]
        return dealt(needs, units)

    def month(self, rate: Fraction, region: str) -> Month:
        prices = prices_of(region)
        read, write = (self._of(dimension) for dimension in Dimension)
        provisioned = [need.provisioned for need in self.needs]
        return Month(
            as_is=None
            if None in provisioned
            else provisioned_month(prices, _provisioned(read), _provisioned(write)),
            as_needed=provisioned_month(
                prices,
                sum(need.needed(rate) for need in read),
                sum(need.needed(rate) for need in write),
            ),
            on_demand=on_demand_month(
                prices,
                rate * self.each(Dimension.READ) / 2,
                rate * self.each(Dimension.WRITE) / 2,
            ),
        )

    def _of(self, dimension: Dimension) -> list[Need]:
        return [need for need in self.needs if need.dimension is dimension]


@dataclass(frozen=True, slots=True)
class Comparison:
    """``course``: the design that the course recommends. ``rate``: requests a second that both are
    judged at. ``priced_region``: whose prices these are."""

    course: Design
    other: Design
    rate: Fraction
    seed: int | None
    region: str

    @property
    def designs(self) -> tuple[Design, Design]:
        return self.course, self.other

    @property
    def priced_region(self) -> str:
        return prices_of(self.region).region

    @property
    def kinds(self) -> tuple[str, ...]:
        """The most frequent first."""
        counted = sorted(self.course.kinds, key=lambda kind: -kind.outcomes.requests)
        return tuple(kind.name for kind in counted)

    @property
    def same_requests(self) -> bool:
        counts = [
            {kind.name: kind.outcomes.requests for kind in design.kinds} for design in self.designs
        ]
        return counts[0] == counts[1]


def design_of(key: str, summary: Summary) -> Design:
    """What a run says of the design it was made with; only tables that were used belong to it."""
    requests = summary.totals.outcomes.requests
    tables = {use.table for use in summary.used}
    return Design(
        key=key,
        run_id=summary.facts.run_id,
        requests=requests,
        calls=summary.totals.calls,
        over_calls=summary.totals.over_calls,
        unanswered=summary.totals.outcomes.throttled + summary.totals.outcomes.failed,
        kinds=summary.kinds,
        needs=tuple(
            Need(
                table=use.table,
                index=use.index,
                dimension=use.dimension,
                provisioned=None if use.standing is Standing.UNLIMITED else use.provisioned,
                each=Fraction(use.consumed_half_units, max(1, requests)),
            )
            for use in summary.resources
            if use.table in tables
        ),
    )


def dealt(needs: Sequence[Fraction], units: int) -> Fraction | None:
    """The rate that whole units carry, dealt to needs (units a request) as well as can be, at
    least 1 to each. None where nothing is needed, 0 where there are fewer units than needs."""
    if not any(needs):
        return None
    if units < len(needs):
        return Fraction(0)
    given = [1] * len(needs)
    for _ in range(units - len(needs)):
        given[_scarcest(needs, given)] += 1
    scarcest = _scarcest(needs, given)
    return given[scarcest] / needs[scarcest]


def a_month(rate: Fraction) -> int:
    """A rate as requests a month."""
    return int(rate * _SECONDS_A_MONTH)


def _scarcest(needs: Sequence[Fraction], given: Sequence[int]) -> int:
    return min(
        (number for number, need in enumerate(needs) if need),
        key=lambda number: given[number] / needs[number],
    )


def _provisioned(needs: Iterable[Need]) -> int:
    return sum(need.provisioned or 0 for need in needs)
