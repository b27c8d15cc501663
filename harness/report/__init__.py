"""A run's ledger to a verdict: count, assess, and say it in four forms.

Belongs here: what follows from what is counted, and how it is shown. Does not: the
rules and prices themselves (``capacity``), the file and the figures' SQL (``ledger``), starting
anything.

``summarise`` counts a run into a ``Summary``; ``write_reports`` also writes ``report.json``,
``report.md`` and ``report.html`` into the run; ``render_terminal`` prints it. All three can be
repeated at any time: a report holds nothing that the run directory does not.
"""

from harness.report.assess.summarise import summarise
from harness.report.render.terminal import render_terminal
from harness.report.render.write import write_reports
from harness.report.values.summary import Summary

__all__ = ["Summary", "render_terminal", "summarise", "write_reports"]
