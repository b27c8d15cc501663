"""What a plan does with a month of somebody's traffic, and which plan is cheapest: values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from harness.capacity.prices import Usd, added
from harness.simulate.circumstances import Circumstances
from harness.simulate.cost import FunctionsCost
from harness.simulate.outcome import Fit, RefusalReason, ResourceOutcome, SimulationOutcome
from harness.simulate.plan import CapacityPlan
from harness.simulate.profile import Profile, ResourceId
from harness.simulate.traffic import MONTH_S, Traffic


@dataclass(frozen=True, slots=True)
class SimulationTerms:
    """``horizon_s``: in a projection, of a traffic that does not come again. ``billed_ms``: a
    function's milliseconds an invocation, in the place of those measured."""

    horizon_s: int = MONTH_S
    billed_ms: Mapping[str, int] = field(default_factory=dict)
    circumstances: Circumstances = field(default_factory=Circumstances)


@dataclass(frozen=True, slots=True)
class MonthBill:
    """USD for 730 hours before the free tier, None where a price is not known.
    ``throughput_highest``: each hour by its highest minute. ``functions``: None without any; they
    rest on milliseconds of the machine that measured, but for those ``own_ms`` names."""

    throughput: Usd
    throughput_highest: Usd
    functions: FunctionsCost | None
    own_ms: frozenset[str] = frozenset()

    @property
    def total(self) -> Usd:
        """DynamoDB's throughput and Lambda."""
        return self.throughput if self.functions is None else added(self.throughput, self._lambda)

    @property
    def _lambda(self) -> Usd:
        return self.functions.usd if self.functions else None


@dataclass(frozen=True, slots=True)
class TrafficStep:
    """The same traffic so many times, and its cheapest plan. ``usd``: of throughput, a month."""

    factor: Fraction
    requests_per_s: Fraction
    plan: CapacityPlan
    usd: Usd
    fits: bool


@dataclass(frozen=True, slots=True)
class OnDemandTable:
    """A table that the plan has on demand. USD a month: as it is, as the fewest units that fit
    (None where none do), and the most that ``maximum`` lets a month cost. ``maximum``: an
    OnDemandThroughput that this traffic never reaches. ``sudden_per_s``: requests a second of this
    mix from which on a rise within half an hour is refused; None where it takes nothing."""

    table: str
    usd: Usd
    provisioned_usd: Usd
    most_usd: Usd
    maximum: Mapping[ResourceId, int]
    sudden_per_s: Fraction | None


@dataclass(frozen=True, slots=True)
class UnitsRise:
    """A request kind that gets dearer with the data. Half-units a request now, and what each
    request served adds to them. ``holds_s``: how long the advice holds at this traffic, to the day;
    None where it holds for a year, or the table is on demand."""

    kind: str
    resource: ResourceId
    half_units: Fraction
    slope: Fraction
    holds_s: int | None


@dataclass(frozen=True, slots=True)
class UnitsHour:
    """An hour of a resource, in half-units: mean a second and in its busiest minute, what was
    provisioned a second at its end (None on demand), refused in all without retries, and the least
    that was left of burst."""

    mean: Fraction
    peak: Fraction
    provisioned: int | None
    refused: int
    burst_left: int


@dataclass(frozen=True, slots=True)
class ResourceHours:
    """The hours of what was simulated, each resource as if no other refused."""

    resource: ResourceId
    hours: tuple[UnitsHour, ...]


@dataclass(frozen=True, slots=True)
class PlanSimulation:
    """What a plan does with a traffic. ``outcome``: over a day, a week or the whole horizon;
    ``bill``: of a month. ``reasons``: one for each resource that refuses."""

    profile: Profile
    traffic: Traffic
    plan: CapacityPlan
    outcome: SimulationOutcome
    bill: MonthBill
    reasons: tuple[RefusalReason, ...]

    @property
    def fit(self) -> Fit:
        """Whether the plan serves the traffic."""
        return self.outcome.fit

    @property
    def few(self) -> tuple[str, ...]:
        """Request kinds of this traffic with fewer than five samples."""
        return tuple(
            kind.kind
            for kind in self.profile.kinds
            if kind.is_few and kind.kind in self.traffic.kinds
        )

    @property
    def first_refused(self) -> ResourceOutcome | None:
        """The resource that refuses first; None where none does."""
        refusing = [use for use in self.outcome.resources if use.first_refusal_s is not None]
        return min(refusing, key=lambda use: use.first_refusal_s or 0, default=None)

    def reason(self, resource: ResourceId) -> RefusalReason | None:
        """Why it refuses; None where it does not."""
        return next((reason for reason in self.reasons if reason.resource == resource), None)


@dataclass(frozen=True, slots=True)
class TrafficProjection(PlanSimulation):
    """What the template's plan does, and which plan would be cheapest. ``advice``: the solver's
    plan, ``advice_outcome`` what it does and ``advice_usd`` its throughput a month.
    ``break_even_per_s``: requests a second from which on the cheapest plan is not on demand any
    more; None where the steps do not cross it."""

    advice: CapacityPlan
    advice_outcome: SimulationOutcome
    advice_usd: Usd
    steps: tuple[TrafficStep, ...]
    break_even_per_s: Fraction | None
    on_demand: tuple[OnDemandTable, ...]
    rises: tuple[UnitsRise, ...]
    hours: tuple[ResourceHours, ...]
