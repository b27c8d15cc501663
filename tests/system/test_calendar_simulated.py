"""A piece of the parking calendar, played with limits enforced, against its simulation: the last
night of a month, which accounts the day at 23:00 and bills the month from 23:30 on. Each batch is
a wave against a resource that is too small for it. docs/simulation.md explains the bounds.
"""

from collections import Counter
from datetime import timedelta
from functools import cache
from itertools import groupby
from random import Random
from typing import Any

import pytest

from course.counts import counts_csv, deal_month, requests_of
from course.lot import deal_lots
from course.month import DAY_S, MINUTE_S, month_after, plan_month
from course.population import draw_owners
from harness.pytest_plugin.consumption import Capacity
from harness.pytest_plugin.fixtures import DrivenClock, SetLimits
from harness.pytest_plugin.target import Invoke
from harness.simulate.circumstances import Circumstances
from harness.simulate.plan import CapacityPlan, Provisioned
from harness.simulate.simulation import simulate
from harness.simulate.statement import TrafficStatement, parse_statement
from harness.simulate.traffic_file import parse_counts
from tests.system.live_traffic import (
    INDEX_READS,
    INDEX_WRITES,
    NOON,
    READS,
    WRITES,
    LiveLot,
    enforce,
    harness_settings,
)
from tests.system.test_advice import PRICES, measured

__all__ = ["harness_settings"]

# 480 accounts in one minute, and 4,800 bills in ten, of which the first two are played.
REQUESTS, RATE_PER_S = 96_000, 8
FIRST, DAYS = month_after(NOON.replace(month=5))  # a month of 30 days
START_S = (DAYS - 1) * DAY_S + 23 * 3600
MINUTES = 32
# Both batches ask for 4 RCU a second: the first of the table, the second of the index.
PLAN = CapacityPlan(
    {
        READS: Provisioned(3),
        WRITES: Provisioned(100),
        INDEX_READS: Provisioned(1),
        INDEX_WRITES: Provisioned(100),
    },
    {},
)
# The batch that each resource refuses.
BATCHES = {READS: "account", INDEX_READS: "bill"}
# Of docs/simulation.md.
SECONDS_BOUND, REFUSED_BOUND = 1, 0.05


@cache
def night() -> list[tuple[float, str]]:
    """Seconds from 23:00 on and kind of each request, in order."""
    month = plan_month(REQUESTS, DAYS, RATE_PER_S, Random("1/calendar"))
    lots = deal_lots(draw_owners(Random(1), 500), 1, users=6, requests=REQUESTS)
    requests = requests_of(deal_month(month, lots))
    return sorted(
        (at_s - START_S, kind)
        for at_s, kind in requests
        if 0 <= at_s - START_S < MINUTES * MINUTE_S
    )


def recorded_night() -> TrafficStatement:
    """As ``--traffic FILE`` reads it. A batch's requests come evenly."""
    text = counts_csv(night(), FIRST + timedelta(seconds=START_S), MINUTES)
    even = parse_statement("file night.csv; arrivals even")
    return TrafficStatement(even.terms, parse_counts(text, "night.csv"))


def simulated() -> tuple[dict[str, int], dict[str, dict[int, int]]]:
    """The second of each batch's first refusal; its refused calls by minute."""
    traffic = recorded_night().traffic({kind.kind: kind.samples for kind in measured().kinds}, None)
    empty = Circumstances(empty=True, retries="none")
    before: Counter[str] = Counter()
    by_minute: dict[str, dict[int, int]] = {kind: {} for kind in BATCHES.values()}
    for minute in range(MINUTES):
        seconds = (minute + 1) * MINUTE_S
        outcome = simulate(measured(), traffic, PLAN, seconds, PRICES, empty)
        for resource, kind in BATCHES.items():
            refused = outcome.of(resource).refused_calls
            if refused > before[kind]:
                by_minute[kind][minute] = refused - before[kind]
            before[kind] = refused
    firsts = {kind: outcome.of(resource).first_refusal_s for resource, kind in BATCHES.items()}
    return {kind: first for kind, first in firsts.items() if first is not None}, by_minute


def played(lot: LiveLot, clock: DrivenClock) -> dict[str, list[int]]:
    """The second of each request that was not served, by kind."""
    unserved: dict[str, list[int]] = {kind: [] for kind in BATCHES.values()}
    passed = 0
    for second, requests in groupby(night(), lambda request: int(request[0])):
        clock.advance(second + 1 - passed)
        passed = second + 1
        for _, kind in requests:
            if not lot.send(kind):
                unserved.setdefault(kind, []).append(second)
    return unserved


def test_the_calendar_has_the_waves_that_its_simulation_has(
    set_limits: SetLimits, clock: DrivenClock, dynamodb: Any, invoke: Invoke, capacity: Capacity
) -> None:
    firsts, refused = simulated()
    assert [list(refused[kind]) for kind in ("account", "bill")] == [[0], [31]]

    lot = LiveLot(dynamodb.Table("estacionamento"), invoke, exits=0)
    enforce(set_limits, PLAN.capacity)
    unserved = played(lot, clock)

    # Nothing is sent again, and a request ends at its first refused call.
    assert capacity.throttled == sum(map(len, unserved.values()))
    for kind in BATCHES.values():
        assert abs(unserved[kind][0] - firsts[kind]) <= SECONDS_BOUND
        by_minute = Counter(second // MINUTE_S for second in unserved[kind])
        assert by_minute.keys() == refused[kind].keys()
        assert by_minute == pytest.approx(refused[kind], rel=REFUSED_BOUND)
