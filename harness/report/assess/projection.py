"""Profile × traffic × plan, to what a month brings: the verdict that no machine changes.

A flat or daily course is simulated for a day, a weekly one for a week, recorded counts until they
come again if that is within a week, and scaled to 730 hours: so the answer stands in seconds. What
does not come again (growth, longer recordings) is simulated for the whole horizon. Poisson's
busiest minute of a month is a little above that of a day.

NumPy is imported by the first projection and not with this module.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from math import lcm
from typing import TYPE_CHECKING

from harness.capacity.prices import Prices, Usd, added, prices_of
from harness.model.table import ON_DEMAND_START
from harness.report.values.projection import (
    OnDemandTable,
    SimulationTerms,
    TrafficProjection,
    TrafficStep,
    UnitsRise,
)
from harness.report.values.summary import Summary
from harness.simulate.cost import on_demand_usd
from harness.simulate.growth import holds_until
from harness.simulate.outcome import Fit, SimulationOutcome
from harness.simulate.plan import CapacityPlan, OnDemand, plan_as_is
from harness.simulate.profile import Profile, ResourceId
from harness.simulate.statement import TrafficStatement
from harness.simulate.traffic import (
    DAY_MINUTES,
    MINUTE_S,
    MONTH_S,
    WEEK_MINUTES,
    Traffic,
)

if TYPE_CHECKING:  # NumPy comes with it
    from harness.simulate.solver import Advice, TableAdvice

FACTORS = tuple(map(Fraction, ("1/2", "1", "2", "5", "10")))


def project(
    profile: Profile,
    traffic: Traffic,
    plan: CapacityPlan,
    prices: Prices,
    terms: SimulationTerms | None = None,
) -> TrafficProjection:
    """Equal for equal arguments, on any machine. Raises UsageError as ``simulate`` does."""
    projector = _Projector(profile, traffic, plan, prices, terms or SimulationTerms())
    return projector.projection()


def with_projection(
    summary: Summary,
    profile: Profile,
    statement: TrafficStatement | None = None,
    terms: SimulationTerms | None = None,
) -> Summary:
    """The run's summary with its template's plan under the traffic that was stated, by default the
    asked rate of the measured mix. Raises UsageError as ``TrafficStatement.traffic`` does."""
    facts = summary.facts
    return replace(
        summary,
        projection=project(
            profile,
            traffic_of(profile, facts.asked_rate, statement),
            plan_as_is(facts.tables),
            prices_of(facts.region, facts.prices),
            terms,
        ),
    )


def traffic_of(
    profile: Profile, asked_rate: float | None, statement: TrafficStatement | None = None
) -> Traffic:
    """What was stated, made whole by the measured mix and by the asked rate, or 10 requests a
    second, assumed. Raises UsageError as ``TrafficStatement.traffic`` does."""
    rate = None if asked_rate is None else asked_rate * float(profile.requests_a_turn)
    return (statement or TrafficStatement()).traffic(profile.mix, rate)


def simulated_s(traffic: Traffic, horizon_s: int) -> int:
    """The seconds that stand for all: whole days, a week at most, after which everything comes
    again; the horizon where nothing does, or where a recording is longer."""
    recorded = traffic.recorded
    if traffic.growth_a_month:
        return horizon_s
    minutes = lcm(recorded.period_minutes if recorded else len(traffic.course.weights), DAY_MINUTES)
    if minutes > WEEK_MINUTES:
        return horizon_s
    return min(minutes * MINUTE_S, horizon_s) if recorded else minutes * MINUTE_S


class _Projector:
    def __init__(
        self,
        profile: Profile,
        traffic: Traffic,
        plan: CapacityPlan,
        prices: Prices,
        terms: SimulationTerms,
    ) -> None:
        self._profile = profile
        self._traffic = traffic
        self._plan = plan
        self._prices = prices
        self._terms = terms
        self._seconds = simulated_s(traffic, terms.horizon_s)

    def projection(self) -> TrafficProjection:
        from harness.report.assess.plan_simulation import simulate_plan
        from harness.report.assess.projected_hours import hours_of

        terms = replace(self._terms, horizon_s=self._seconds)
        simulation = simulate_plan(self._profile, self._traffic, self._plan, self._prices, terms)
        outcome = simulation.outcome
        advice = self._advise(Fraction(1))
        advices = self._advices(advice)
        return TrafficProjection(
            profile=self._profile,
            traffic=self._traffic,
            plan=self._plan,
            outcome=outcome,
            bill=simulation.bill,
            reasons=simulation.reasons,
            advice=advice.plan,
            advice_outcome=advice.outcome,
            advice_usd=advice.outcome.usd_month(MONTH_S),
            steps=tuple(self._step(*factor) for factor in advices.items()),
            break_even_per_s=self._break_even(advices),
            on_demand=tuple(self._on_demand(advice, outcome)),
            rises=tuple(self._rises(advice)),
            hours=hours_of(self._profile, self._traffic, outcome),
        )

    @property
    def _rate(self) -> Fraction:
        return self._traffic.mean_rate

    def _advise(self, factor: Fraction) -> "Advice":
        from harness.simulate.solver import advise

        traffic = self._traffic if factor == 1 else self._traffic.times(factor)
        return advise(
            self._profile,
            traffic,
            self._plan,
            self._seconds,
            self._prices,
            circumstances=self._terms.circumstances,
        )

    def _advices(self, advice: "Advice") -> dict[Fraction, "Advice"]:
        """By factor; none of a recording for longer than a week: that takes minutes."""
        if self._traffic.recorded is not None and self._seconds > WEEK_MINUTES * MINUTE_S:
            return {}
        return {factor: advice if factor == 1 else self._advise(factor) for factor in FACTORS}

    def _step(self, factor: Fraction, advice: "Advice") -> TrafficStep:
        return TrafficStep(
            factor,
            self._rate * factor,
            advice.plan,
            advice.outcome.usd_month(MONTH_S),
            advice.outcome.fit is Fit.FITS,
        )

    def _break_even(self, advices: Mapping[Fraction, "Advice"]) -> Fraction | None:
        """Between the last factor that is cheapest on demand and the first that is not, where the
        first table's amounts cross if both grow in a straight line between the two."""
        for low, high in pairwise(advices):
            if _is_on_demand(advices[low]) and not _is_on_demand(advices[high]):
                shares = map(_crossing, advices[low].tables, advices[high].tables)
                share = min((share for share in shares if share is not None), default=Fraction(0))
                return self._rate * (low + share * (high - low))
        return None

    def _on_demand(self, advice: "Advice", outcome: SimulationOutcome) -> Iterable[OnDemandTable]:
        for table in advice.tables:
            modes = {
                resource: mode
                for resource, mode in self._plan.capacity.items()
                if resource.table == table.table
            }
            if all(isinstance(mode, OnDemand) for mode in modes.values()):
                fixed = _cheapest_provisioned(table)
                yield OnDemandTable(
                    table.table,
                    self._a_month(table.on_demand.usd),
                    self._a_month(fixed),
                    self._most(table.maximum),
                    table.maximum,
                    self._sudden(modes, outcome),
                )

    def _a_month(self, usd: Usd) -> Usd:
        return None if usd is None else usd * MONTH_S / self._seconds

    def _most(self, maximum: Mapping[ResourceId, int]) -> Usd:
        return added(
            *(
                on_demand_usd(
                    self._prices,
                    self._plan.table_class(resource.table),
                    resource,
                    2 * units * MONTH_S,
                )
                for resource, units in maximum.items()
            )
        )

    def _sudden(
        self, modes: Mapping[ResourceId, object], outcome: SimulationOutcome
    ) -> Fraction | None:
        """A new table's start, or twice the peak of half an hour ago (Developer Guide, On-demand
        capacity mode, 2026 copy), by what the busiest minute takes."""
        factors: list[Fraction] = []
        for resource, mode in modes.items():
            use = outcome.of(resource)
            if use.busiest_half_units and isinstance(mode, OnDemand):
                start = (
                    ON_DEMAND_START.write_units if resource.write else ON_DEMAND_START.read_units
                )
                units = Fraction(use.busiest_half_units, 2 * MINUTE_S)
                served = max(Fraction(start), Fraction(mode.warm_units), 2 * units)
                factors.append(served / units)
        return self._rate * min(factors) if factors and self._rate else None

    def _rises(self, advice: "Advice") -> Iterable[UnitsRise]:
        until = holds_until(self._profile, self._traffic, advice.outcome)
        for kind in self._profile.kinds:
            rate = self._traffic.rates.get(kind.kind, Fraction(0))
            for growth in kind.growth:
                if growth.is_sure and rate:
                    mean = self._profile.mean(kind.kind, growth.resource)
                    holds_s = until.get(growth.resource)
                    yield UnitsRise(kind.kind, growth.resource, mean, growth.slope, holds_s)


def _is_on_demand(advice: "Advice") -> bool:
    """Of the tables that it is about: others keep what they have."""
    modes = (mode for table in advice.tables for mode in table.best.modes.values())
    return all(isinstance(mode, OnDemand) for mode in modes)


def _crossing(low: "TableAdvice", high: "TableAdvice") -> Fraction | None:
    """How far from one to the other on demand becomes the dearer; None where it does not."""
    before, after = _saving(low), _saving(high)
    if before is None or after is None or before < 0 or after >= 0:
        return None
    return before / (before - after)


def _saving(table: "TableAdvice") -> Fraction | None:
    """Of on demand; USD for the horizon."""
    fixed, on_demand = _cheapest_provisioned(table), table.on_demand.usd
    return None if fixed is None or on_demand is None else Fraction(fixed) - Fraction(on_demand)


def _cheapest_provisioned(table: "TableAdvice") -> Usd:
    amounts = [
        option.usd
        for option in (table.provisioned, table.scaled)
        if option is not None and option.usd is not None
    ]
    return min(amounts, default=None)
