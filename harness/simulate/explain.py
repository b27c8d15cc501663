"""Why a plan refuses: for want of units, or because of a hot key, and how much is chance.

A starved table needs more units; with a hot key they do not help. AWS tells both apart by what
evenly spread keys would do at the same rate (its agent skill for DynamoDB, 2026-08), and so does
this room: the same traffic once more, without the keys.
"""

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from statistics import median

from harness.capacity.prices import Prices
from harness.simulate.circumstances import Circumstances
from harness.simulate.outcome import RefusalReason, SaltSpread, Shortage, SimulationOutcome
from harness.simulate.plan import CapacityPlan
from harness.simulate.profile import Profile, ResourceId
from harness.simulate.simulation import simulate
from harness.simulate.table import hot_of_table
from harness.simulate.traffic import Traffic

SALTS = 20


def refusal_reasons(
    profile: Profile,
    traffic: Traffic,
    plan: CapacityPlan,
    prices: Prices,
    outcome: SimulationOutcome,
    circumstances: Circumstances | None = None,
) -> tuple[RefusalReason, ...]:
    """One for each resource that refuses something in the outcome, which is this plan's. Simulates
    once more where a partition refused."""
    refusing = [resource for resource in outcome.resources if resource.refused_calls]
    spread = outcome
    if any(resource.partition_refused_calls for resource in refusing):
        keyless = replace(profile, keys=())
        spread = simulate(keyless, traffic, plan, outcome.seconds, prices, circumstances)
    return tuple(
        RefusalReason(
            resource.resource,
            Shortage.STARVED if spread.of(resource.resource).refused_calls else Shortage.HOT_KEY,
            _hottest_share(profile, resource.resource),
        )
        for resource in refusing
    )


def salt_spread(
    profile: Profile,
    traffic: Traffic,
    plan: CapacityPlan,
    seconds: int,
    prices: Prices,
    circumstances: Circumstances | None = None,
    salts: int = SALTS,
) -> SaltSpread:
    """The plan with so many salts; those that make the same partitions hot are simulated once."""
    chosen = circumstances or Circumstances()
    tables = list(dict.fromkeys(resource.table for resource in plan.resources))
    outcomes: dict[object, SimulationOutcome] = {}
    by_salt = []
    for salt in range(salts):
        hot = tuple(
            sorted((partition.resource.order, partition.share) for partition in partitions)
            for partitions in (hot_of_table(profile, traffic, plan, name, salt) for name in tables)
        )
        key = str(hot)
        if key not in outcomes:
            salted = replace(chosen, salt=salt)
            outcomes[key] = simulate(profile, traffic, plan, seconds, prices, salted)
        by_salt.append(outcomes[key])
    return _spread(by_salt)


def _spread(outcomes: Iterable[SimulationOutcome]) -> SaltSpread:
    shares = [outcome.refused_share for outcome in outcomes]
    return SaltSpread(len(shares), shares.count(Fraction(0)), median(shares), max(shares))


def _hottest_share(profile: Profile, resource: ResourceId) -> Fraction | None:
    keys = profile.key_shares(resource)
    if keys is None or not keys.hottest or not keys.total:
        return None
    return Fraction(keys.hottest[0][1], keys.total)
