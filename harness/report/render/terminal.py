"""The verdict and its tables on a terminal: 80 columns are enough, colour is not needed."""

from collections.abc import Iterator

from rich.console import Console
from rich.table import Table
from rich.text import Text

from harness.report.render import outlook, sentences, text
from harness.report.render.paste import advice_paste
from harness.report.render.terminal_table import plain_table, print_titled
from harness.report.render.verdict import VerdictAnswer, judge
from harness.report.values.costs import Costs, TableCost
from harness.report.values.projection import TrafficProjection
from harness.report.values.request import Kind
from harness.report.values.resource import Dimension, Resource
from harness.report.values.summary import Summary

_STYLES = {
    VerdictAnswer.FITS: "bold green",
    VerdictAnswer.FITS_WITH_BURST: "bold yellow",
    VerdictAnswer.WILL_THROTTLE: "bold yellow",
    VerdictAnswer.WOULD_THROTTLE: "bold yellow",
    VerdictAnswer.THROTTLES: "bold red",
    VerdictAnswer.NONE: "bold",
}


def render_terminal(summary: Summary, console: Console) -> None:
    """Print the verdict first, then what it rests on."""
    _print_verdict(summary, console)
    if summary.projection is not None:
        _print_projection(summary.projection, console)
        if advice_paste(summary).yaml:
            console.print("  To paste, as YAML and AWS CLI lines: report.md, report.html")
    if summary.used:
        title = "Capacity in this run" if summary.projection else "Capacity"
        print_titled(console, title, _capacity(summary))
        _print_idle(summary, console)
    if summary.kinds:
        print_titled(console, "Requests", _requests(summary))
    if summary.used and summary.projection is None:
        print_titled(console, "USD a month", _month(summary.costs))
        if sentence := sentences.free_tier(summary):
            console.print(Text(sentence))
    console.print(
        "Units are counted by AWS's rules; latency is this machine's, not AWS's. What is measured, "
        "modelled and doubtful is in the report.",
        style="dim",
    )


def _print_verdict(summary: Summary, console: Console) -> None:
    judgement = judge(summary)
    console.print()
    style = _STYLES[judgement.answer]
    if summary.projection is not None:  # its headline begins with the answer
        console.print(Text(judgement.headline, style=style))
    else:
        answer = Text(f"{judgement.answer.upper()}  ", style=style)
        console.print(answer.append(judgement.headline, style="bold"))
    for sentence in judgement.sentences:
        console.print(Text(sentence))
    for notice in judgement.notices:
        console.print(Text(f"! {notice}", style="yellow"))


def _print_projection(projection: TrafficProjection, console: Console) -> None:
    resources = plain_table("units a second", "", *outlook.RESOURCE_COLUMNS)
    for use in outlook.used_resources(projection):
        row = outlook.resource_row(projection, use)
        style = "bold" if use.refused_calls else ""
        resources.add_row(outlook.name(use.resource), use.resource.unit, *row, style=style)
    print_titled(console, "Projection, busiest minute", resources)
    console.print(Text(outlook.measured_sentence(projection)))
    if projection.steps:
        steps = plain_table(*outlook.STEP_COLUMNS)
        for step_row in outlook.step_rows(projection):
            steps.add_row(*step_row)
        print_titled(console, "Cheapest plan at other rates", steps)
        if sentence := outlook.break_even_sentence(projection):
            console.print(Text(f"  {sentence}"))


def _print_idle(summary: Summary, console: Console) -> None:
    idle = len(summary.resources) - len(summary.used)
    if idle:
        console.print(Text(f"  {text.plural(idle, 'other limit')} untouched.", style="dim"))


def _capacity(summary: Summary) -> Table:
    table = plain_table(
        "units a second", "", "limit", "demand", "peak", "used", "burst left", "refused"
    )
    if summary.projection is None:
        table.add_column("advise", justify="right", no_wrap=True)
    named = None
    for use in summary.used:
        if use.index is not None and use.table != named:
            table.add_row(use.table)
        named = use.table
        row = _capacity_row(use) if summary.projection is None else _capacity_row(use)[:-1]
        table.add_row(*row, style="bold" if use.standing.breaks else "")
    return table


def _capacity_row(use: Resource) -> tuple[str, ...]:
    left = use.burst_left_half_units
    return (
        use.table if use.index is None else f"  {use.index}",
        use.dimension.unit,
        "–" if use.provisioned is None else text.count(use.provisioned),
        text.rate(use.demand),
        text.units(use.peak_half_units),
        text.percent(use.demand_utilisation),
        "–" if left is None else text.units(left // 2 * 2),
        text.count(use.refused_calls),
        text.count(use.recommended),
    )


def _requests(summary: Summary) -> Table:
    table = plain_table(
        "kind", "count", "throttled", "failed", "≥ 400", "RCU", "WCU/req.", "p50", "p95", "p99 ms"
    )
    for kind in summary.kinds:
        table.add_row(*_request_row(kind))
    return table


def _request_row(kind: Kind) -> tuple[str, ...]:
    return (
        kind.name,
        text.count(kind.outcomes.requests),
        text.count(kind.outcomes.throttled),
        text.count(kind.outcomes.failed),
        text.count(kind.outcomes.declined),
        text.rate(kind.each(Dimension.READ)),
        text.rate(kind.each(Dimension.WRITE)),
        text.milliseconds(kind.latency.p50_ns),
        text.milliseconds(kind.latency.p95_ns),
        text.milliseconds(kind.latency.p99_ns),
    )


def _month(costs: Costs) -> Table:
    table = plain_table(costs.region, "today", "recommended", "auto scaled", "on demand")
    for cost in (*costs.tables, costs.total):
        table.add_row(cost.table, *_modes(cost))
    table.add_row("after the free tier", *_modes(costs.after_free_tier))
    return table


def _modes(cost: TableCost) -> Iterator[str]:
    return map(text.usd, (cost.as_is, cost.as_recommended, cost.scaled, cost.on_demand))
