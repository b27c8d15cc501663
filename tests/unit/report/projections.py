"""Projections of a profile that is written by hand."""

from fractions import Fraction

from harness.capacity.prices import prices_of
from harness.report.assess.projection import project
from harness.report.values.projection import SimulationTerms, TrafficProjection
from harness.simulate.measure import CallSample, InvocationSample, RequestSample, profile_of
from harness.simulate.plan import CapacityMode, CapacityPlan, OnDemand, Provisioned
from harness.simulate.profile import Profile, ResourceId
from harness.simulate.traffic import EVEN, FLAT, Course, Traffic

READS, WRITES = ResourceId("lot", None, False), ResourceId("lot", None, True)


def lot_profile(samples: int = 50, dearer_each: int = 0) -> Profile:
    """``enter``: 1 WCU, and half an RCU more for each ``dearer_each`` requests."""
    return profile_of(
        RequestSample(
            "enter",
            number,
            (
                CallSample("PutItem", {WRITES: 2}, {WRITES: number}),
                CallSample("Query", {READS: 1 + (number // dearer_each if dearer_each else 0)}),
            ),
            (InvocationSample("parking-enter", 128, "x86_64", 10),),
        )
        for number in range(samples)
    )


def lot_plan(write_units: int | None = 12) -> CapacityPlan:
    """None: on demand."""
    modes: dict[ResourceId, CapacityMode] = {READS: OnDemand(), WRITES: OnDemand()}
    if write_units is not None:
        modes = {READS: Provisioned(100), WRITES: Provisioned(write_units)}
    return CapacityPlan(modes, {})


def lot_traffic(per_s: int = 20, course: Course = FLAT) -> Traffic:
    return Traffic({"enter": Fraction(per_s)}, course, dispersion=EVEN)


def lot_projection(
    write_units: int | None = 12,
    per_s: int = 20,
    *,
    profile: Profile | None = None,
    course: Course = FLAT,
    terms: SimulationTerms | None = None,
) -> TrafficProjection:
    return project(
        profile or lot_profile(),
        lot_traffic(per_s, course),
        lot_plan(write_units),
        prices_of("us-east-1"),
        terms,
    )
