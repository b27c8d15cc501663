"""A design of an application, by what the requests of its run cost. Values and arithmetic only.

A design is judged by its units a request, which do not depend on how fast this machine was. Rates
are whole requests of the mix, all kinds together, a second.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from harness.capacity.bucket import BURST_S
from harness.capacity.free_tier import best_split
from harness.capacity.prices import (
    SECONDS_A_MONTH,
    Usd,
    on_demand_month,
    prices_of,
    provisioned_month,
)
from harness.model.table import TableClass
from harness.report.assess.burst import projected_second
from harness.report.values.summary import Dimension, Kind, Standing, Summary


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
    """USD a month, unrounded, before the free tier, None where a price is not known. ``as_is`` is
    None for a table on demand too."""

    as_is: Usd
    as_needed: Usd
    on_demand: Usd


@dataclass(frozen=True, slots=True)
class Design:
    """``value``: of the template parameter that selects it. ``calls``: DynamoDB calls;
    ``over_calls``: those that AWS would have refused in the run as it was. ``unanswered``: requests
    that ended in an error."""

    value: str
    run_id: str
    requests: int
    calls: int
    over_calls: int
    unanswered: int
    kinds: tuple[Kind, ...]
    needs: tuple[Need, ...]
    table_class: TableClass = TableClass.STANDARD

    @property
    def label(self) -> str:
        """What names it in sentences and tables."""
        return self.value or "(empty)"

    def each(self, dimension: Dimension) -> Fraction:
        """Half-units a request of the mix, table and indexes together."""
        return sum((need.each for need in self.needs if need.dimension is dimension), Fraction(0))

    def kind(self, name: str) -> Kind | None:
        return next((kind for kind in self.kinds if kind.name == name), None)

    def first_to_throttle(self, rate: Fraction) -> tuple[int, Need] | None:
        seconds = [(need.throttles_at(rate), need) for need in self.needs]
        breaking = [(second, need) for second, need in seconds if second is not None]
        return min(breaking, key=lambda found: found[0], default=None)

    def carried(self) -> Fraction:
        """The rate that the free tier carries for good, split as is best."""
        return min((rate for rate, _ in self._carried()), default=Fraction(0))

    def binds(self) -> Dimension:
        """What ``carried`` ends at first."""
        return min(self._carried(), default=(Fraction(0), Dimension.WRITE))[1]

    def _carried(self) -> Iterator[tuple[Fraction, Dimension]]:
        """By what limits it; 0 where a design has more tables and indexes than there are units."""
        for dimension in Dimension:
            needs = {(need.table, need.index): need.each for need in self._of(dimension)}
            split = best_split(needs)
            if split is None:
                yield Fraction(0), dimension
            elif split.requests_per_s is not None:
                yield split.requests_per_s, dimension

    def month(self, rate: Fraction, region: str) -> Month:
        prices = prices_of(region).of_class(self.table_class)
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


def design_of(value: str, summary: Summary) -> Design:
    """What a run says of the design it was made with; only tables that were used belong to it."""
    requests = summary.totals.outcomes.requests
    tables = {use.table for use in summary.used}
    classes = {table.table_class for table in summary.facts.tables if table.name in tables}
    return Design(
        value=value,
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
        table_class=min(classes, default=TableClass.STANDARD),
    )


def a_month(rate: Fraction) -> int:
    """A rate as requests a month."""
    return int(rate * SECONDS_A_MONTH)


def _provisioned(needs: Iterable[Need]) -> int:
    return sum(need.provisioned or 0 for need in needs)
