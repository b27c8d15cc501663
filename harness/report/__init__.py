"""A run's ledger to a verdict: count, assess, and say it in four forms.

Belongs here: what follows from what is counted, and how it is shown. Does not: the
rules and prices themselves (``capacity``), the file and the figures' SQL (``ledger``), starting
anything.

``projected`` counts a run into a ``Summary``, with what its traffic does in a month (``summarise``:
without); ``write_reports`` also writes ``report.json``, ``report.md`` and ``report.html`` into the
run; ``render_terminal`` prints it. All can be repeated at any time: a report holds nothing that the
run directory does not.
"""

from harness.report.assess.summarise import summarise
from harness.report.render.terminal import render_terminal
from harness.report.render.write import projected, write_reports
from harness.report.values.summary import Summary

__all__ = ["Summary", "projected", "render_terminal", "summarise", "write_reports"]
