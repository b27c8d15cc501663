"""A plan under a traffic, second by second, for as long as a month or more.

A day at a time, so that memory stays flat: requests are drawn by kind and second, become calls and
half-units of each table, and walk through the table's buckets. Buckets that no call draws on
together are walked apart; a table's writes go with those of its indexes.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import partial

import numpy as np

from harness.capacity.prices import Prices, added
from harness.errors import UsageError
from harness.simulate.arrivals import DAY_S, Counts64, generator, requests_of_day
from harness.simulate.circumstances import Circumstances
from harness.simulate.outcome import DayCost, KindOutcome, SimulationOutcome
from harness.simulate.plan import CapacityPlan
from harness.simulate.profile import Profile
from harness.simulate.table import TableWalk
from harness.simulate.traffic import EVEN, Traffic, check_horizon, check_kinds

Progress = Callable[[int, int], None]
"""Called with the days simulated so far and the days in all."""


def simulate(
    profile: Profile,
    traffic: Traffic,
    plan: CapacityPlan,
    seconds: int,
    prices: Prices,
    circumstances: Circumstances | None = None,
    progress: Progress | None = None,
) -> SimulationOutcome:
    """The same for the same arguments, on any machine. Raises UsageError where the traffic has a
    kind that was not measured, or nothing at all, where the horizon is too long or nothing, and
    where the profile has no kind."""
    chosen = circumstances or Circumstances()
    if not profile.kinds:
        raise UsageError("the run measured no request", hint="run harness run again with a load")
    check_kinds(traffic, [kind.kind for kind in profile.kinds])
    check_horizon(seconds)
    tables = [
        TableWalk(profile, traffic, plan, table, chosen)
        for table in dict.fromkeys(resource.table for resource in plan.resources)
    ]
    requests = dict.fromkeys(traffic.kinds, 0)
    costs = []
    days = -(-seconds // DAY_S)
    for day in range(days):
        drawn = draw_day(traffic, day, min(DAY_S, seconds - day * DAY_S))
        for kind, counts in drawn.items():
            requests[kind] += int(counts.sum())
        dice = day_dice(traffic, day)
        amounts = [table.day(day, drawn, dice, prices) for table in tables]
        costs.append(
            DayCost(
                day,
                added(*(usd for usd, _ in amounts)),
                added(*(highest for _, highest in amounts)),
            )
        )
        if progress:
            progress(day + 1, days)
    resources = [outcome for table in tables for outcome in table.outcomes()]
    return SimulationOutcome(
        seconds, tuple(resources), _kinds(requests, tables), tuple(costs), plan.over_quota()
    )


def draw_day(traffic: Traffic, day: int, seconds: int) -> dict[str, Counts64]:
    """Requests of each kind by second."""
    return {
        kind: requests_of_day(traffic, kind, day, seconds, traffic.seed) for kind in traffic.kinds
    }


def day_dice(traffic: Traffic, day: int) -> Callable[[str], np.random.Generator] | None:
    """Generators of a day, by name; None where arrivals are even and nothing is thrown."""
    return None if traffic.dispersion == EVEN else partial(generator, traffic.seed, day)


def _kinds(requests: Mapping[str, int], tables: Iterable[TableWalk]) -> tuple[KindOutcome, ...]:
    outcomes = []
    for kind, count in requests.items():
        sums = [table.kinds[kind] for table in tables if kind in table.kinds]
        outcomes.append(
            KindOutcome(
                kind,
                count,
                sum(of_table.calls for of_table in sums),
                sum(of_table.refused for of_table in sums),
                sum(of_table.failed for of_table in sums),
            )
        )
    return tuple(outcomes)
