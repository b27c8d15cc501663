"""``harness report diff``: two runs on a terminal or as JSON."""

from collections.abc import Sequence
from fractions import Fraction

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from harness.cli.exit_codes import EXIT_CHECK_FAILED
from harness.ledger.run import RunDirectory
from harness.report import Summary, projected
from harness.report.assess.budget_syntax import bound_of
from harness.report.assess.measures import number
from harness.report.render import text
from harness.report.render.document import json_of
from harness.report.versus.comparison import Bounds, Change, Comparison, comparison_of, signed
from harness.report.versus.json import diff_of


def bounds_of(percent: str | None, latency_percent: str | None) -> Bounds:
    """The options as they are written. Raises UsageError for anything but a number from 0."""
    return Bounds(
        None if percent is None else bound_of(percent, "--regression"),
        None if latency_percent is None else bound_of(latency_percent, "--latency-regression"),
    )


def compare(
    before: RunDirectory, after: RunDirectory, bounds: Bounds, out: Console, *, as_json: bool
) -> int:
    """Print what changed; the exit code, 1 where a figure is worse by more than its bound.

    Raises UsageError where there is nothing to compare.
    """
    comparison = comparison_of(projected(before), projected(after))
    if as_json:
        document = json_of(diff_of(comparison, bounds)).decode()
        out.print(document, markup=False, soft_wrap=True, end="")
    else:
        _print(comparison, bounds, out)
    return EXIT_CHECK_FAILED if comparison.regressions(bounds) else 0


def _print(comparison: Comparison, bounds: Bounds, out: Console) -> None:
    for name, summary in (("A", comparison.before), ("B", comparison.after)):
        out.print(Text(f"{name}  {_circumstances(summary)}"), soft_wrap=True)
    for difference in comparison.differences:
        out.print(Text(f"! {difference}", style="yellow"), soft_wrap=True)
    changed = [change for change in comparison.changes if change.changed]
    if changed:
        out.print()
        out.print(Padding(_table(changed), (0, 0, 0, 2)))
    same = len(comparison.changes) - len(changed)
    out.print(f"\n{text.plural(same, 'figure')} {'is' if same == 1 else 'are'} the same.")
    if bounds.given:
        _print_regressions(comparison.regressions(bounds), comparison.bounded(bounds), out)


def _circumstances(summary: Summary) -> str:
    assert summary.window is not None  # else there were no comparison
    duration = text.span(round(summary.window.duration_ns / 1e9))
    requests = text.plural(summary.totals.outcomes.requests, "request")
    return f"{summary.facts.run_id}  {requests} in {duration}  {summary.facts.command}"


def _table(changes: Sequence[Change]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), header_style="dim")
    table.add_column("", overflow="fold")
    for column in ("A", "B", "change"):
        table.add_column(column, justify="right", no_wrap=True)
    subject: str | None = ""
    for change in changes:
        if change.subject != subject:
            subject = change.subject
            table.add_row(Text("the whole run" if subject is None else subject, style="bold"))
        figures = (_figure(change.before), _figure(change.after))
        table.add_row(f"  {change.measure.name}", *figures, _added(change))
    return table


def _figure(value: Fraction | None) -> str:
    return "–" if value is None else number(value)


def _added(change: Change) -> str:
    return "" if change.percent is None else signed(change.percent)


def _print_regressions(regressions: Sequence[str], bounded: int, out: Console) -> None:
    figures = text.plural(bounded, "figure")
    if not regressions:
        out.print(f"regression: none of {figures} beyond the bound", style="green")
        return
    out.print(f"regression: {len(regressions)} beyond the bound, of {figures}", style="bold red")
    for sentence in regressions:
        out.print(Text(f"  {sentence}"), soft_wrap=True)
