"""``report.json``: every figure of a report, for programs. ``docs/report-json.md`` describes it.

Units are numbers in steps of 0.5, rates have at most six decimals, money is a string with six.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from decimal import Decimal
from fractions import Fraction
from typing import Any

import orjson

from harness.capacity.prices import HOURS_A_MONTH, missing_words
from harness.model.charge import Arm
from harness.report.assess.budget import Finding
from harness.report.assess.measures import Unmeasured
from harness.report.assess.overload import Waves, waves_of
from harness.report.render.basis import Caveats, caveats_of
from harness.report.render.schema import SCHEMA_ID
from harness.report.render.steps import step_size, steps_of
from harness.report.render.verdict import judge
from harness.report.values.summary import (
    BreakEven,
    Costs,
    Dimension,
    FreeTier,
    FunctionUse,
    Growth,
    Heat,
    Kind,
    LambdaCost,
    Latency,
    Outcomes,
    Resource,
    Retries,
    Standing,
    Summary,
    TableCost,
    Totals,
    VolumeCost,
    Window,
)

FORMAT = 3

# A day of four resources stays below a few megabytes.
_MOST_STEPS = 3600

_MICRO = Decimal("0.000001")

Json = dict[str, Any]


def json_of(summary: Summary, findings: Sequence[Finding] = ()) -> bytes:
    return orjson.dumps(
        document_of(summary, findings), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
    )


def document_of(summary: Summary, findings: Sequence[Finding] = ()) -> Json:
    seconds = summary.window.seconds if summary.window else 0
    step_s = step_size(seconds, _MOST_STEPS)
    return {
        "$schema": SCHEMA_ID,
        "format": FORMAT,
        "run": _run(summary),
        "verdict": asdict(judge(summary)),
        "budgets": [_finding(finding) for finding in findings],
        "window": None if summary.window is None else _window(summary.window),
        "totals": _totals(summary.totals),
        "resources": [
            _resource(use, step_s, enforced=summary.enforced) for use in summary.resources
        ],
        "arms": _arms(summary.arms),
        "kinds": [_kind(kind) for kind in summary.kinds],
        "functions": [_function(use) for use in summary.functions],
        "heats": [_heat(heat) for heat in summary.heats],
        "costs": _costs(summary.costs),
        "free_tier": {
            "even": _free_tier(summary.free_tier),
            "in_waves": _free_tier(summary.free_tier_at_peaks),
        },
        "retries": _retries(summary.retries),
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
        "machine": facts.machine,
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
        "scans": totals.scans,
    }


def _outcomes(outcomes: Outcomes) -> Json:
    return {
        "total": outcomes.requests,
        "answered": outcomes.answered,
        "declined": outcomes.declined,
        "throttled": outcomes.throttled,
        "failed": outcomes.failed,
    }


def _resource(use: Resource, step_s: int, *, enforced: bool) -> Json:
    left, waves = use.burst_left_half_units, waves_of(use, enforced=enforced)
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
        "waves": None if waves is None else _waves(waves),
        "breaks_at_s": use.breaks_at,
        "recommended": use.recommended,
        "series": None if use.standing is Standing.IDLE else _series(use, step_s),
    }


def _waves(waves: Waves) -> Json:
    return {
        "count": waves.count,
        "throttled": waves.throttled,
        "absorbed": waves.absorbed_half_units / 2,
        "unserved": waves.unserved_half_units / 2,
        "least_left": waves.least_left_half_units / 2,
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
        "operations": dict(kind.operations),
        "scans": kind.scans,
        "growths": [_growth(growth) for growth in kind.growths],
        "latency_ms": _latency(kind.latency),
    }


def _function(use: FunctionUse) -> Json:
    return {
        "name": use.name,
        "requests": _outcomes(use.outcomes),
        "cold_starts": use.cold_starts,
        "memory_mb": use.memory_mb,
        "architecture": use.architecture,
        "billed_ms": use.billed_ms,
        "calls": use.calls,
        "refused_calls": use.refused_calls,
        "read_units": use.read_half_units / 2,
        "write_units": use.write_half_units / 2,
        "duration_ms": _latency(use.duration),
        "init_ms": _latency(use.init),
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
        "priced_region": costs.region,
        "hours_a_month": HOURS_A_MONTH,
        "missing": [
            {"price": name, "reason": missing_words(costs.region, (name,))}
            for name in costs.missing
        ],
        "sources": list(costs.sources),
        "doubtful": list(costs.doubtful),
        "tables": [{"table": cost.table} | _month(cost) for cost in costs.tables],
        "total": _month(costs.total),
        "after_free_tier": _month(costs.after_free_tier),
        "functions": None if costs.functions is None else _functions(costs.functions),
        "volumes": [_volume(volume) for volume in costs.volumes],
        "break_even": _break_even(costs.break_even),
    }


def _month(cost: TableCost) -> Json:
    return {
        "as_is": _money(cost.as_is),
        "as_recommended": _money(cost.as_recommended),
        "scaled": _money(cost.scaled),
        "on_demand": _money(cost.on_demand),
    }


def _functions(cost: LambdaCost) -> Json:
    return {
        "invocations": int(cost.invocations),
        "gb_seconds": _number(cost.gb_seconds),
        "month": _money(cost.month),
        "after_free_tier": _money(cost.after_free_tier),
    }


def _volume(volume: VolumeCost) -> Json:
    return {
        "requests": volume.requests,
        "provisioned": _money(volume.provisioned),
        "on_demand": _money(volume.on_demand),
        "functions": _money(volume.functions),
    }


def _break_even(even: BreakEven) -> Json:
    return {
        "read_use": _number(even.read_use),
        "write_use": _number(even.write_use),
        "million": _money(even.million),
        "requests": even.requests,
    }


def _free_tier(tier: FreeTier) -> Json:
    return {
        "requests_per_s": _number(tier.requests_per_s),
        "requests_a_month": tier.requests_a_month,
        "split": [
            {"table": table, "index": index, "read_units": units, "write_units": writes}
            for (table, index), units, writes in _splits(tier)
        ],
    }


def _splits(tier: FreeTier) -> Iterator[tuple[tuple[str, str | None], int, int]]:
    if tier.reads and tier.writes:
        for name, units in tier.reads.units.items():
            yield name, units, tier.writes.units[name]


def _retries(retries: Retries) -> Json:
    return {
        "calls": retries.calls,
        "refusals": retries.refusals,
        "recovered": retries.recovered,
        "given_up": retries.given_up,
        "added_ms": _latency(retries.added),
        "refused_again": _number(retries.refused_again),
        "modelled": [
            {
                "mode": price.mode.name,
                "attempts_most": price.mode.attempts,
                "attempts": _number(price.attempts),
                "added_ms": _number(price.added_ms),
                "failing": _number(price.failing),
            }
            for price in retries.modelled
        ],
    }


def _heat(heat: Heat) -> Json:
    return {
        "table": heat.table,
        "index": heat.index,
        "dimension": heat.dimension,
        "partitions": heat.partitions,
        "ceiling_per_s": heat.ceiling,
        "busiest_share": _number(heat.busiest_share),
        "peak_per_s": heat.peak_half_units / 2,
        "peak_utilisation": _number(heat.peak_utilisation),
        "keys_seen": heat.keys_seen,
        "hottest": [
            {"partition": key.partition, "key": key.name, "share": _number(key.share)}
            for key in heat.hottest
        ],
    }


def _growth(growth: Growth) -> Json:
    return {
        "dimension": growth.dimension,
        "first_each": _units(growth.first),
        "last_each": _units(growth.last),
    }


def _finding(finding: Finding) -> Json:
    measured = finding.measured
    return {
        "name": finding.budget.name,
        "most": _number(finding.budget.most),
        "measured": None if isinstance(measured, Unmeasured) else _number(measured),
        "holds": finding.holds,
        "sentence": finding.sentence,
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


def _money(amount: Decimal | None) -> str | None:
    return None if amount is None else str(amount.quantize(_MICRO))
