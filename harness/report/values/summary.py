"""What a run adds up to. Values only: units are half-units, rates are half-units a second."""

from collections.abc import Mapping
from dataclasses import dataclass

from harness.ledger.run import RunFacts
from harness.model.charge import Arm
from harness.report.values.costs import Costs, FreeTier
from harness.report.values.function import FunctionUse
from harness.report.values.heat import Heat
from harness.report.values.projection import TrafficProjection
from harness.report.values.request import Kind, Outcomes
from harness.report.values.resource import Resource, Standing
from harness.report.values.retries import Retries
from harness.report.values.window import Window
from harness.simulate.profile import NO_PROFILE, Profile


@dataclass(frozen=True, slots=True)
class Totals:
    """``call_errors`` and ``request_errors``: error name to count, throttling left out of neither.
    ``failures``: those of the requests that count as failed, so without throttling.
    ``operations``: operation to calls. ``scans``: as of a kind."""

    calls: int
    refused_calls: int
    over_calls: int
    read_half_units: int
    write_half_units: int
    outcomes: Outcomes
    call_errors: Mapping[str, int]
    request_errors: Mapping[str, int]
    failures: Mapping[str, int]
    operations: Mapping[str, int]
    scans: int


@dataclass(frozen=True, slots=True)
class Summary:
    """Everything a report says, before it is put into words.

    ``free_tier``: where requests come one after the other; ``free_tier_at_peaks``: where they come
    in waves, hour by hour as in this run.

    ``projection``: what the template's plan does with the user's traffic, None without a profile.
    ``window`` is None where the ledger has no call and no invocation. ``demand_is_floor``: some
    request kind was only ever refused, so that its demand is not in the estimate. ``torn``: the
    ledger's last line was incomplete and is left out.
    """

    facts: RunFacts
    torn: bool
    window: Window | None
    resources: tuple[Resource, ...]
    arms: tuple[Arm, ...]
    kinds: tuple[Kind, ...]
    functions: tuple[FunctionUse, ...]
    totals: Totals
    costs: Costs
    free_tier: FreeTier
    free_tier_at_peaks: FreeTier
    heats: tuple[Heat, ...]
    retries: Retries
    demand_is_floor: bool
    projection: TrafficProjection | None = None
    profile: Profile = NO_PROFILE

    @property
    def cut_off(self) -> bool:
        """Whether the run has no end: it still runs, or was killed."""
        return self.facts.ended_ns is None

    @property
    def enforced(self) -> bool:
        """Whether calls over the limits were refused."""
        return self.facts.limits == "enforce"

    @property
    def used(self) -> tuple[Resource, ...]:
        """The resources that something was asked of."""
        return tuple(
            resource for resource in self.resources if resource.standing is not Standing.IDLE
        )
