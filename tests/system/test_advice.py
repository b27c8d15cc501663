"""Who obeys the advice is refused nothing outside of the simulation either: the same seconds of a
traffic, sent through the functions on the driven clock, against enforced limits that start empty.

Forty seconds of it here; ``tests/bench/test_advice.py`` plays an hour.
"""

from pathlib import Path
from typing import Any

from harness.capacity.prices import prices_of
from harness.ledger.run import RunDirectory
from harness.pytest_plugin.consumption import Capacity
from harness.pytest_plugin.fixtures import DrivenClock, SetLimits
from harness.pytest_plugin.target import Invoke
from harness.simulate.circumstances import Circumstances
from harness.simulate.outcome import Fit
from harness.simulate.plan import CapacityPlan, Provisioned, plan_as_is
from harness.simulate.profile import Profile
from harness.simulate.profile_json import decode_profile
from harness.simulate.simulation import draw_day, simulate
from harness.simulate.solver import advise
from harness.simulate.statement import parse_statement
from harness.simulate.traffic import Traffic
from tests.conftest import ROOT
from tests.system.live_traffic import (
    TABLE,
    WRITES,
    LiveLot,
    enforce,
    first_refusal_s,
    harness_settings,
)

__all__ = ["harness_settings"]

# Of a run of 1,500 requests: `harness run parking --requests 1500`.
PROFILE = ROOT / "tests/unit/simulate/stored/parking.json"
FACTS = ROOT / "tests/unit/report/stored/parking"
RATES = "register entry=8/s,register exit=8/s,account=3/s,bill=1/s"
SECONDS = 40
PRICES = prices_of("us-east-1")


def measured() -> Profile:
    return decode_profile(PROFILE.read_bytes(), str(PROFILE))


def stated(seed: int = 0) -> Traffic:
    statement = parse_statement(f"{RATES}; seed {seed}")
    return statement.traffic({kind.kind: kind.samples for kind in measured().kinds}, None)


def advised(traffic: Traffic, seconds: int) -> CapacityPlan:
    """The fewest provisioned units of the lot's table; the plan as a whole."""
    advice = advise(
        measured(), traffic, plan_as_is(RunDirectory(Path(FACTS)).facts().tables), seconds, PRICES
    )
    assert advice.outcome.fit is Fit.FITS
    [table] = [table for table in advice.tables if table.table == TABLE]
    assert table.provisioned is not None
    return advice.plan.with_capacity(table.provisioned.modes)


def one_less(plan: CapacityPlan) -> CapacityPlan:
    """Of the tightest resource, the table's writes."""
    writes = plan.capacity[WRITES]
    assert isinstance(writes, Provisioned)
    return plan.with_capacity({WRITES: Provisioned(writes.units - 1)})


def simulated_refusal_s(traffic: Traffic, plan: CapacityPlan, seconds: int) -> int | None:
    empty = Circumstances(empty=True, retries="none")
    return simulate(measured(), traffic, plan, seconds, PRICES, empty).first_refusal_s


def played_refusal_s(
    traffic: Traffic,
    plan: CapacityPlan,
    seconds: int,
    set_limits: SetLimits,
    clock: DrivenClock,
    dynamodb: Any,
    invoke: Invoke,
) -> int | None:
    drawn = draw_day(traffic, 0, seconds)
    lot = LiveLot(dynamodb.Table(TABLE), invoke, int(drawn["register exit"].sum()))
    enforce(set_limits, plan.capacity)
    return first_refusal_s(lot, drawn, clock)


def test_the_advice_holds_outside_the_simulation(
    set_limits: SetLimits, clock: DrivenClock, dynamodb: Any, invoke: Invoke, capacity: Capacity
) -> None:
    traffic = stated()
    plan = advised(traffic, SECONDS)
    assert simulated_refusal_s(traffic, plan, SECONDS) is None
    assert played_refusal_s(traffic, plan, SECONDS, set_limits, clock, dynamodb, invoke) is None
    assert capacity.throttled == 0
    assert capacity.of(function="functions").wcu > 20 * SECONDS


def test_one_unit_less_is_refused_in_the_second_that_the_simulation_says(
    set_limits: SetLimits, clock: DrivenClock, dynamodb: Any, invoke: Invoke, capacity: Capacity
) -> None:
    traffic = stated()
    plan = one_less(advised(traffic, SECONDS))
    second = simulated_refusal_s(traffic, plan, SECONDS)
    assert second is not None
    assert played_refusal_s(traffic, plan, SECONDS, set_limits, clock, dynamodb, invoke) == second
    assert capacity.throttled > 0
