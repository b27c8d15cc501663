"""``harness simulate`` on a terminal: the verdict first, then what it rests on."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from rich.console import Console
from rich.table import Table
from rich.text import Text

from harness.report.render import outlook, text
from harness.report.render.terminal_table import plain_table, print_titled
from harness.report.values.projection import PlanSimulation
from harness.simulate.circumstances import Circumstances
from harness.simulate.outcome import Fit, ResourceOutcome, SaltSpread, Shortage
from harness.simulate.plan import AutoScaled

_STYLES = {
    Fit.FITS: "bold green",
    Fit.FITS_WITH_BURST: "bold yellow",
    Fit.THROTTLES: "bold red",
}

# Of one table or index; ``--json`` has them all.
_MOST_CHANGES = 12


@dataclass(frozen=True, slots=True)
class SimulatedRun:
    """A simulation and what the user asked for. ``spread``: of the salts; None without a hot
    partition."""

    run_id: str
    plan_name: str
    circumstances: Circumstances
    simulation: PlanSimulation
    spread: SaltSpread | None = None

    @property
    def start_s(self) -> int:
        """Seconds since the epoch at which the traffic starts."""
        return self.simulation.traffic.start_s


def moment(start_s: int, second: int) -> str:
    """A second of the traffic as date and time, UTC."""
    return f"{datetime.fromtimestamp(start_s + second, tz=UTC):%Y-%m-%d %H:%M:%S} UTC"


def render_simulation(run: SimulatedRun, console: Console) -> None:
    """Print it; 80 columns are enough."""
    simulation = run.simulation
    console.print(Text(outlook.headline(simulation), style=_STYLES[simulation.fit]))
    for sentence in _sentences(run):
        console.print(Text(sentence))
    for notice in (*outlook.plan_notices(simulation), *_doubts(run)):
        console.print(Text(f"! {notice}", style="yellow"))
    print_titled(console, "Busiest minute", _resources(simulation))
    console.print(Text(outlook.measured_sentence(simulation)))
    if any(kind.refused_calls for kind in simulation.outcome.kinds):
        print_titled(console, "Refused, by request kind", _kinds(simulation))
    changing = [use for use in simulation.outcome.resources if len(use.units) > 1]
    if changing:
        print_titled(console, "Provisioned units over time", _units(run, changing))


def _sentences(run: SimulatedRun) -> Iterator[str]:
    simulation = run.simulation
    first, seconds = simulation.outcome.first_refusal_s, simulation.outcome.seconds
    if first is not None:
        yield f"First refusal: {text.second(first)}, {moment(run.start_s, first)}."
    sentence = simulation.traffic.sentence()
    yield (
        f"{sentence[0].upper()}{sentence[1:]}, for {text.span(seconds)} from "
        f"{moment(run.start_s, 0)}; plan {run.plan_name}, retries {run.circumstances.retries}."
    )
    yield outlook.bill_sentence(simulation)
    starved = [
        f"{reason.resource.unit} of `{outlook.name(reason.resource)}`"
        for reason in simulation.reasons
        if reason.shortage is Shortage.STARVED
    ]
    if starved:
        yield f"Starved, so more units help: {', '.join(starved)}."


def _doubts(run: SimulatedRun) -> Iterator[str]:
    if any(isinstance(mode, AutoScaled) for mode in run.simulation.plan.capacity.values()):
        rules = run.circumstances.rules
        lowered = "highest" if rules.lower_to_highest else "last"
        yield (
            f"Auto scaling is modelled with a delay of {rules.delay_minutes} min, a band of "
            f"{int(100 * rules.band)} points and decreases to the need of the {lowered} minute: "
            "doubtful, see --rule. Its alarms (8 a table and 8 an index, USD 0.10 a month each "
            "beyond 10) are not in the bill: whether AWS bills them is not settled."
        )
    if spread := run.spread:
        yield (
            f"Which keys share a partition is chance: of {spread.salts} ways, {spread.fitting} "
            f"refuse nothing on the first day, the median refuses "
            f"{text.percent(spread.median_share)} and the worst {text.percent(spread.worst_share)}."
        )


def _resources(simulation: PlanSimulation) -> Table:
    table = plain_table("units a second", "", *outlook.USE_COLUMNS, "min")
    for use in outlook.used_resources(simulation):
        table.add_row(
            outlook.name(use.resource),
            use.resource.unit,
            *outlook.use_row(simulation, use),
            text.count(use.throttled_minutes),
            style="bold" if use.refused_calls else "",
        )
    return table


def _kinds(simulation: PlanSimulation) -> Table:
    table = plain_table("kind", "requests", "attempts", "refused", "share", "failed")
    for kind in simulation.outcome.kinds:
        counts = (kind.requests, kind.calls, kind.refused_calls)
        table.add_row(
            kind.kind,
            *map(text.count, counts),
            text.percent(kind.refused_share),
            text.count(kind.failed_calls),
        )
    return table


def _units(run: SimulatedRun, changing: list[ResourceOutcome]) -> Table:
    table = plain_table("", "from", "units", left=2)
    for use in changing:
        words = f"{outlook.name(use.resource)} {use.resource.unit}, {outlook.mode_words(use.mode)}"
        for change in use.units[:_MOST_CHANGES]:
            table.add_row(words, moment(run.start_s, change.start_s), text.count(change.units))
            words = ""
        more = len(use.units) - _MOST_CHANGES
        if more > 0:
            table.add_row("", f"{text.plural(more, 'more change')}, in --json", "…")
    return table
