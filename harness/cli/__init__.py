"""The command line.

Belongs here: commands, options, what a terminal shows, exit codes. Does not: a setting's meaning
(``settings``), what is started (``assemble``), what a verdict says (``report``).

Exit codes: 0 fine, 1 a check failed, 2 wrong use, 3 the environment failed, 130 interrupted.
"""

import asyncio
import signal
import sys
from collections.abc import Coroutine
from fractions import Fraction
from math import isfinite
from pathlib import Path
from typing import Any

import click
import uvloop
from rich.console import Console
from rich.markup import escape

from harness.cli.exit_codes import EXIT_CHECK_FAILED, EXIT_INTERRUPTED
from harness.cli.options import (
    ABOVE_0,
    COMPARED,
    FROM_1,
    IMAGES,
    budget_options,
    flags,
    load_of,
    load_options,
    run_options,
)
from harness.cli.report import ReportGroup, RunArgument
from harness.cli.simulate import simulate
from harness.errors import HarnessError, UsageError
from harness.settings import RUN_DEFAULTS, endpoint_url, load_settings

_out = Console(highlight=False)
_err = Console(stderr=True, highlight=False)


class _Cli(click.Group):
    """Turns a HarnessError into its message and its exit code, wherever it was raised."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except HarnessError as error:
            _err.print(f"harness: {error}", style="red", markup=False, soft_wrap=True)
            sys.exit(error.exit_code)
        except KeyboardInterrupt:  # before ``_run``, or in a command that runs no loop
            sys.exit(EXIT_INTERRUPTED)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order in which a newcomer meets them, not by name."""
        return list(self.commands)


@click.group(
    cls=_Cli,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit codes: 0 fine, 1 a check failed, 2 wrong use, 3 the environment failed, "
    "130 interrupted.",
)
@click.version_option(package_name="lambda-dynamodb-harness", prog_name="harness")
def main() -> None:
    """From an unmodified SAM template to a DynamoDB capacity verdict, on your own machine.

    What an option sets can also stand in [tool.harness] of pyproject.toml, or in the environment:
    HARNESS_LIMITS is --limits. An option wins over the environment, and that over the file.
    """


@main.command(short_help="Start everything, replay a load, print the verdict, stop everything.")
@run_options
@budget_options
@flags()
def run(budget: tuple[str, ...], junit: Path | None, **options: Any) -> None:
    """Start everything, replay SCENARIO, print the verdict, stop everything.

    SCENARIO is the name of a file in scenarios/, the path of a locustfile, or a module of an
    installed package. Without one it is the first of scenarios/ by name. What follows -- goes to
    Locust: options of its own, and the scenario's.

    It sends as fast as this machine serves, refuses nothing, and ends once it has measured enough:
    what a request consumes does not depend on the rate. With --requests, or --rate and --duration,
    it sends so many. With --pace it keeps the rate for the duration.

    The exit code is 0 for every verdict, throttled or not, and 1 where a --budget does not hold.
    """
    from harness.cli.budget import read_budgets
    from harness.cli.replay import replay

    budgets, load = read_budgets(budget, junit), load_of(options)
    settings = load_settings(options, defaults=RUN_DEFAULTS)
    _run(replay(settings, load, _out, _err, budgets))


@main.command(short_help="Start everything, print the endpoint, stay until Ctrl-C.")
@flags()
def up(**values: Any) -> None:
    """Start everything, print the endpoint, stay until Ctrl-C.

    Standard output has the lines to paste into another shell, and nothing else.
    """
    from harness.cli.up import keep_up

    _run(keep_up(load_settings(values), _out, _err), interrupted=0)


@main.command(short_help="Print the steps of `harness up` and what is left out.")
@flags()
def plan(**values: Any) -> None:
    """Print the steps that `harness up` would take; start nothing.

    What the template has and the harness does not emulate is listed after them.
    """
    from harness.assemble.opening import plan_of

    plan = plan_of(load_settings(values))
    for number, title in enumerate(plan.steps, start=1):
        _out.print(f"{number}. {title}", soft_wrap=True, markup=False)
    for note in plan.notes:
        _out.print(f"· {note}", soft_wrap=True, markup=False)


@main.command(short_help="Invoke one function once, and print its answer.")
@click.argument("function")
@click.option(
    "-e",
    "--event",
    type=click.Path(path_type=Path),
    help="a JSON file, or - for standard input  [default: {}]",
)
@click.option("--endpoint", help="of a running stack  [default: AWS_ENDPOINT_URL]")
@flags()
def invoke(function: str, event: Path | None, endpoint: str | None, **values: Any) -> None:
    """Invoke FUNCTION once: its answer on standard output, its log on standard error.

    Without an endpoint it starts a stack of its own, and stops it. The exit code is 1 where the
    function raised, timed out or was refused.
    """
    from harness.cli.invoke import invoke_once, read_event

    settings = load_settings(values)
    payload = read_event(event)
    _run(invoke_once(settings, function, payload, endpoint or endpoint_url(), _out, _err))


@main.command(short_help="Send a load to the stack that `harness up` keeps running.")
@load_options
@click.option("--endpoint", help="of a running stack  [default: AWS_ENDPOINT_URL]")
@click.option("--web", is_flag=True, help="start and watch it in Locust's web UI, until Ctrl-C")
@click.option(
    "--web-port", type=click.IntRange(1, 65535), default=8089, show_default=True, help="of --web"
)
def load(endpoint: str | None, web: bool, web_port: int, **options: Any) -> None:
    """Send SCENARIO's load to the stack that `harness up` keeps running.

    Locust's own output shows it. The exit code is 1 where requests failed; throttled ones have not.
    """
    from harness.cli.replay import send

    target = endpoint or endpoint_url()
    if target is None:
        hint = "start `harness up` and paste the exports it prints, or use `harness run`"
        raise UsageError("no endpoint to send to", hint=hint)
    load = load_of(options)
    if web:
        _run(send(load, target, _err, web_port), interrupted=0)
    else:
        _run(send(load, target, _err))


@main.command(short_help="Run a load with each value of a parameter, and say what each costs.")
@click.argument("scenario", required=False)
@click.option("--vary", metavar="NAME=A,B", help="a template parameter  [default: the scenario's]")
@click.option("--users", type=FROM_1, default=20, show_default=True, help="concurrent users")
@click.option("--duration", default="45s", show_default=True, help="of each run: 45s, 2m")
@click.option("--seed", default=1, show_default=True, help="of data and requests")
@click.option("--rate", type=ABOVE_0, default=100.0, show_default=True, help="requests a second")
@flags(*COMPARED)
def compare(
    scenario: str | None, vary: str | None, rate: float, duration: str, **options: Any
) -> None:
    """Run SCENARIO with each value of a template parameter, and say what each costs.

    All serve the same requests, --rate times --duration of them, and nothing is refused. Without
    --vary it is the parameter that SCENARIO names in its VARY.
    """
    from harness.cli.compare import compare as run_each
    from harness.cli.replay import Load, seconds
    from harness.cli.scenario import first_scenario

    if not isfinite(rate):
        raise UsageError(
            f"{rate} is not a valid rate", where="--rate", hint="give requests a second"
        )
    duration_s, exact = seconds(duration), Fraction(str(rate))
    requests = max(1, round(exact * duration_s))
    load = Load(
        scenario=scenario or first_scenario(),
        users=options.pop("users"),
        duration_s=duration_s,
        seed=options.pop("seed"),
        rate=rate,
        requests=requests,
        pace=True,
    )
    _run(run_each(load_settings(options), load, vary, exact, _out, _err))


@main.group(
    cls=ReportGroup,
    invoke_without_command=True,
    subcommand_metavar="[RUN] | diff A B",
    short_help="Rebuild a run's reports, and print its verdict.",
)
@click.argument("run", default="latest", cls=RunArgument)
@budget_options
@flags("runs_dir", "prices", "traffic")
def report(run: str, budget: tuple[str, ...], junit: Path | None, **values: Any) -> None:
    """Rebuild RUN's reports from its ledger and print the verdict.

    RUN is the name of a folder under --runs-dir, or the path of one. Without it, it is the latest.

    The exit code is 1 where a --budget does not hold.
    """
    if click.get_current_context().invoked_subcommand:
        return
    from harness.cli.budget import read_budgets
    from harness.cli.traffic import check_measured, stated_traffic
    from harness.cli.verdict import report_on
    from harness.ledger.run import find_run

    budgets = read_budgets(budget, junit)
    settings = load_settings(values)
    found = find_run(settings.runs_dir, run)
    prices = settings.prices.figures if settings.prices else None
    statement = stated_traffic(settings.traffic, values["traffic"], found.facts().traffic)
    summary = report_on(found, _out, budgets.budgets, prices, statement)
    if values["traffic"]:
        check_measured(summary.profile, found.path)
    sys.exit(budgets.hold(found, summary, _out))


@report.command(short_help="Say what changed from one run to another.")
@click.argument("a")
@click.argument("b")
@click.option("--regression", metavar="PERCENT", help="fail where a figure is worse by more")
@click.option("--latency-regression", metavar="PERCENT", help="the same for latency")
@click.option("--json", "as_json", is_flag=True, help="for programs")
@flags("runs_dir")
def diff(
    a: str,
    b: str,
    regression: str | None,
    latency_regression: str | None,
    as_json: bool,
    **values: Any,
) -> None:
    """Say what changed from run A to run B.

    The exit code is 1 where a figure is worse by more than a bound allows.
    """
    from harness.cli.report_diff import bounds_of, compare
    from harness.ledger.run import find_run

    runs_dir = load_settings(values).runs_dir
    bounds = bounds_of(regression, latency_regression)
    before, after = find_run(runs_dir, a), find_run(runs_dir, b)
    sys.exit(compare(before, after, bounds, _out, as_json=as_json))


main.add_command(simulate)


@main.command(short_help="Query a run's ledger with SQL.")
@click.argument("run")
@click.argument("sql")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "csv", "json"]),
    default="table",
    show_default=True,
    help="of the answer",
)
@flags("runs_dir")
def query(run: str, sql: str, form: str, **values: Any) -> None:
    """Query RUN's ledger with SQL: "SELECT * FROM per_kind".

    DuckDB answers, over the views calls, arms, throttles, invocations, per_second, per_kind,
    per_key and those that the report's figures come from (docs/ledger.md). RUN is the name of a
    folder under --runs-dir, or the path of one, or latest.
    """
    from harness.cli.query import print_answer
    from harness.ledger.run import find_run

    print_answer(find_run(load_settings(values).runs_dir, run), sql, form, _out)


@main.command(short_help="Print the logs of a run's functions.")
@click.argument("function", required=False)
@click.option("-f", "--follow", is_flag=True, help="go on with what comes, until Ctrl-C")
@click.option("--run", default="latest", show_default=True, help="its name or path")
@flags("runs_dir")
def logs(function: str | None, follow: bool, run: str, **values: Any) -> None:
    """Print the log of FUNCTION, or of every function, in a run.

    With all of them in one stream, each line starts with its function's name.
    """
    from harness.cli.logs import print_logs
    from harness.ledger.run import find_run

    try:
        found = find_run(load_settings(values).runs_dir, run)
        print_logs(found, function, follow=follow, out=_out)
    except KeyboardInterrupt:
        sys.exit(0)  # it is how following ends


@main.group(short_help="List or build the container images that are started.")
def images() -> None:
    """List or build the container images that serve DynamoDB and the functions."""


@images.command(name="list", short_help="Say which image serves what, and where it comes from.")
@flags("template", "parameters", "ssm", "region", "account_id", "cache_dir", *IMAGES)
def list_images(**values: Any) -> None:
    """Say which image serves what, where it comes from, and whether the engine has it."""
    from harness.cli.images import print_images

    print_images(load_settings(values), _out, _err)


@images.command(name="build", short_help="Build stand-ins, on a machine that can pull none.")
@flags("cache_dir", "maven_repository")
def build_images(**values: Any) -> None:
    """Build images that serve what AWS's do, on a machine that can pull none.

    `--images built` is how a run uses them. What is as it would be built is left alone.
    """
    from harness.cli.images import build

    _run(build(load_settings(values), _err))


@main.command(short_help="Remove the containers that an interrupted run left.")
def down() -> None:
    """Remove the containers that an interrupted run with --backend containers left.

    Those of runs that go on are left alone.
    """
    from harness.cli.down import remove_leftovers

    remove_leftovers(_out)


@main.command(short_help="Say what this machine has, lacks, and how to add it.")
@flags("java", "cache_dir")
def doctor(**values: Any) -> None:
    """Say what this machine has, what it lacks, and the command that adds it.

    The exit code is 1 where it lacks something.
    """
    from harness.engines.doctor import checks

    settings = load_settings(values)
    found = checks(settings.cache_dir, settings.java)
    for check in found:
        mark = "[green]ok[/green]" if check.ok else "[red]--[/red]"
        _out.print(f"{mark} {check.name}: {escape(check.detail)}", soft_wrap=True)
        if not check.ok:
            _out.print(f"   to do: {check.remedy}", soft_wrap=True, markup=False)
    sys.exit(0 if all(check.ok for check in found) else EXIT_CHECK_FAILED)


def _run(main: Coroutine[Any, Any, int], *, interrupted: int = EXIT_INTERRUPTED) -> None:
    """Run to the end, or to SIGINT, SIGTERM or SIGHUP; what was started is stopped either way."""

    async def watched() -> int:
        task = asyncio.ensure_future(main)
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, task.cancel)
        try:
            return await task
        except asyncio.CancelledError:
            return interrupted

    sys.exit(uvloop.run(watched()))
