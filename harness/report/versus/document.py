"""Comparisons for programs: what `harness report diff --json` prints, and ``compare.json``.

``docs/report-json.md`` and ``docs/compare.md`` describe them.
"""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import orjson

from harness.capacity.free_tier import FREE_UNITS
from harness.report.render.schema import COMPARE_SCHEMA_ID
from harness.report.values.summary import Dimension, Kind, Summary
from harness.report.versus.comparison import Bounds, Change, Comparison
from harness.report.versus.conclusion import conclusion, notices
from harness.report.versus.design import Design, Need, a_month
from harness.report.versus.variation import Trial, Variation

DIFF_FORMAT = 1
COMPARE_FORMAT = 3

_MICRO = Decimal("0.000001")


def diff_document(comparison: Comparison, bounds: Bounds) -> bytes:
    """Two runs of anything, and which figures are worse by more than their bound."""
    return _encoded(
        {
            "format": DIFF_FORMAT,
            "a": _run(comparison.before),
            "b": _run(comparison.after),
            **_comparison(comparison),
            "regressions": list(comparison.regressions(bounds)) if bounds.given else None,
        }
    )


def compare_document(variation: Variation) -> bytes:
    """The runs of one scenario under several values of a template parameter."""
    trial, designs = variation.trial, variation.designs
    return _encoded(
        {
            "$schema": COMPARE_SCHEMA_ID,
            "format": COMPARE_FORMAT,
            "scenario": trial.scenario,
            "parameter": trial.parameter,
            "seed": trial.seed,
            "rate_per_s": float(trial.rate),
            "priced_region": trial.region,
            "same_requests": variation.same_requests,
            "conclusion": conclusion(variation),
            "notices": notices(variation),
            "designs": [_design(trial, design) for design in designs],
            "comparisons": [
                {"a": variation.first.value, "b": other.value, **_comparison(comparison)}
                for other, comparison in zip(variation.others, variation.comparisons, strict=True)
            ],
        }
    )


def _encoded(document: dict[str, Any]) -> bytes:
    return orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _run(summary: Summary) -> dict[str, Any]:
    window = summary.window
    return {
        "id": summary.facts.run_id,
        "command": summary.facts.command,
        "duration_s": None if window is None else window.duration_ns / 1e9,
        "requests": summary.totals.outcomes.requests,
    }


def _comparison(comparison: Comparison) -> dict[str, Any]:
    return {
        "differences": list(comparison.differences),
        "changes": [_change(change) for change in comparison.changes],
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "subject": change.subject,
        "measure": change.measure.name,
        "a": _number(change.before),
        "b": _number(change.after),
        "percent": _number(change.percent),
    }


def _design(trial: Trial, design: Design) -> dict[str, Any]:
    month = design.month(trial.rate, trial.region)
    first = design.first_to_throttle(trial.rate)
    return {
        "value": design.value,
        "run": design.run_id,
        "requests": design.requests,
        "calls": design.calls,
        "calls_over": design.over_calls,
        "requests_unanswered": design.unanswered,
        "read_units_each": _number(design.each(Dimension.READ) / 2),
        "write_units_each": _number(design.each(Dimension.WRITE) / 2),
        "kinds": [_kind(kind) for kind in design.kinds],
        "limits": [_need(need, trial.rate) for need in design.needs],
        "throttles_at_s": None if first is None else first[0],
        "usd_a_month": {
            "as_is": _usd(month.as_is),
            "as_needed": _usd(month.as_needed),
            "on_demand": _usd(month.on_demand),
        },
        "free_units": FREE_UNITS,
        "free_requests_per_s": _number(design.carried()),
        "free_requests_a_month": a_month(design.carried()),
        "free_ends_at": design.binds().unit,
    }


def _kind(kind: Kind) -> dict[str, Any]:
    each: Iterable[Fraction | None] = (kind.each(dimension) for dimension in Dimension)
    read, write = (_number(units and units / 2) for units in each)
    return {
        "name": kind.name,
        "requests": kind.outcomes.requests,
        "read_units": kind.read_half_units / 2,
        "write_units": kind.write_half_units / 2,
        "read_units_each": read,
        "write_units_each": write,
    }


def _need(need: Need, rate: Fraction) -> dict[str, Any]:
    return {
        "table": need.table,
        "index": need.index,
        "dimension": need.dimension,
        "provisioned": need.provisioned,
        "units_per_s": _number(rate * need.each / 2),
        "utilisation": _number(need.used(rate)),
        "throttles_at_s": need.throttles_at(rate),
        "needed": need.needed(rate),
    }


def _number(value: Fraction | None) -> float | None:
    return None if value is None else round(float(value), 6)


def _usd(amount: Decimal | None) -> str | None:
    return None if amount is None else str(amount.quantize(_MICRO))
