"""One table and its indexes, walked from day to day: flows to buckets to what adds up."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

import numpy as np

from harness.capacity.bucket import BURST_S
from harness.capacity.limit import Cause
from harness.capacity.on_demand import ON_DEMAND_BURST_S
from harness.capacity.partitions import PARTITION_BURST_S
from harness.capacity.prices import Prices, Usd, added
from harness.capacity.quotas import TABLE_UNITS
from harness.simulate.arrivals import DAY_S, Counts64
from harness.simulate.circumstances import Circumstances
from harness.simulate.cost import on_demand_usd, provisioned_usd, unit_hours
from harness.simulate.demand import CallFlow, flows_of_day
from harness.simulate.group import BucketGroup, GroupBucket, GroupDay, GroupFlow
from harness.simulate.outcome import Fit, ResourceOutcome, UnitsRun
from harness.simulate.partitions import HotPartition, hot_partitions, partition_count
from harness.simulate.pauses import MODES, pauses_of
from harness.simulate.plan import CapacityMode, CapacityPlan, OnDemand
from harness.simulate.profile import Profile, ResourceId
from harness.simulate.schedule import TableSchedule
from harness.simulate.split import limited_flow, split_flow
from harness.simulate.traffic import (
    DAY_MINUTES,
    MICRO,
    MINUTE_S,
    POISSON,
    WEEK_MINUTES,
    Traffic,
    micro_rates,
)


@dataclass(slots=True)
class _Sums:
    """What adds up of a resource over the days."""

    demand: int = 0
    consumed: int = 0
    consumed_today: int = 0
    calls: int = 0
    causes: dict[Cause, int] = field(default_factory=dict)
    first_refusal_s: int | None = None
    by_partition: int = 0
    throttled_minutes: int = 0
    minutes_above: int = 0
    busiest: tuple[int, int] = (0, 0)  # half-units, minute
    least: int | None = None
    runs: list[UnitsRun] = field(default_factory=list)
    unit_minutes: int = 0
    minutes: int = 0


@dataclass(slots=True)
class _KindSums:
    calls: int = 0
    refused: int = 0
    failed: int = 0


@dataclass(slots=True)
class _Component:
    """Resources that calls draw on together. ``buckets``: the first of each resource is what its
    throughput as a whole has."""

    resources: tuple[ResourceId, ...]
    hot: tuple[HotPartition, ...]
    group: BucketGroup


class TableWalk:
    """One table with its indexes, from day to day."""

    def __init__(
        self,
        profile: Profile,
        traffic: Traffic,
        plan: CapacityPlan,
        table: str,
        circumstances: Circumstances,
    ) -> None:
        self._profile = profile
        self._table = table
        self._table_class = plan.table_class(table)
        self._circumstances = circumstances
        self._modes = {
            resource: plan.capacity[resource]
            for resource in plan.resources
            if resource.table == table
        }
        self._epoch_minute = traffic.start_s // MINUTE_S
        self._schedule = TableSchedule(self._modes, circumstances.rules, self._epoch_minute)
        self._sums = {resource: _Sums() for resource in self._modes}
        self.kinds: dict[str, _KindSums] = {}
        hot = hot_of_table(profile, traffic, plan, table, circumstances.salt)
        self._components = [self._component(resources, hot) for resources in _together(self._modes)]

    def _component(
        self, resources: tuple[ResourceId, ...], partitions: Iterable[HotPartition]
    ) -> _Component:
        hot = tuple(partition for partition in partitions if partition.resource in resources)
        buckets = [bucket for resource in resources for bucket in self._buckets(resource)]
        buckets += [
            GroupBucket(partition.resource, Cause.KEY_RANGE, PARTITION_BURST_S) for partition in hot
        ]
        pauses = pauses_of(MODES[self._circumstances.retries])
        return _Component(
            resources, hot, BucketGroup(buckets, pauses, empty=self._circumstances.empty)
        )

    def _buckets(self, resource: ResourceId) -> list[GroupBucket]:
        mode = self._modes[resource]
        if not isinstance(mode, OnDemand):
            return [GroupBucket(resource, Cause.PROVISIONED, BURST_S)]
        served = GroupBucket(resource, Cause.KEY_RANGE, ON_DEMAND_BURST_S)
        if mode.maximum is None:
            return [served]
        return [served, GroupBucket(resource, Cause.MAXIMUM, BURST_S)]

    def day(
        self,
        day: int,
        requests: Mapping[str, Counts64],
        dice: Callable[[str], np.random.Generator] | None,
        prices: Prices,
    ) -> tuple[Usd, Usd]:
        """Walk a day; what it costs, by mean and by highest units of each hour."""
        flows = flows_of_day(self._profile, requests, self._table, dice)
        flows = [limited_flow(flow, self._modes) for flow in flows]
        flows = [flow for flow in flows if flow.shape.resources]
        seconds = max(map(len, requests.values()))
        minutes = -(-seconds // MINUTE_S)
        minute_flows = [
            {resource: by_minute(flow.of(resource)).tolist() for resource in flow.shape.resources}
            for flow in flows
        ]
        units = self._schedule.day(
            self._epoch_minute + day * DAY_MINUTES, minute_flows, minutes, self._levels()
        )
        for component in self._components:
            self._walk(component, day, flows, units, seconds, dice)
        return self._cost(units, prices)

    def _levels(self) -> dict[ResourceId, int] | None:
        levels: dict[ResourceId, int] = {}
        for component in self._components:
            group = component.group
            for bucket, level in zip(group.buckets, group.levels, strict=False):
                levels.setdefault(bucket.resource, level)
        if not levels:
            return dict.fromkeys(self._modes, 0) if self._circumstances.empty else None
        return levels

    def _walk(
        self,
        component: _Component,
        day: int,
        flows: Sequence[CallFlow],
        units: Mapping[ResourceId, list[int]],
        seconds: int,
        dice: Callable[[str], np.random.Generator] | None,
    ) -> None:
        drawing = [flow for flow in flows if flow.shape.resources[0] in component.resources]
        group = component.group
        group_flows = [
            part
            for at, flow in enumerate(drawing)
            for part in split_flow(
                flow, group.buckets, component.hot, dice and dice(f"{self._table} keys {at}")
            )
        ]
        incomes = [self._income(component, at, units, seconds) for at in range(len(group.buckets))]
        walked = group.day(group_flows, incomes)
        self._add_kinds(group_flows, walked)
        for resource in component.resources:
            self._add(resource, component, day, group_flows, walked, units[resource])

    def _income(
        self,
        component: _Component,
        at: int,
        units: Mapping[ResourceId, list[int]],
        seconds: int,
    ) -> Counts64:
        bucket = component.group.buckets[at]
        mode = self._modes[bucket.resource]
        if bucket.cause is Cause.MAXIMUM and isinstance(mode, OnDemand):
            return np.full(seconds, 2 * (mode.maximum or 0), np.int64)
        if bucket.burst_s == PARTITION_BURST_S:
            hot = component.hot[at - len(component.group.buckets)]
            return np.full(seconds, hot.half_units_per_s, np.int64)
        by_minutes = np.array(units[bucket.resource], np.int64)
        return np.repeat(2 * by_minutes, MINUTE_S)[:seconds]

    def _add_kinds(self, flows: Sequence[GroupFlow], walked: GroupDay) -> None:
        for at, flow in enumerate(flows):
            sums = self.kinds.setdefault(flow.kind, _KindSums())
            sums.calls += walked.attempts[at]
            sums.refused += walked.attempts_refused[at]
            sums.failed += walked.failed[at]

    def _add(
        self,
        resource: ResourceId,
        component: _Component,
        day: int,
        flows: Sequence[GroupFlow],
        walked: GroupDay,
        units: list[int],
    ) -> None:
        sums = self._sums[resource]
        buckets = component.group.buckets
        own = [at for at, bucket in enumerate(buckets) if bucket.resource == resource]
        main = own[0]
        sums.demand += int(walked.demand[main].sum())
        sums.consumed_today = int(walked.served[main].sum())
        sums.consumed += sums.consumed_today
        sums.calls += sum(
            walked.attempts[at] for at, flow in enumerate(flows) if main in flow.half_units
        )
        least = walked.least[main]
        sums.least = least if sums.least is None else min(sums.least, least)
        refused = [(buckets[at], walked.refused[at]) for at in own]
        _add_refusals(sums, refused, day * DAY_S, at_quota=max(units) >= TABLE_UNITS)
        minutes = by_minute(walked.demand[main])
        busiest = int(minutes.argmax())
        if minutes[busiest] > sums.busiest[0]:
            sums.busiest = int(minutes[busiest]), day * DAY_MINUTES + busiest
        if not isinstance(self._modes[resource], OnDemand):
            provisioned = np.array(units, np.int64) * (2 * MINUTE_S)
            sums.minutes_above += int((minutes > provisioned).sum())
        _add_runs(sums.runs, units, day * DAY_S)
        sums.unit_minutes += sum(units)
        sums.minutes += len(units)

    def _cost(self, units: Mapping[ResourceId, list[int]], prices: Prices) -> tuple[Usd, Usd]:
        mean: list[Usd] = []
        highest: list[Usd] = []
        for resource, mode in self._modes.items():
            if isinstance(mode, OnDemand):
                consumed = self._sums[resource].consumed_today
                usd = on_demand_usd(prices, self._table_class, resource, consumed)
                mean.append(usd)
                highest.append(usd)
            else:
                hours, at_highest = unit_hours(units[resource])
                mean.append(provisioned_usd(prices, self._table_class, resource, hours))
                highest.append(provisioned_usd(prices, self._table_class, resource, at_highest))
        return added(*mean), added(*highest)

    def outcomes(self) -> list[ResourceOutcome]:
        """By name."""
        empty = {
            resource: component.group.fits_empty
            for component in self._components
            for resource in component.resources
        }
        return [
            _outcome(resource, self._modes[resource], sums, empty[resource])
            for resource, sums in self._sums.items()
        ]


def hot_of_table(
    profile: Profile, traffic: Traffic, plan: CapacityPlan, table: str, salt: int
) -> tuple[HotPartition, ...]:
    """The partitions of a table and its indexes that could reach their ceiling, by resource."""
    modes = {
        resource: plan.capacity[resource] for resource in plan.resources if resource.table == table
    }
    peak = _peaks(profile, traffic, modes)
    return tuple(
        partition
        for resource in modes
        for partition in hot_partitions(
            profile.key_shares(resource),
            peak[resource],
            partition_count(
                modes.get(replace(resource, write=False)), modes.get(replace(resource, write=True))
            ),
            salt,
        )
    )


def by_minute(values: Counts64) -> Counts64:
    """Sums of whole minutes, the last of which may be shorter."""
    return np.add.reduceat(values, np.arange(0, len(values), MINUTE_S))


def _together(resources: Iterable[ResourceId]) -> list[tuple[ResourceId, ...]]:
    """A read draws on one resource; a write on its table and the indexes that it changes."""
    ordered = sorted(resources, key=lambda resource: resource.order)
    writes = tuple(resource for resource in ordered if resource.write)
    groups = [(resource,) for resource in ordered if not resource.write]
    return [*groups, writes] if writes else [*groups]


def _peaks(
    profile: Profile, traffic: Traffic, resources: Iterable[ResourceId]
) -> dict[ResourceId, int]:
    """Half-units a second that the busiest minute of a week, or of what was recorded, asks for;
    twice that where arrivals are burstier than Poisson's."""
    minutes = WEEK_MINUTES
    if traffic.recorded is not None:
        steps = max(map(len, traffic.recorded.counts.values()))
        minutes = max(1, steps * traffic.recorded.step_s // MINUTE_S)
    highest = {
        kind: max(micro_rates(traffic, kind, 0, minutes), default=0) for kind in traffic.kinds
    }
    times = 2 if traffic.dispersion > POISSON else 1
    return {
        resource: times
        * int(sum(profile.mean(kind, resource) * rate for kind, rate in highest.items()) / MICRO)
        for resource in resources
    }


def _add_refusals(
    sums: _Sums,
    refused: Iterable[tuple[GroupBucket, Counts64]],
    start_s: int,
    *,
    at_quota: bool,
) -> None:
    """Growth that the quota stops has a reason of its own."""
    together = None
    for bucket, by_second in refused:
        count = int(by_second.sum())
        if not count:
            continue
        cause = bucket.cause
        if at_quota and bucket.burst_s == ON_DEMAND_BURST_S:
            cause = Cause.ACCOUNT
        if bucket.burst_s == PARTITION_BURST_S:
            sums.by_partition += count
        sums.causes[cause] = sums.causes.get(cause, 0) + count
        together = by_second if together is None else together + by_second
    if together is None:
        return
    sums.throttled_minutes += int((by_minute(together) > 0).sum())
    if sums.first_refusal_s is None:
        sums.first_refusal_s = start_s + int((together > 0).argmax())


def _add_runs(runs: list[UnitsRun], units: Sequence[int], start_s: int) -> None:
    for minute, rate in enumerate(units):
        if not runs or runs[-1].units != rate:
            runs.append(UnitsRun(start_s + minute * MINUTE_S, rate))


def _outcome(
    resource: ResourceId, mode: CapacityMode, sums: _Sums, fits_empty: bool
) -> ResourceOutcome:
    refused = sum(sums.causes.values())
    fit = Fit.FITS if fits_empty and not sums.minutes_above else Fit.FITS_WITH_BURST
    burst_s = ON_DEMAND_BURST_S if isinstance(mode, OnDemand) else BURST_S
    return ResourceOutcome(
        resource=resource,
        mode=mode,
        fit=Fit.THROTTLES if refused else fit,
        calls=sums.calls,
        refused_calls=refused,
        partition_refused_calls=sums.by_partition,
        causes=dict(sums.causes),
        first_refusal_s=sums.first_refusal_s,
        throttled_minutes=sums.throttled_minutes,
        minutes_above=sums.minutes_above,
        demand_half_units=sums.demand,
        consumed_half_units=sums.consumed,
        busiest_minute=sums.busiest[1],
        busiest_half_units=sums.busiest[0],
        least_burst_half_units=sums.least or 0,
        full_burst_half_units=2 * burst_s * sums.runs[0].units,
        units=tuple(sums.runs),
        mean_units=Fraction(sums.unit_minutes, sums.minutes),
    )
