"""A diff for programs. ``docs/report-json.md`` describes it."""

from fractions import Fraction
from typing import Any

import orjson

from harness.report.diff import Bounds, Change, Diff
from harness.report.summary import Summary

DIFF_FORMAT = 1


def diff_json_of(diff: Diff, bounds: Bounds) -> bytes:
    document = {
        "format": DIFF_FORMAT,
        "a": _run(diff.before),
        "b": _run(diff.after),
        "differences": list(diff.differences),
        "changes": [_change(change) for change in diff.changes],
        "regressions": list(diff.regressions(bounds)) if bounds.given else None,
    }
    return orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _run(summary: Summary) -> dict[str, Any]:
    window = summary.window
    return {
        "id": summary.facts.run_id,
        "command": summary.facts.command,
        "duration_s": None if window is None else window.duration_ns / 1e9,
        "requests": summary.totals.outcomes.requests,
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "subject": change.subject,
        "measure": change.measure.name,
        "a": _number(change.before),
        "b": _number(change.after),
        "percent": _number(change.percent),
    }


def _number(value: Fraction | None) -> float | None:
    return None if value is None else round(float(value), 6)
