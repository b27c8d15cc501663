"""``harness simulate``: a run's profile under another traffic, plan or horizon. Starts nothing, and
reads the run's facts and ``profile.json`` alone, never its ledger."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

from harness.capacity.prices import Prices, prices_of
from harness.errors import UsageError
from harness.ledger.run import RunDirectory, RunFacts
from harness.model.table import Table
from harness.report.assess.plan_simulation import simulate_plan
from harness.report.assess.projection import traffic_of
from harness.report.render.document import json_of
from harness.report.render.json_simulation import simulation_of
from harness.report.render.simulation import SimulatedRun, render_simulation
from harness.report.values.projection import SimulationTerms
from harness.settings import Settings
from harness.simulate.alternatives import least_plan, scaled_plan
from harness.simulate.arrivals import DAY_S
from harness.simulate.explain import salt_spread
from harness.simulate.outcome import ResourceOutcome, SaltSpread
from harness.simulate.plan import CapacityPlan, plan_as_is, plan_on_demand
from harness.simulate.profile import Profile
from harness.simulate.profile_json import decode_profile
from harness.simulate.simulation import Progress as ShowProgress
from harness.simulate.statement import TrafficStatement
from harness.simulate.traffic import Traffic, check_horizon
from harness.template.application import load_application


@dataclass(frozen=True, slots=True)
class SimulateTerms:
    """``plan``: ``as-is``, ``provisioned``, ``auto``, ``on-demand`` or the path of a template.
    ``simulation``: horizon, retries and rules."""

    plan: str
    simulation: SimulationTerms
    as_json: bool = False


def simulate_run(
    run: RunDirectory,
    settings: Settings,
    statement: TrafficStatement,
    terms: SimulateTerms,
    out: Console,
    err: Console,
) -> None:
    """Print what the plan does with the traffic. Raises UsageError for a run without a profile, and
    as ``simulate`` and ``load_application`` do."""
    facts, profile = run.facts(), _profile(run)
    check_horizon(terms.simulation.horizon_s)
    traffic = traffic_of(profile, facts.asked_rate, statement)
    prices = prices_of(facts.region, settings.prices.figures if settings.prices else facts.prices)
    with _progress(err, "plan") as show:
        plan = _plan(terms, settings, facts, profile, traffic, prices, show)
    with _progress(err, "simulation") as show_days:
        simulation = simulate_plan(profile, traffic, plan, prices, terms.simulation, show_days)
    simulated = SimulatedRun(
        facts.run_id,
        terms.plan,
        terms.simulation.circumstances,
        simulation,
        _spread(simulation.outcome.resources, profile, traffic, plan, prices, terms),
    )
    if terms.as_json:
        sys.stdout.write(json_of(simulation_of(simulated)).decode())
    else:
        render_simulation(simulated, out)


def _profile(run: RunDirectory) -> Profile:
    try:
        content = run.profile.read_bytes()
    except OSError as error:
        raise UsageError(
            f"the run has no profile: {error.strerror}",
            where=str(run.profile),
            hint=f"make it with: harness report {run.path.name}",
        ) from error
    profile = decode_profile(content, str(run.profile))
    if not profile.kinds:
        raise UsageError(
            "the run measured no request",
            where=str(run.profile),
            hint="run harness run again with a load",
        )
    return profile


def _plan(
    terms: SimulateTerms,
    settings: Settings,
    facts: RunFacts,
    profile: Profile,
    traffic: Traffic,
    prices: Prices,
    show: ShowProgress,
) -> CapacityPlan:
    as_is, seconds = plan_as_is(facts.tables), terms.simulation.horizon_s
    match terms.plan:
        case "as-is":
            return as_is
        case "on-demand":
            return plan_on_demand(as_is)
        case "provisioned":
            return least_plan(profile, traffic, as_is, seconds)
        case "auto":
            rules = terms.simulation.circumstances.rules
            return scaled_plan(profile, traffic, as_is, seconds, prices, rules, show)
    return _plan_of_template(Path(terms.plan).expanduser(), settings, facts)


def _plan_of_template(path: Path, settings: Settings, facts: RunFacts) -> CapacityPlan:
    application = load_application(
        path,
        parameters=settings.parameters,
        region=facts.region,
        account_id=settings.account_id,
        ssm=settings.ssm,
    )
    expected, names = _names(facts.tables), _names(application.tables)
    for wrong, which in ((expected - names, "missing"), (names - expected, "not of the run")):
        if wrong:
            raise UsageError(
                f"{', '.join(sorted(wrong))}: {which}",
                where=f"--plan {path}",
                hint="name a template with the run's tables and indexes: "
                f"{', '.join(sorted(expected))}",
            )
    return plan_as_is(application.tables)


def _names(tables: Sequence[Table]) -> set[str]:
    """Of tables and global indexes."""
    return {
        name
        for table in tables
        for name in (
            f"table {table.name}",
            *(f"index {table.name}.{index.name}" for index in table.global_indexes),
        )
    }


def _spread(
    resources: Sequence[ResourceOutcome],
    profile: Profile,
    traffic: Traffic,
    plan: CapacityPlan,
    prices: Prices,
    terms: SimulateTerms,
) -> SaltSpread | None:
    """None where no partition refused anything."""
    if not any(use.partition_refused_calls for use in resources):
        return None
    seconds = min(terms.simulation.horizon_s, DAY_S)
    return salt_spread(profile, traffic, plan, seconds, prices, terms.simulation.circumstances)


@contextmanager
def _progress(console: Console, title: str) -> Iterator[ShowProgress]:
    """A bar that disappears when it is done; nothing without a terminal."""
    columns = (TextColumn("{task.description}"), BarColumn(20))
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as progress:
        task = progress.add_task(title, total=None)
        yield lambda done, whole: progress.update(task, completed=done, total=whole)
