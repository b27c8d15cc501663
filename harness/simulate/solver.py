"""The cheapest plan that a traffic fits: provisioned, auto scaled or on demand, table by table.

Every resource is looked at alone: where none refuses, no index keeps anything from its table. The
answer is then simulated as a whole, and has to fit.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from harness.capacity.bucket import BURST_S
from harness.capacity.on_demand import ON_DEMAND_BURST_S
from harness.capacity.prices import Prices, Usd, added
from harness.capacity.quotas import TABLE_UNITS
from harness.simulate.arrivals import DAY_S, Counts64
from harness.simulate.buckets import unrefused_levels, walk
from harness.simulate.circumstances import Circumstances
from harness.simulate.cost import on_demand_usd, provisioned_usd, unit_hours
from harness.simulate.demand import flows_of_day
from harness.simulate.outcome import SimulationOutcome
from harness.simulate.plan import (
    MAXIMUM_UNITS,
    AutoScaled,
    CapacityMode,
    CapacityPlan,
    OnDemand,
    Provisioned,
)
from harness.simulate.profile import Profile, ResourceId
from harness.simulate.scaling import ScalingRules
from harness.simulate.schedule import TableSchedule
from harness.simulate.simulation import Progress, day_dice, draw_day, simulate
from harness.simulate.table import by_minute
from harness.simulate.traffic import MINUTE_S, Traffic

# What auto scaling is tried with. AWS allows 20 to 90 %.
TARGETS = tuple(Fraction(percent, 100) for percent in (90, 80, 70, 60, 50))


@dataclass(frozen=True, slots=True)
class AdviceTerms:
    """``accept_burst``: whether a plan that fits by burst alone will do. ``refused_share``: of a
    resource's half-units, at most; above 0 it is for provisioned capacity alone. ``headroom``: the
    part of what is provisioned that the busiest minute leaves free, 0.3 for 70 % use."""

    accept_burst: bool = False
    refused_share: Fraction = Fraction(0)
    headroom: Fraction = Fraction(0)

    @property
    def is_lenient(self) -> bool:
        """Whether burst at the start, and minutes above what is provisioned, are accepted."""
        return self.accept_burst or self.refused_share > 0


@dataclass(frozen=True, slots=True)
class PlanOption:
    """Modes for a table's resources, and USD for the horizon."""

    modes: Mapping[ResourceId, CapacityMode]
    usd: Usd


@dataclass(frozen=True, slots=True)
class TableAdvice:
    """``best``: the cheapest of the three. ``provisioned``: the fewest units that will do; None
    where they would be more than the quota. ``scaled``: auto scaled where that is cheaper; None
    where it nowhere is. ``on_demand_fits``: whether that would refuse nothing. ``maximum``: an
    OnDemandThroughput that this traffic never reaches and that bounds a bill."""

    table: str
    best: PlanOption
    provisioned: PlanOption | None
    scaled: PlanOption | None
    on_demand: PlanOption
    on_demand_fits: bool
    maximum: Mapping[ResourceId, int]


@dataclass(frozen=True, slots=True)
class Advice:
    """``plan``: the cheapest modes of all tables together. ``outcome``: what it does."""

    tables: tuple[TableAdvice, ...]
    plan: CapacityPlan
    outcome: SimulationOutcome


@dataclass(frozen=True, slots=True)
class ResourceDemand:
    """Half-units that a resource is asked for over the horizon: by second and by minute."""

    resource: ResourceId
    seconds: Counts64
    minutes: Counts64

    @property
    def busiest_units(self) -> int:
        """The fewest units with no minute above them."""
        return -(-int(self.minutes.max()) // (2 * MINUTE_S))


def advise(
    profile: Profile,
    traffic: Traffic,
    plan: CapacityPlan,
    seconds: int,
    prices: Prices,
    terms: AdviceTerms | None = None,
    circumstances: Circumstances | None = None,
    progress: Progress | None = None,
) -> Advice:
    """The cheapest modes for the tables that the traffic touches, with their indexes: what another
    table is for is not known, so it keeps its own. Where a price is not known, the fewest
    provisioned units. Raises UsageError as ``simulate`` does."""
    terms, chosen = terms or AdviceTerms(), circumstances or Circumstances()
    demands = demands_of(profile, traffic, plan.resources, seconds)
    touched = {demand.resource.table for demand in demands if demand.seconds.any()}
    demands = [demand for demand in demands if demand.resource.table in touched]
    advices = advise_tables(demands, traffic, plan, prices, terms, chosen.rules, progress)
    modes = {resource: mode for advice in advices for resource, mode in advice.best.modes.items()}
    best = plan.with_capacity(modes)
    return Advice(advices, best, simulate(profile, traffic, best, seconds, prices, chosen))


def advise_tables(
    demands: Sequence[ResourceDemand],
    traffic: Traffic,
    plan: CapacityPlan,
    prices: Prices,
    terms: AdviceTerms,
    rules: ScalingRules,
    progress: Progress | None = None,
) -> tuple[TableAdvice, ...]:
    """Table by table, not simulated as a whole. ``progress``: with tables, not days."""
    tables = list(dict.fromkeys(demand.resource.table for demand in demands))
    advices = []
    for number, table in enumerate(tables):
        of_table = [demand for demand in demands if demand.resource.table == table]
        advices.append(_Table(of_table, plan, prices, terms, rules, traffic).advice())
        if progress:
            progress(number + 1, len(tables))
    return tuple(advices)


def demands_of(
    profile: Profile,
    traffic: Traffic,
    resources: Iterable[ResourceId],
    seconds: int,
) -> list[ResourceDemand]:
    """What each resource is asked for, refused or not; a resource that nothing draws on too."""
    by_second = {resource: np.zeros(seconds, np.int64) for resource in resources}
    tables = dict.fromkeys(resource.table for resource in by_second)
    for day in range(-(-seconds // DAY_S)):
        start = day * DAY_S
        stop = min(seconds, start + DAY_S)
        requests = draw_day(traffic, day, stop - start)
        for table in tables:
            for flow in flows_of_day(profile, requests, table, day_dice(traffic, day)):
                for resource in flow.shape.resources:
                    if resource in by_second:
                        by_second[resource][start:stop] += flow.of(resource)
    return [
        ResourceDemand(resource, half_units, by_minute(half_units))
        for resource, half_units in by_second.items()
    ]


def least_provisioned(demand: ResourceDemand, terms: AdviceTerms) -> int | None:
    """The fewest units that meet the terms; None where the quota does not. More units never
    refuse more, so the interval is halved."""
    low, high = 1, TABLE_UNITS
    if not terms.is_lenient:
        low = max(low, demand.busiest_units)
    high = min(high, max(low, -(-int(demand.seconds.max()) // 2)))
    if terms.headroom:
        used = Fraction(demand.busiest_units) / (1 - terms.headroom)
        low = max(low, -(-used.numerator // used.denominator))
        high = max(low, high)
    if low > TABLE_UNITS or not _meets(demand, high, terms):
        return None
    while low < high:
        middle = (low + high) // 2
        if _meets(demand, middle, terms):
            high = middle
        else:
            low = middle + 1
    return low


def _meets(demand: ResourceDemand, units: int, terms: AdviceTerms) -> bool:
    income = np.full(len(demand.seconds), 2 * units, np.int64)
    if not terms.is_lenient and units < demand.busiest_units:
        return False
    return _within(demand, income, terms)


def _within(demand: ResourceDemand, income: Counts64, terms: AdviceTerms) -> bool:
    """Whether no more is refused than may be; strictly, with buckets empty at the start."""
    if not terms.refused_share:
        return not _refused(demand, income, BURST_S, empty=not terms.is_lenient)
    full = income * BURST_S
    refused = int(walk(int(full[0]), income, demand.seconds, full).refused.sum())
    return refused <= terms.refused_share * int(demand.seconds.sum())


class _Table:
    """What one table's choice rests on."""

    def __init__(
        self,
        demands: Sequence[ResourceDemand],
        plan: CapacityPlan,
        prices: Prices,
        terms: AdviceTerms,
        rules: ScalingRules,
        traffic: Traffic,
    ) -> None:
        self._demands = demands
        self._table = demands[0].resource.table
        self._class = plan.table_class(self._table)
        self._prices = prices
        self._requirements = terms
        self._rules = rules
        self._first_minute = traffic.start_s // MINUTE_S

    def advice(self) -> TableAdvice:
        """The cheapest of what will do; the fewest provisioned units where a price is not known."""
        least = {
            demand.resource: least_provisioned(demand, self._requirements)
            for demand in self._demands
        }
        provisioned = self._provisioned(least)
        scaled = self._scaled_together(least)
        on_demand = PlanOption(
            {resource: OnDemand() for resource in least},
            added(*map(self._on_demand_usd, self._demands)),
        )
        on_demand_fits = all(map(self._on_demand_fits, self._demands))
        options = [option for option in (provisioned, scaled) if option]
        if on_demand_fits or not options:
            options.append(on_demand)
        priced = [option for option in options if option.usd is not None]
        return TableAdvice(
            table=self._table,
            best=min(priced, key=lambda option: option.usd or 0) if priced else options[0],
            provisioned=provisioned,
            scaled=scaled,
            on_demand=on_demand,
            on_demand_fits=on_demand_fits,
            maximum={
                demand.resource: max(1, -(-int(demand.seconds.max()) // 2))
                for demand in self._demands
            },
        )

    def _provisioned(self, least: Mapping[ResourceId, int | None]) -> PlanOption | None:
        units = {resource: units for resource, units in least.items() if units is not None}
        if len(units) < len(least):
            return None
        return PlanOption(
            {resource: Provisioned(count) for resource, count in units.items()},
            added(*(self._usd(resource, count) for resource, count in units.items())),
        )

    def _scaled_together(self, least: Mapping[ResourceId, int | None]) -> PlanOption | None:
        """Auto scaled where that is cheaper, else provisioned; None where it nowhere is. Found
        resource by resource, then tried together, for reads and writes share their decreases: a
        minimum that no longer does is raised by 5 %."""
        modes: dict[ResourceId, CapacityMode] = {}
        for demand in self._demands:
            units = least[demand.resource]
            policy = self._scaled(demand, units)
            if policy is not None:
                modes[demand.resource] = policy
            elif units is not None:
                modes[demand.resource] = Provisioned(units)
            else:
                return None
        while any(isinstance(mode, AutoScaled) for mode in modes.values()):
            schedule = self._schedule(self._demands, modes)
            short = [
                demand.resource
                for demand in self._demands
                if not self._will_do(demand, schedule[demand.resource])
            ]
            if not short:
                return self._option(modes, schedule)
            for resource in short:
                modes[resource] = _raised(modes[resource], least[resource] or TABLE_UNITS)
        return None

    def _option(
        self, modes: Mapping[ResourceId, CapacityMode], schedule: Mapping[ResourceId, list[int]]
    ) -> PlanOption:
        """``maximum``: what it reaches."""
        hours = {resource: unit_hours(units)[0] for resource, units in schedule.items()}
        return PlanOption(
            {
                resource: replace(mode, maximum=max(schedule[resource]))
                if isinstance(mode, AutoScaled)
                else mode
                for resource, mode in modes.items()
            },
            added(
                *(
                    provisioned_usd(self._prices, self._class, resource, hours[resource])
                    for resource in modes
                )
            ),
        )

    def _usd(self, resource: ResourceId, units: int) -> Usd:
        hours = Fraction(units * len(self._demands[0].minutes), 60)
        return provisioned_usd(self._prices, self._class, resource, hours)

    def _on_demand_usd(self, demand: ResourceDemand) -> Usd:
        half_units = int(demand.minutes.sum())
        return on_demand_usd(self._prices, self._class, demand.resource, half_units)

    def _on_demand_fits(self, demand: ResourceDemand) -> bool:
        units = self._schedule([demand], {demand.resource: OnDemand()})[demand.resource]
        income = np.repeat(2 * np.array(units, np.int64), MINUTE_S)[: len(demand.seconds)]
        return not _refused(demand, income, ON_DEMAND_BURST_S, empty=True)

    def _maximum(self, demand: ResourceDemand) -> int:
        """What the busiest second takes, so that even an empty bucket refuses nothing."""
        return max(1, -(-int(demand.seconds.max()) // 2))

    def _scaled(self, demand: ResourceDemand, provisioned: int | None) -> AutoScaled | None:
        """The cheapest target with the lowest minimum that will do, if that is cheaper. Scaled
        units settle at consumption by target: what would then be dearer is not tried."""
        total = int(demand.minutes.sum())
        if not total or self._requirements.headroom:
            return None
        hours = Fraction(total, 2 * MINUTE_S * MINUTE_S)
        best: AutoScaled | None = None
        to_beat = self._usd(demand.resource, provisioned or TABLE_UNITS)
        for target in TARGETS:
            settled = provisioned_usd(self._prices, self._class, demand.resource, hours / target)
            if to_beat is None or settled is None or settled >= to_beat:
                continue
            found = self._least_minimum(demand, target, provisioned or TABLE_UNITS)
            if found and found[1] is not None and found[1] < to_beat:
                best, to_beat = found
        return best

    def _least_minimum(
        self, demand: ResourceDemand, target: Fraction, most: int
    ) -> tuple[AutoScaled, Usd] | None:
        low, high = 1, most
        found: tuple[AutoScaled, Usd] | None = None
        while low < high:
            middle = (low + high) // 2
            policy = AutoScaled(middle, MAXIMUM_UNITS, target)
            units = self._schedule([demand], {demand.resource: policy})[demand.resource]
            if self._will_do(demand, units):
                hours, _ = unit_hours(units)
                usd = provisioned_usd(self._prices, self._class, demand.resource, hours)
                found, high = (policy, usd), middle
            else:
                low = middle + 1
        return found

    def _schedule(
        self, demands: Sequence[ResourceDemand], modes: Mapping[ResourceId, CapacityMode]
    ) -> dict[ResourceId, list[int]]:
        flows = [{demand.resource: demand.minutes.tolist()} for demand in demands]
        schedule = TableSchedule(modes, self._rules, self._first_minute)
        return schedule.day(self._first_minute, flows, len(demands[0].minutes), None)

    def _will_do(self, demand: ResourceDemand, units: list[int]) -> bool:
        by_minutes = np.array(units, np.int64)
        strict = not self._requirements.is_lenient
        if strict and (demand.minutes > 2 * MINUTE_S * by_minutes).any():
            return False
        income = np.repeat(2 * by_minutes, MINUTE_S)[: len(demand.seconds)]
        return _within(demand, income, self._requirements)


def _refused(demand: ResourceDemand, income: Counts64, burst_s: int, *, empty: bool) -> bool:
    """Whether anything is."""
    full = income * burst_s
    levels = unrefused_levels(0 if empty else int(full[0]), income, demand.seconds, full)
    return int(levels.min()) < 0


def _raised(mode: CapacityMode, most: int) -> CapacityMode:
    """With a minimum 5 % higher, or provisioned where that is all that is needed."""
    if not isinstance(mode, AutoScaled):
        return mode
    minimum = mode.minimum + max(1, mode.minimum // 20)
    return Provisioned(most) if minimum >= most else replace(mode, minimum=minimum)
