"""The end of ``harness run`` and all of ``harness report``: a run's reports and its verdict.

No stack is imported here: a report starts nothing.
"""

from collections.abc import Mapping, Sequence

from rich.console import Console

from harness.errors import EnvironmentFailedError
from harness.ledger.run import RunDirectory
from harness.report import Summary, projected, render_terminal, write_reports
from harness.report.assess.budget import Budget
from harness.simulate.statement import TrafficStatement


def report_on(
    run: RunDirectory,
    out: Console,
    budgets: Sequence[Budget] = (),
    prices: Mapping[str, str] | None = None,
    statement: TrafficStatement | None = None,
    *,
    empty: bool = True,
) -> Summary:
    """Write the run's reports and print its verdict, which needs no room on the disk.
    ``statement``: of the traffic to judge by. ``empty``: whether to print that nothing was
    measured, too."""
    try:
        summary = write_reports(run, budgets, prices=prices, statement=statement)
    except EnvironmentFailedError:
        render_terminal(projected(run, prices=prices, statement=statement), out)
        raise
    if summary.window is None and not empty:
        return summary
    render_terminal(summary, out)
    out.print(f"\nreport: {run.path / 'report.html'}", soft_wrap=True)
    return summary
