"""A design of an application, by what the requests of its run cost. Values and arithmetic only.

A design is judged by its units a request, which do not depend on how fast this machine was. Rates
are whole requests of the mix, all kinds together, a second.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from operator import itemgetter

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
from harness.report.values.request import Kind
from harness.report.values.resource import Dimension, Standing
from harness.report.values.summary import Summary


@dataclass(frozen=True, slots=True)
class Trial:
    """What was tried. ``rate``: requests a second that every design is judged at. ``region``: whose
    prices these are."""

    scenario: str
    parameter: str
    rate: Fraction
    seed: int | None
    region: str


@dataclass(frozen=True, slots=True)
class Need:
    """One provisioned number, and the half-units that a request of the mix takes of it, ``rate`` of
    which come in a second."""

    table: str
    index: str | None
    dimension: Dimension
    provisioned: int | None
    per_request: Fraction
    rate: Fraction

    @property
    def half_units_per_s(self) -> Fraction:
        """Half-units per second at this rate."""
        return self.rate * self.per_request

    @property
    def used(self) -> Fraction | None:
        """The share of what is provisioned, None where nothing is."""
        return None if not self.provisioned else self.half_units_per_s / (2 * self.provisioned)

    @property
    def throttles_at(self) -> int | None:
        """The second in which a full burst would be used up; None where it never is."""
        if self.provisioned is None:
            return None
        full = 2 * BURST_S * self.provisioned
        return projected_second(full, 0, self.half_units_per_s, self.provisioned)

    @property
    def needed(self) -> int:
        """The fewest units that carry the rate for good; DynamoDB takes no less than 1."""
        return max(1, ceil(self.half_units_per_s / 2))


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

    trial: Trial
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

    def per_request(self, dimension: Dimension) -> Fraction:
        """Half-units a request of the mix, table and indexes together."""
        return sum((need.per_request for need in self._of(dimension)), Fraction(0))

    def kind(self, name: str) -> Kind | None:
        """The request kind of a name, None where there is none."""
        return next((kind for kind in self.kinds if kind.name == name), None)

    @property
    def throttling(self) -> tuple[int, Need] | None:
        """The first second in which one throttles, and which; None where none ever does."""
        seconds = [(need.throttles_at, need) for need in self.needs]
        breaking = [(second, need) for second, need in seconds if second is not None]
        return min(breaking, key=itemgetter(0), default=None)

    @property
    def carried(self) -> Fraction:
        """The rate that the free tier carries for good at its best split."""
        return min((rate for rate, _ in self._carried()), default=Fraction(0))

    @property
    def carried_a_month(self) -> int:
        """Requests in 730 hours that the limits carry."""
        return int(self.carried * SECONDS_A_MONTH)

    @property
    def scarce(self) -> Dimension:
        """What ``carried`` ends at first."""
        return min(self._carried(), default=(Fraction(0), Dimension.WRITE))[1]

    def _carried(self) -> Iterator[tuple[Fraction, Dimension]]:
        """By what limits it; 0 where a design has more tables and indexes than there are units."""
        for dimension in Dimension:
            needs = {(need.table, need.index): need.per_request for need in self._of(dimension)}
            split = best_split(needs)
            if split is None:
                yield Fraction(0), dimension
            elif split.requests_per_s is not None:
                yield split.requests_per_s, dimension

    @property
    def month(self) -> Month:
        """At the trial's rate, by its Region's prices."""
        rate, prices = self.trial.rate, prices_of(self.trial.region).of_class(self.table_class)
        read, write = (self._of(dimension) for dimension in Dimension)
        provisioned = [need.provisioned for need in self.needs]
        return Month(
            as_is=None
            if None in provisioned
            else provisioned_month(prices, _provisioned(read), _provisioned(write)),
            as_needed=provisioned_month(
                prices,
                sum(need.needed for need in read),
                sum(need.needed for need in write),
            ),
            on_demand=on_demand_month(
                prices,
                rate * self.per_request(Dimension.READ) / 2,
                rate * self.per_request(Dimension.WRITE) / 2,
            ),
        )

    def _of(self, dimension: Dimension) -> list[Need]:
        return [need for need in self.needs if need.dimension is dimension]


def design_of(trial: Trial, value: str, summary: Summary) -> Design:
    """What a run says of the design it was made with; only tables that were used belong to it."""
    requests = summary.totals.outcomes.requests
    tables = {use.table for use in summary.used}
    classes = {table.table_class for table in summary.facts.tables if table.name in tables}
    return Design(
        trial=trial,
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
                per_request=Fraction(use.consumed_half_units, max(1, requests)),
                rate=trial.rate,
            )
            for use in summary.resources
            if use.table in tables
        ),
        table_class=min(classes, default=TableClass.STANDARD),
    )


def _provisioned(needs: Iterable[Need]) -> int:
    return sum(need.provisioned or 0 for need in needs)
