"""An hour as advised, played through the functions: ``tests/system/test_advice.py`` for longer. It
takes some 72,000 requests, a quarter of an hour on a quiet machine."""

from typing import Any

from harness.pytest_plugin.consumption import Capacity
from harness.pytest_plugin.fixtures import DrivenClock, SetLimits
from harness.pytest_plugin.target import Invoke
from tests.system.test_advice import (
    advised,
    harness_settings,
    one_less,
    played_refusal_s,
    simulated_refusal_s,
    stated,
)

__all__ = ["harness_settings"]

HOUR_S = 3600
# Its hour has a refusal with one unit less and nothing saved at the start. Not every hour has:
# *fits* also wants no minute above what is provisioned, which burst might carry.
SEED = 5


def test_an_hour_as_advised_is_refused_nothing(
    set_limits: SetLimits, clock: DrivenClock, dynamodb: Any, invoke: Invoke, capacity: Capacity
) -> None:
    traffic = stated(SEED)
    plan = advised(traffic, HOUR_S)
    assert played_refusal_s(traffic, plan, HOUR_S, set_limits, clock, dynamodb, invoke) is None
    assert capacity.throttled == 0


def test_an_hour_with_one_unit_less_is_refused_when_the_simulation_says(
    set_limits: SetLimits, clock: DrivenClock, dynamodb: Any, invoke: Invoke, capacity: Capacity
) -> None:
    traffic = stated(SEED)
    plan = one_less(advised(traffic, HOUR_S))
    second = simulated_refusal_s(traffic, plan, HOUR_S)
    assert second is not None
    assert played_refusal_s(traffic, plan, HOUR_S, set_limits, clock, dynamodb, invoke) == second
    assert capacity.throttled > 0
