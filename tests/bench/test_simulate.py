"""A month of 200 million requests, process start included: four kinds, three tables with an index
each, everything auto scaled. CPU seconds, for wall clock says more of the neighbours."""

import json
import subprocess
import sys

from tests.conftest import ROOT

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
traffic = Traffic(shared(Fraction(200_000_000, MONTH_S), mix), week_course())
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


def figures(work: str) -> dict[str, float | str]:
    done = subprocess.run(
        [sys.executable, "-c", MONTH, work], cwd=ROOT, capture_output=True, text=True, check=True
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
