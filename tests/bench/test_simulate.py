"""A month of 200 million requests, process start included: four kinds, three tables with an index
each, everything auto scaled. CPU seconds, for wall clock says more of the neighbours."""

import json
import subprocess
import sys
from fractions import Fraction

import pytest

from harness.capacity.prices import prices_of
from harness.model.table import Table
from harness.simulate.arrivals import DAY_S, requests_of_day
from harness.simulate.circumstances import Circumstances
from harness.simulate.plan import CapacityMode, OnDemand, Provisioned
from harness.simulate.profile import KeyShares
from harness.simulate.simulation import simulate
from harness.simulate.traffic import Traffic
from tests.conftest import ROOT
from tests.unit.simulate.gateway import HASH, on_demand_table, provisioned_table, refusals_of
from tests.unit.simulate.profiles import WRITES, plan, profile

SIMULATION_CPU_S = 10
SOLVER_CPU_S = 60
MEMORY_MB = 1024

MONTH = """
import json, resource, sys
from fractions import Fraction

from harness.capacity.prices import prices_of
from harness.simulate.plan import AutoScaled, CapacityPlan
from harness.simulate.profile import CallGroup, Distribution, Draw, KindProfile, Profile, ResourceId
from harness.simulate.simulation import simulate
from harness.simulate.solver import advise
from harness.simulate.traffic import MONTH_S, Traffic, shared, week_course


def kind(name, table):
    reads, writes = ResourceId(table, None, False), ResourceId(table, None, True)
    index_reads, index_writes = (ResourceId(table, "by-owner", write) for write in (False, True))
    return KindProfile(
        name,
        200,
        {
            reads: Distribution({1: 120, 2: 80}),
            writes: Distribution({2: 150, 4: 50}),
            index_reads: Distribution({1: 150, 3: 40, 4: 10}),
            index_writes: Distribution({2: 200}),
        },
        (
            CallGroup("GetItem", (reads,), ((Draw(1, (1,)), 120), (Draw(1, (2,)), 80))),
            CallGroup(
                "Query",
                (index_reads,),
                ((Draw(1, (1,)), 150), (Draw(1, (3,)), 40), (Draw(2, (4,)), 10)),
            ),
            CallGroup(
                "PutItem",
                (writes, index_writes),
                ((Draw(1, (2, 2)), 150), (Draw(1, (4, 2)), 50)),
            ),
        ),
    )


profile = Profile((kind("a", "one"), kind("b", "two"), kind("c", "three"), kind("d", "one")))
mix = {"a": 40, "b": 30, "c": 20, "d": 10}
traffic = Traffic(shared(Fraction(int(sys.argv[2]), MONTH_S), mix), week_course())
plan = CapacityPlan({resource: AutoScaled(1, 40_000) for resource in profile.resources}, {})
prices = prices_of("us-east-1")
work = advise if sys.argv[1] == "solver" else simulate
done = work(profile, traffic, plan, MONTH_S, prices)
outcome = done.outcome if sys.argv[1] == "solver" else done
used = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps({
    "requests": sum(kind.requests for kind in outcome.kinds),
    "fit": outcome.fit,
    "cpu_s": used.ru_utime + used.ru_stime,
    "memory_mb": used.ru_maxrss / 1024,
}))
"""


def figures(work: str, requests: int = 200_000_000) -> dict[str, float | str]:
    done = subprocess.run(
        [sys.executable, "-c", MONTH, work, str(requests)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    print(work, done.stdout)
    read: dict[str, float | str] = json.loads(done.stdout)
    return read


def test_a_month_is_simulated_within_ten_seconds_and_a_gigabyte() -> None:
    month = figures("simulation")
    # 730 hours are not whole weeks, by whose mean the rate is given.
    assert abs(float(month["requests"]) - 200_000_000) < 4_000_000
    assert float(month["cpu_s"]) <= SIMULATION_CPU_S
    assert float(month["memory_mb"]) <= MEMORY_MB


def test_its_cheapest_plan_is_found_within_a_minute_and_fits() -> None:
    solved = figures("solver")
    assert solved["fit"] == "fits"
    assert float(solved["cpu_s"]) <= SOLVER_CPU_S
    assert float(solved["memory_mb"]) <= MEMORY_MB


CALLS = 1_000_000
ONE_KEY = (KeyShares(WRITES, ((HASH, 1),)),)


@pytest.mark.parametrize(
    ("table", "mode", "rate", "keys", "points"),
    [
        (provisioned_table(50), Provisioned(50), 60, (), 0.05),
        (provisioned_table(5), Provisioned(5), 5, (), 0.05),
        (on_demand_table(10), OnDemand(maximum=10), 12, (), 0.05),
        (on_demand_table(), OnDemand(), 4_400, (), 0.05),
        # After 300 s the gateway gives the key a partition of its own, which starts full.
        (provisioned_table(4_000), Provisioned(4_000), 1_200, ONE_KEY, 0.15),
    ],
    ids=["50 units", "5 units", "a maximum of 10", "on demand", "a partition"],
)
def test_a_million_calls_one_by_one_are_refused_as_the_seconds_say(
    table: Table, mode: CapacityMode, rate: int, keys: tuple[KeyShares, ...], points: float
) -> None:
    """``points``: by which the refused share, in percent, may differ from the gateway's."""
    seconds = CALLS // rate
    traffic = Traffic({"write": Fraction(rate)})
    by_second = [
        count
        for day in range(-(-seconds // DAY_S))
        for count in requests_of_day(
            traffic, "write", day, min(DAY_S, seconds - day * DAY_S), 0
        ).tolist()
    ]
    truth = refusals_of(table, by_second, one_key=bool(keys))
    simulated = simulate(
        profile({WRITES: 2}, keys=keys),
        traffic,
        plan({WRITES: mode}),
        seconds,
        prices_of("us-east-1"),
        Circumstances(retries="none"),
    )
    print(
        truth, f"{100 * truth.share:.4f} %, simulated {100 * float(simulated.refused_share):.4f} %"
    )
    assert truth.first_s is not None
    assert 100 * abs(float(simulated.refused_share) - truth.share) <= points
    assert abs((simulated.first_refusal_s or 0) - truth.first_s) <= 5


def test_time_grows_with_the_seconds_and_not_with_the_requests() -> None:
    few, many = (figures("simulation", requests) for requests in (2_000_000, 200_000_000))
    assert float(many["cpu_s"]) <= 3 * float(few["cpu_s"])
