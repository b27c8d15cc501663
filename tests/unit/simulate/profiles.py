"""Profiles of one kind, for tests."""

from fractions import Fraction

from harness.simulate.plan import CapacityMode, CapacityPlan
from harness.simulate.profile import (
    CallGroup,
    Distribution,
    Draw,
    KeyShares,
    KindProfile,
    Profile,
    ResourceId,
)
from harness.simulate.traffic import EVEN, Traffic

READS = ResourceId("t", None, False)
WRITES = ResourceId("t", None, True)
INDEX_WRITES = ResourceId("t", "by-owner", True)

SAMPLES = 10


def kind_of(name: str, *calls: dict[ResourceId, int]) -> KindProfile:
    """Each request makes these calls, once each."""
    units: dict[ResourceId, int] = {}
    for call in calls:
        for resource, half_units in call.items():
            units[resource] = units.get(resource, 0) + half_units
    return KindProfile(
        name,
        SAMPLES,
        {resource: Distribution({total: SAMPLES}) for resource, total in units.items()},
        tuple(
            CallGroup(f"call {number}", tuple(call), ((Draw(1, tuple(call.values())), SAMPLES),))
            for number, call in enumerate(calls)
        ),
    )


def profile(*calls: dict[ResourceId, int], keys: tuple[KeyShares, ...] = ()) -> Profile:
    return Profile((kind_of("write", *calls),), keys)


def even(requests_per_s: int, kind: str = "write") -> Traffic:
    return Traffic({kind: Fraction(requests_per_s)}, dispersion=EVEN)


def plan(modes: dict[ResourceId, CapacityMode]) -> CapacityPlan:
    return CapacityPlan(modes, {})
