"""When an advice stops holding: requests that get dearer with the data, and more of them."""

from fractions import Fraction

from harness.simulate.outcome import ResourceOutcome, SimulationOutcome
from harness.simulate.plan import AutoScaled, OnDemand, Provisioned
from harness.simulate.profile import Profile, ResourceId
from harness.simulate.traffic import (
    DAY_MINUTES,
    HORIZON_MAX_S,
    MICRO,
    MINUTE_S,
    WEEK_MINUTES,
    Traffic,
    micro_rates,
)


def holds_until(
    profile: Profile, traffic: Traffic, outcome: SimulationOutcome
) -> dict[ResourceId, int]:
    """For each resource that surely gets dearer with the data: the second of the traffic from
    which its busiest minute would ask for more than the plan may provide, to the day, or to the
    week where the course is longer than a day. What holds for a year is left out.

    The busiest minute of the outcome is the start; from then on each request makes those after it
    dearer by the measured slope, and the traffic grows by its own growth. Doubtful: that the slope
    stays what it was in the measured requests.
    """
    sure = {growth.resource for kind in profile.kinds for growth in kind.growth if growth.is_sure}
    until = {}
    for resource in outcome.resources:
        if resource.resource in sure:
            second = _first_above(profile, traffic, resource)
            if second is not None:
                until[resource.resource] = second
    return until


def _first_above(profile: Profile, traffic: Traffic, outcome: ResourceOutcome) -> int | None:
    most = _most_units(outcome)
    if most is None:
        return None
    room = 2 * MINUTE_S * most - outcome.busiest_half_units
    step = DAY_MINUTES if len(traffic.course.weights) <= DAY_MINUTES else WEEK_MINUTES
    minute_of_step = outcome.busiest_minute % step
    slopes = _slopes(profile, outcome.resource)
    means = {kind.kind: profile.mean(kind.kind, outcome.resource) for kind in profile.kinds}
    at_start = _rates(traffic, minute_of_step)
    served = Fraction(0)
    for start in range(0, HORIZON_MAX_S // MINUTE_S, step):
        rates = _rates(traffic, start + minute_of_step)
        more = sum(
            rate * (means[kind] + slopes[kind] * served) - at_start[kind] * means[kind]
            for kind, rate in rates.items()
        )
        if more * MINUTE_S > room:
            return start * MINUTE_S
        served += _requests(traffic, start, step)
    return None


def _most_units(outcome: ResourceOutcome) -> int | None:
    match outcome.mode:
        case Provisioned(units):
            return units
        case AutoScaled(maximum=maximum):
            return maximum
        case OnDemand(maximum=maximum):
            return maximum


def _slopes(profile: Profile, resource: ResourceId) -> dict[str, Fraction]:
    """Half-units a request, for each request before it, by kind."""
    slopes = dict.fromkeys((kind.kind for kind in profile.kinds), Fraction(0))
    for kind in profile.kinds:
        for growth in kind.growth:
            if growth.resource == resource and growth.is_sure:
                slopes[kind.kind] = growth.slope
    return slopes


def _rates(traffic: Traffic, minute: int) -> dict[str, Fraction]:
    """Requests a second in a minute, by kind."""
    return {
        kind: Fraction(micro_rates(traffic, kind, minute, 1)[0], MICRO) for kind in traffic.kinds
    }


def _requests(traffic: Traffic, minute: int, minutes: int) -> Fraction:
    total = sum(sum(micro_rates(traffic, kind, minute, minutes)) for kind in traffic.kinds)
    return Fraction(total * MINUTE_S, MICRO)
