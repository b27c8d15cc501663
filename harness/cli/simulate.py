"""The command ``harness simulate`` and its options; ``simulation`` does it."""

from typing import Any

import click
from rich.console import Console

from harness.cli.options import flags
from harness.settings import load_settings


@click.command(short_help="Simulate a run's profile under another traffic or plan.")
@click.argument("run", default="latest")
@click.option("--for", "horizon", default="730h", show_default=True, help="how long: 1h, 30d, 730h")
@click.option(
    "--plan",
    default="as-is",
    show_default=True,
    metavar="PLAN",
    help="as-is, provisioned, auto, on-demand, or a template with the same tables",
)
@click.option(
    "--retries",
    type=click.Choice(["standard", "legacy", "none"]),
    default="standard",
    show_default=True,
    help="of the SDK, after a refused call",
)
@click.option(
    "--rule", "rules", multiple=True, metavar="NAME=VALUE", help="a doubtful one: delay_minutes=5"
)
@click.option("--json", "as_json", is_flag=True, help="for programs")
@flags("parameters", "runs_dir", "prices", "traffic")
def simulate(
    run: str,
    horizon: str,
    plan: str,
    retries: str,
    rules: tuple[str, ...],
    as_json: bool,
    **values: Any,
) -> None:
    """Simulate what a plan does with a traffic, by what RUN measured of each request kind.

    RUN is the name of a folder under --runs-dir, or the path of one. Without it, it is the latest.
    Nothing is started, and no ledger is read.

    PLAN provisioned, auto and on-demand are the cheapest of that sort that fit. The exit code is 0
    for every verdict.
    """
    from harness.cli.simulation import SimulateTerms, simulate_run
    from harness.cli.traffic import stated_traffic
    from harness.ledger.run import find_run
    from harness.report.values.projection import SimulationTerms
    from harness.simulate.circumstances import Circumstances
    from harness.simulate.rules_text import parse_rules
    from harness.simulate.traffic_text import parse_duration

    circumstances = Circumstances(retries=retries, rules=parse_rules(rules))
    simulation = SimulationTerms(parse_duration(horizon), circumstances=circumstances)
    settings = load_settings(values)
    found = find_run(settings.runs_dir, run)
    statement = stated_traffic(settings.traffic, values["traffic"], found.facts().traffic)
    terms = SimulateTerms(plan, simulation, as_json)
    simulate_run(found, settings, statement, terms, Console(highlight=False), Console(stderr=True))
