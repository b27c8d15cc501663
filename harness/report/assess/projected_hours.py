"""A simulated traffic hour by hour, for a plot. Imports NumPy: import it where it is called."""

from fractions import Fraction

import numpy as np

from harness.capacity.bucket import BURST_S
from harness.capacity.on_demand import ON_DEMAND_BURST_S
from harness.report.values.projection import ResourceHours, UnitsHour
from harness.simulate.arrivals import Counts64
from harness.simulate.buckets import walk
from harness.simulate.outcome import ResourceOutcome, SimulationOutcome
from harness.simulate.plan import OnDemand
from harness.simulate.profile import Profile
from harness.simulate.solver import ResourceDemand, demands_of
from harness.simulate.traffic import MINUTE_S, Traffic

_HOUR_S = 3600


def hours_of(
    profile: Profile, traffic: Traffic, outcome: SimulationOutcome
) -> tuple[ResourceHours, ...]:
    """Of each resource that the traffic draws on."""
    used = [use.resource for use in outcome.resources if use.demand_half_units]
    demands = demands_of(profile, traffic, used, outcome.seconds)
    return tuple(
        ResourceHours(demand.resource, _hours(demand, outcome.of(demand.resource)))
        for demand in demands
    )


def _hours(demand: ResourceDemand, use: ResourceOutcome) -> tuple[UnitsHour, ...]:
    income = _income(use, len(demand.seconds))
    on_demand = isinstance(use.mode, OnDemand)
    full = income * (ON_DEMAND_BURST_S if on_demand else BURST_S)
    bucket = walk(int(full[0]), income, demand.seconds, full)
    return tuple(
        UnitsHour(
            mean=Fraction(int(demand.seconds[start:stop].sum()), stop - start),
            peak=Fraction(int(_minutes(demand, start, stop).max()), MINUTE_S),
            provisioned=None if on_demand else int(income[stop - 1]),
            refused=int(bucket.refused[start:stop].sum()),
            burst_left=int(bucket.levels[start:stop].min()),
        )
        for start in range(0, len(demand.seconds), _HOUR_S)
        for stop in (min(start + _HOUR_S, len(demand.seconds)),)
    )


def _minutes(demand: ResourceDemand, start: int, stop: int) -> Counts64:
    return demand.minutes[start // MINUTE_S : -(-stop // MINUTE_S)]


def _income(use: ResourceOutcome, seconds: int) -> Counts64:
    income = np.zeros(seconds, np.int64)
    for run in use.units:
        income[run.start_s :] = 2 * run.units
    return income
