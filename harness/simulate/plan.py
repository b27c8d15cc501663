"""What is provisioned, scaled or on demand: the template's own plan, or another."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from harness.capacity.quotas import ACCOUNT_UNITS, TABLE_UNITS
from harness.model.scaling import ScalableTarget
from harness.model.table import BillingMode, Index, Table, TableClass
from harness.simulate.profile import ResourceId

# The console's default; 20 to 90 are allowed (Developer Guide, Managing throughput capacity
# automatically with auto scaling, 2026 copy).
TARGET = Fraction(70, 100)

# What an auto scaled resource may grow to where nothing else is said: the quota.
MAXIMUM_UNITS = TABLE_UNITS


@dataclass(frozen=True, slots=True)
class Provisioned:
    """Units a second."""

    units: int


@dataclass(frozen=True, slots=True)
class AutoScaled:
    """Target tracking between two numbers of units. ``start_units``: what is provisioned before
    the first alarm; None: what the traffic's first minute needs. ``scale_in``: False where the
    policy has DisableScaleIn. Cooldowns: the policy's, which for tables are 0 s where it has none
    (Application Auto Scaling API reference, 2026)."""

    minimum: int
    maximum: int
    target: Fraction = TARGET
    start_units: int | None = None
    scale_in: bool = True
    scale_in_cooldown_s: int = 0
    scale_out_cooldown_s: int = 0


@dataclass(frozen=True, slots=True)
class OnDemand:
    """``maximum``: OnDemandThroughput's, units a second; None: none. ``warm_units``: what it was
    told to be ready for, or has served before."""

    maximum: int | None = None
    warm_units: int = 0


CapacityMode = Provisioned | AutoScaled | OnDemand


@dataclass(frozen=True, slots=True)
class CapacityPlan:
    """``capacity``: for each table and global index, reads and writes. A table and its indexes are
    on demand together or not at all. ``classes``: the table class of those that are not Standard.
    """

    capacity: Mapping[ResourceId, CapacityMode]
    classes: Mapping[str, TableClass]

    @property
    def resources(self) -> tuple[ResourceId, ...]:
        """By name."""
        return tuple(sorted(self.capacity, key=lambda resource: resource.order))

    def table_class(self, table: str) -> TableClass:
        """Of a table that the plan does not name, Standard."""
        return self.classes.get(table, TableClass.STANDARD)

    def with_capacity(self, capacity: Mapping[ResourceId, CapacityMode]) -> "CapacityPlan":
        """The same plan with other modes for these resources."""
        return replace(self, capacity={**self.capacity, **capacity})

    def over_quota(self) -> tuple[str, ...]:
        """Which default quota it is over, a sentence for each."""
        sentences = [
            f"{_name(resource)} has {_most(capacity):,} {resource.dimension} units: the quota is "
            f"{TABLE_UNITS:,} for a table or an index."
            for resource, capacity in self.capacity.items()
            if _most(capacity) > TABLE_UNITS
        ]
        for write in (False, True):
            total = sum(
                _most(capacity)
                for resource, capacity in self.capacity.items()
                if resource.write is write and isinstance(capacity, Provisioned)
            )
            if total > ACCOUNT_UNITS:
                sentences.append(
                    f"All tables together provision {total:,} {'write' if write else 'read'} "
                    f"units: the account's quota in a Region is {ACCOUNT_UNITS:,}."
                )
        return tuple(sentences)


def plan_as_is(tables: Iterable[Table]) -> CapacityPlan:
    """What the template describes, its scalable targets included."""
    capacity: dict[ResourceId, CapacityMode] = {}
    classes: dict[str, TableClass] = {}
    for table in tables:
        classes[table.name] = table.table_class
        for index in (None, *table.global_indexes):
            capacity |= _as_described(table, index)
    return CapacityPlan(capacity, classes)


def plan_on_demand(plan: CapacityPlan) -> CapacityPlan:
    """The same tables on demand, those that are already as they are."""
    return plan.with_capacity(
        {
            resource: OnDemand()
            for resource, capacity in plan.capacity.items()
            if not isinstance(capacity, OnDemand)
        }
    )


def plan_auto_scaled(
    plan: CapacityPlan,
    minimum: int = 1,
    maximum: int = MAXIMUM_UNITS,
    target: Fraction = TARGET,
) -> CapacityPlan:
    """The same tables auto scaled, those that are already as they are."""
    return plan.with_capacity(
        {
            resource: AutoScaled(minimum, maximum, target)
            for resource, capacity in plan.capacity.items()
            if not isinstance(capacity, AutoScaled)
        }
    )


def plan_provisioned(plan: CapacityPlan, units: Mapping[ResourceId, int]) -> CapacityPlan:
    """So many units each; what is not in ``units`` has 1."""
    return plan.with_capacity(
        {resource: Provisioned(units.get(resource, 1)) for resource in plan.capacity}
    )


def _as_described(table: Table, index: Index | None) -> dict[ResourceId, CapacityMode]:
    owner = table if index is None else index
    name = None if index is None else index.name
    reads, writes = ResourceId(table.name, name, False), ResourceId(table.name, name, True)
    if table.billing_mode is BillingMode.PAY_PER_REQUEST or owner.throughput is None:
        maximum, warm = owner.on_demand_maximum, owner.warm_throughput
        return {
            reads: OnDemand(maximum.read_units, warm.read_units if warm else 0),
            writes: OnDemand(maximum.write_units, warm.write_units if warm else 0),
        }
    return {
        reads: _provisioned(owner.throughput.read_units, owner.scaling.reads),
        writes: _provisioned(owner.throughput.write_units, owner.scaling.writes),
    }


def _provisioned(units: int, target: ScalableTarget | None) -> CapacityMode:
    if target is None:
        return Provisioned(units)
    return AutoScaled(
        target.minimum_units,
        target.maximum_units,
        Fraction(target.target_millionths, 1_000_000),
        units,
        target.scale_in,
        target.scale_in_cooldown_s,
        target.scale_out_cooldown_s,
    )


def _most(capacity: CapacityMode) -> int:
    match capacity:
        case Provisioned(units):
            return units
        case AutoScaled(maximum=maximum):
            return maximum
        case OnDemand(maximum=maximum):
            return maximum or 0


def _name(resource: ResourceId) -> str:
    return f"{resource.table}.{resource.index}" if resource.index else resource.table
