"""``report.json``: every figure of a report, for programs. ``docs/report-json.md`` describes it.

Units are numbers in steps of 0.5, rates have at most six decimals, money is a string with six.
"""

from collections.abc import Iterable
from dataclasses import asdict
from decimal import Decimal
from fractions import Fraction
from typing import Any

import orjson

from harness.capacity.prices import HOURS_A_MONTH
from harness.model.charge import Arm
from harness.report.caveats import Caveats, caveats_of
from harness.report.coarse import step_size, steps_of
from harness.report.schema import SCHEMA_ID
from harness.report.summary import (
    Costs,
    Dimension,
    FunctionUse,
    Kind,
    Latency,
    Outcomes,
    Resource,
    Standing,
    Summary,
    TableCost,
    Totals,
    Window,
)
from harness.report.verdict import judge

FORMAT = 1

# A day of four resources stays below a few megabytes.
_MOST_STEPS = 3600

_MICRO = Decimal("0.000001")

Json = dict[str, Any]


def json_of(summary: Summary) -> bytes:
    return orjson.dumps(
        document_of(summary), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
    )


def document_of(summary: Summary) -> Json:
    seconds = summary.window.seconds if summary.window else 0
    step_s = step_size(seconds, _MOST_STEPS)
    return {
        "$schema": SCHEMA_ID,
        "format": FORMAT,
        "run": _run(summary),
        "verdict": asdict(judge(summary)),
        "window": None if summary.window is None else _window(summary.window),
        "totals": _totals(summary.totals),
        "resources": [_resource(use, step_s) for use in summary.resources],
        "arms": _arms(summary.arms),
        "kinds": [_kind(kind) for kind in summary.kinds],
        "functions": [_function(use) for use in summary.functions],
        "costs": _costs(summary.costs),
        "caveats": _caveats(caveats_of(summary)),
    }


def _run(summary: Summary) -> Json:
    facts = summary.facts
    return {
        "id": facts.run_id,
        "command": facts.command,
        "template": facts.template,
        "scenario": facts.scenario,
        "seed": facts.seed,
        "region": facts.region,
        "limits": facts.limits,
        "started_ns": facts.started_ns,
        "ended_ns": facts.ended_ns,
        "events": list(facts.events),
        "versions": dict(facts.versions),
        "cut_off": summary.cut_off,
        "torn": summary.torn,
    }


def _window(window: Window) -> Json:
    return {
        "origin_ns": window.origin_ns,
        "duration_s": window.duration_ns / 1e9,
        "seconds": window.seconds,
    }


def _totals(totals: Totals) -> Json:
    return {
        "calls": totals.calls,
        "refused_calls": totals.refused_calls,
        "over_calls": totals.over_calls,
        "read_units": totals.read_half_units / 2,
        "write_units": totals.write_half_units / 2,
        "requests": _outcomes(totals.outcomes),
        "call_errors": dict(totals.call_errors),
        "request_errors": dict(totals.request_errors),
        "operations": dict(totals.operations),
    }


def _outcomes(outcomes: Outcomes) -> Json:
    return {
        "total": outcomes.requests,
        "answered": outcomes.answered,
        "declined": outcomes.declined,
        "throttled": outcomes.throttled,
        "failed": outcomes.failed,
    }


def _resource(use: Resource, step_s: int) -> Json:
    left = use.burst_left_half_units
    return {
        "table": use.table,
        "index": use.index,
        "dimension": use.dimension,
        "provisioned": use.provisioned,
        "standing": use.standing,
        "consumed": use.consumed_half_units / 2,
        "refused_calls": use.refused_calls,
        "average_per_s": _units(use.average),
        "peak_per_s": use.peak_half_units / 2,
        "demand_per_s": _units(use.demand),
        "average_utilisation": _number(use.average_utilisation),
        "peak_utilisation": _number(use.peak_utilisation),
        "demand_utilisation": _number(use.demand_utilisation),
        "burst_left": None if left is None else left / 2,
        "breaks_at_s": use.breaks_at,
        "recommended": use.recommended,
        "series": None if use.standing is Standing.IDLE else _series(use, step_s),
    }


def _series(use: Resource, step_s: int) -> Json:
    steps = steps_of(use.series, step_s)
    return {
        "step_s": step_s,
        "consumed": [step.consumed / 2 for step in steps],
        "demand": [step.demand / 2 for step in steps],
        "peak_per_s": [step.peak / 2 for step in steps],
        "refused": [step.refused for step in steps],
        "burst_left": [None if step.burst_left is None else step.burst_left / 2 for step in steps],
    }


def _arms(arms: Iterable[Arm]) -> list[Json]:
    return [
        {
            "table": arm.table,
            "index": arm.index,
            "read_units": arm.read_half_units / 2,
            "write_units": arm.write_half_units / 2,
        }
        for arm in arms
    ]


def _kind(kind: Kind) -> Json:
    return {
        "name": kind.name,
        "requests": _outcomes(kind.outcomes),
        "read_units": kind.read_half_units / 2,
        "write_units": kind.write_half_units / 2,
        "arms": _arms(kind.arms),
        "served": kind.served,
        "read_units_each": _units(kind.each(Dimension.READ)),
        "write_units_each": _units(kind.each(Dimension.WRITE)),
        "latency_ms": _latency(kind.latency),
    }


def _function(use: FunctionUse) -> Json:
    return {
        "name": use.name,
        "requests": _outcomes(use.outcomes),
        "cold_starts": use.cold_starts,
        "calls": use.calls,
        "refused_calls": use.refused_calls,
        "read_units": use.read_half_units / 2,
        "write_units": use.write_half_units / 2,
        "duration_ms": _latency(use.duration),
    }


def _latency(latency: Latency) -> Json:
    return {
        "count": latency.count,
        "mean": latency.mean_ns / 1e6,
        "p50": latency.p50_ns / 1e6,
        "p90": latency.p90_ns / 1e6,
        "p95": latency.p95_ns / 1e6,
        "p99": latency.p99_ns / 1e6,
        "max": latency.max_ns / 1e6,
    }


def _costs(costs: Costs) -> Json:
    return {
        "currency": "USD",
        "priced_region": costs.priced_region,
        "hours_a_month": HOURS_A_MONTH,
        "on_demand_doubtful": costs.on_demand_doubtful,
        "sources": list(costs.sources),
        "tables": [{"table": cost.table} | _month(cost) for cost in costs.tables],
        "total": _month(costs.total),
        "as_is_after_free_tier": _money(costs.as_is_after_free_tier),
        "as_recommended_after_free_tier": _money(costs.as_recommended_after_free_tier),
    }


def _month(cost: TableCost) -> Json:
    return {
        "as_is": _money(cost.as_is),
        "as_recommended": _money(cost.as_recommended),
        "on_demand": _money(cost.on_demand),
    }


def _caveats(caveats: Caveats) -> Json:
    return {
        "measured": list(caveats.measured),
        "modelled": list(caveats.modelled),
        "doubtful": list(caveats.doubtful),
        "not_emulated": list(caveats.not_emulated),
    }


def _units(half_units: Fraction | None) -> float | None:
    return None if half_units is None else _number(half_units / 2)


def _number(fraction: Fraction | None) -> float | None:
    return None if fraction is None else round(float(fraction), 6)


def _money(amount: Decimal) -> str:
    return str(amount.quantize(_MICRO))
