"""The units of a table's resources minute by minute, where they follow what is consumed.

Minutes suffice here: alarms and peaks see whole minutes, and against second steps a bucket of 300
seconds is within 0.01 points of the refused share. The seconds are walked afterwards, with these
units (``group``).
"""

from collections.abc import Mapping, Sequence

from harness.capacity.bucket import BURST_S
from harness.capacity.decreases import DecreaseBudget
from harness.capacity.on_demand import ON_DEMAND_BURST_S
from harness.simulate.plan import AutoScaled, CapacityMode, OnDemand, Provisioned
from harness.simulate.profile import ResourceId
from harness.simulate.scaling import OnDemandGrowth, ScalingRules, TargetTracking
from harness.simulate.serve import pass_through
from harness.simulate.traffic import MINUTE_S

# Half-units by resource and minute, that one flow of calls asks for.
MinuteFlow = Mapping[ResourceId, Sequence[int]]

_MINUTE_HALF_UNITS = 2 * MINUTE_S


class TableSchedule:
    """All resources of one table: reads and writes share their decreases (measured on AWS,
    ack-api-quirks, 2026-10), an index has its own."""

    def __init__(
        self, modes: Mapping[ResourceId, CapacityMode], rules: ScalingRules, first_minute: int
    ) -> None:
        self._modes = modes
        self._rules = rules
        self._scalers: dict[ResourceId, TargetTracking | OnDemandGrowth] = {
            resource: OnDemandGrowth(mode, write=resource.write, minute=first_minute)
            for resource, mode in modes.items()
            if isinstance(mode, OnDemand)
        }
        self._started = False

    def day(
        self,
        first_minute: int,
        flows: Sequence[MinuteFlow],
        minutes: int,
        levels: Mapping[ResourceId, int] | None,
    ) -> dict[ResourceId, list[int]]:
        """Units a second by minute. ``first_minute``: of the epoch. ``levels``: what the buckets
        hold at the start of the day, half-units; None: they are full."""
        demand = {resource: [0] * minutes for resource in self._modes}
        for flow in flows:
            for resource, half_units in flow.items():
                demand[resource] = list(map(int.__add__, demand[resource], half_units))
        if not self._started:
            self._start(demand)
        constant = {
            resource: [mode.units] * minutes
            for resource, mode in self._modes.items()
            if isinstance(mode, Provisioned)
        }
        moving = {
            resource: scaler
            for resource, scaler in self._scalers.items()
            if isinstance(scaler, TargetTracking) or scaler.moves(max(demand[resource]))
        }
        for resource, scaler in self._scalers.items():
            if resource not in moving:
                constant[resource] = [scaler.units] * minutes
        if not moving:
            return constant
        return self._walk(first_minute, flows, demand, constant, moving, levels)

    def _start(self, demand: Mapping[ResourceId, list[int]]) -> None:
        budgets: dict[str | None, DecreaseBudget] = {}
        for resource, mode in self._modes.items():
            if isinstance(mode, AutoScaled):
                budget = budgets.setdefault(resource.index, DecreaseBudget())
                tracking = TargetTracking(mode, mode.start_units or 0, budget, self._rules)
                if mode.start_units is None:
                    units = tracking.needed(demand[resource][0])
                    tracking = TargetTracking(mode, units, budget, self._rules)
                self._scalers[resource] = tracking
        self._started = True

    def _walk(
        self,
        first_minute: int,
        flows: Sequence[MinuteFlow],
        demand: Mapping[ResourceId, list[int]],
        constant: dict[ResourceId, list[int]],
        moving: Mapping[ResourceId, TargetTracking | OnDemandGrowth],
        levels: Mapping[ResourceId, int] | None,
    ) -> dict[ResourceId, list[int]]:
        resources = list(self._modes)
        bursts = [
            2 * (ON_DEMAND_BURST_S if isinstance(mode, OnDemand) else BURST_S)
            for mode in self._modes.values()
        ]
        columns = [demand[resource] for resource in resources]
        moved: list[list[int]] = [[] for _ in resources]
        scalers = [moving.get(resource) for resource in resources]
        units = [
            scaler.units if scaler else constant[resource][0]
            for scaler, resource in zip(scalers, resources, strict=True)
        ]
        held = [
            levels[resource] if levels else burst * rate
            for resource, burst, rate in zip(resources, bursts, units, strict=True)
        ]
        places = range(len(resources))
        for minute in range(len(columns[0])):
            available = [held[at] + _MINUTE_HALF_UNITS * units[at] for at in places]
            consumed = [column[minute] for column in columns]
            if any(map(int.__gt__, consumed, available)):
                consumed = _served(available, flows, resources, minute)
            for at in places:
                moved[at].append(units[at])
                held[at] = min(bursts[at] * units[at], available[at] - consumed[at])
                scaler = scalers[at]
                if scaler is not None:
                    scaler.observe(first_minute + minute, consumed[at])
                    units[at] = scaler.units
        return dict(zip(resources, moved, strict=True))


def _served(
    available: Sequence[int], flows: Sequence[MinuteFlow], resources: list[ResourceId], minute: int
) -> list[int]:
    places = {resource: at for at, resource in enumerate(resources)}
    offers = [
        {places[resource]: half_units[minute] for resource, half_units in flow.items()}
        for flow in flows
    ]
    served = [0] * len(available)
    for part in pass_through(available, offers):
        for at, half_units in part.half_units.items():
            served[at] += half_units
    return served
