"""A plan under a traffic, with its bill and why it refuses. Imports NumPy: import it where it is
called."""

from collections.abc import Mapping
from fractions import Fraction

from harness.capacity.prices import Prices
from harness.report.values.projection import MonthBill, PlanSimulation, SimulationTerms
from harness.simulate.cost import functions_cost
from harness.simulate.explain import refusal_reasons
from harness.simulate.outcome import SimulationOutcome
from harness.simulate.plan import CapacityPlan
from harness.simulate.profile import Profile
from harness.simulate.simulation import Progress, simulate
from harness.simulate.traffic import MONTH_S, Traffic


def simulate_plan(
    profile: Profile,
    traffic: Traffic,
    plan: CapacityPlan,
    prices: Prices,
    terms: SimulationTerms,
    progress: Progress | None = None,
) -> PlanSimulation:
    """The bill is that of a month made of such horizons. Raises UsageError as ``simulate`` does."""
    arguments = (profile, traffic, plan)
    outcome = simulate(*arguments, terms.horizon_s, prices, terms.circumstances, progress)
    return PlanSimulation(
        profile=profile,
        traffic=traffic,
        plan=plan,
        outcome=outcome,
        bill=_bill(profile, outcome, prices, terms.billed_ms),
        reasons=refusal_reasons(*arguments, prices, outcome, terms.circumstances),
    )


def _bill(
    profile: Profile, outcome: SimulationOutcome, prices: Prices, billed_ms: Mapping[str, int]
) -> MonthBill:
    a_month = Fraction(MONTH_S, outcome.seconds)
    requests = {kind.kind: int(kind.requests * a_month) for kind in outcome.kinds}
    functions = functions_cost(profile, requests, prices, billed_ms)
    highest = outcome.usd_highest
    return MonthBill(
        outcome.usd_month(MONTH_S),
        None if highest is None else highest * MONTH_S / outcome.seconds,
        functions if functions.invocations else None,
        frozenset(billed_ms),
    )
