"""The cheapest plan of one sort for a traffic. Imports NumPy: import it where it is called."""

from collections.abc import Mapping

from harness.capacity.prices import Prices
from harness.capacity.quotas import TABLE_UNITS
from harness.errors import UsageError
from harness.simulate.plan import CapacityMode, CapacityPlan, plan_provisioned
from harness.simulate.profile import Profile, ResourceId
from harness.simulate.scaling import ScalingRules
from harness.simulate.simulation import Progress
from harness.simulate.solver import AdviceTerms, advise_tables, demands_of, least_provisioned
from harness.simulate.traffic import Traffic


def least_plan(
    profile: Profile, traffic: Traffic, plan: CapacityPlan, seconds: int
) -> CapacityPlan:
    """All tables provisioned, with the fewest units that fit. Raises UsageError where a table or
    index would need more than its quota."""
    units = {
        demand.resource: least_provisioned(demand, AdviceTerms())
        for demand in demands_of(profile, traffic, plan.resources, seconds)
    }
    return plan_provisioned(plan, {resource: _within(resource, units) for resource in units})


def scaled_plan(
    profile: Profile,
    traffic: Traffic,
    plan: CapacityPlan,
    seconds: int,
    prices: Prices,
    rules: ScalingRules,
    progress: Progress | None = None,
) -> CapacityPlan:
    """All tables auto scaled with the cheapest minimum, maximum and target that fit; a table or
    index for which scaling is not cheaper has the fewest units that fit. Raises UsageError as
    ``least_plan`` does."""
    demands = demands_of(profile, traffic, plan.resources, seconds)
    modes: dict[ResourceId, CapacityMode] = {}
    advices = advise_tables(demands, traffic, plan, prices, AdviceTerms(), rules, progress)
    for advice in advices:
        option = advice.scaled or advice.provisioned
        if option is None:
            raise _over_quota(advice.table)
        modes |= option.modes
    return plan.with_capacity(modes)


def _within(resource: ResourceId, units: Mapping[ResourceId, int | None]) -> int:
    needed = units[resource]
    if needed is None:
        raise _over_quota(resource.table)
    return needed


def _over_quota(table: str) -> UsageError:
    return UsageError(
        f"{table} would need more than the quota of {TABLE_UNITS:,} units",
        where="--plan",
        hint="state less traffic, or simulate --plan on-demand",
    )
