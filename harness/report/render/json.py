"""``report.json``: every figure of a report, for programs. ``docs/report-json.md`` describes it."""

from collections.abc import Sequence
from typing import Any, Literal

from msgspec import field

from harness.report.assess.budget import Finding
from harness.report.assess.measures import Unmeasured
from harness.report.assess.overload import waves_of
from harness.report.render.basis import Caveats, caveats_of
from harness.report.render.document import (
    Count,
    Counts,
    Document,
    ExactUnits,
    Extended,
    Milliseconds,
    Number,
    Positive,
    Rate,
    Seconds,
    UnitRate,
    UnitsEach,
    document_of,
    schema_of,
)
from harness.report.render.json_costs import CostsJson, FreeTierJson, priced
from harness.report.render.json_projection import ProjectionJson, projection_json
from harness.report.render.paste import advice_paste
from harness.report.render.steps import step_size, steps_of
from harness.report.render.verdict import Judgement, judge
from harness.report.values.resource import Dimension, Resource, Standing
from harness.report.values.retries import Retries
from harness.report.values.summary import Summary

FORMAT = 3
# What a document names as its ``$schema``: the schema's own ``$id``. The number is the format's.
SCHEMA_ID = "urn:lambda-dynamodb-harness:report:3"

# A day of four resources stays below a few megabytes.
_MOST_STEPS = 3600


class RunJson(Document):
    """The circumstances."""

    run_id: str = field(name="id")
    command: str
    template: str
    scenario: str | None
    seed: int | None
    region: str
    limits: Literal["enforce", "measure", "off"]
    started_ns: Count
    ended_ns: Count | None
    events: tuple[str, ...]
    versions: dict[str, str]
    machine: str
    cut_off: bool
    torn: bool


class BudgetJson(Document):
    """A budget and what was measured of it; ``measured`` is null where nothing was."""

    name: str
    most: Rate
    measured: Number | None
    holds: bool
    sentence: str


class WindowJson(Document):
    """The measured part."""

    origin_ns: Count
    duration_ns: Seconds = field(name="duration_s")
    seconds: Positive


class RequestsJson(Document):
    """``total`` is the sum of the others."""

    requests: Count = field(name="total")
    answered: Count
    declined: Count
    throttled: Count
    failed: Count


class TotalsJson(Document):
    """Sums over the whole run."""

    calls: Count
    refused_calls: Count
    over_calls: Count
    read_half_units: ExactUnits = field(name="read_units")
    write_half_units: ExactUnits = field(name="write_units")
    outcomes: RequestsJson = field(name="requests")
    call_errors: Counts
    request_errors: Counts
    operations: Counts
    scans: Count


class WavesJson(Document):
    """When more was asked for than is provisioned."""

    count: Count
    throttled: Count
    absorbed_half_units: ExactUnits = field(name="absorbed")
    unserved_half_units: ExactUnits = field(name="unserved")
    least_left_half_units: ExactUnits = field(name="least_left")


class SeriesJson(Document):
    """Lists of one length, a figure a step of so many seconds."""

    step_s: Positive
    consumed: tuple[ExactUnits, ...]
    demand: tuple[ExactUnits, ...]
    peak: tuple[ExactUnits, ...] = field(name="peak_per_s")
    refused: tuple[Count, ...]
    burst_left: tuple[ExactUnits | None, ...]


class ResourceJson(Document):
    """A provisioned number against what was asked of it."""

    table: str
    index: str | None
    dimension: Dimension
    provisioned: Count | None
    standing: Standing
    consumed_half_units: ExactUnits = field(name="consumed")
    refused_calls: Count
    average: UnitsEach = field(name="average_per_s")
    peak_half_units: ExactUnits = field(name="peak_per_s")
    demand: UnitsEach = field(name="demand_per_s")
    average_utilisation: Rate | None
    peak_utilisation: Rate | None
    demand_utilisation: Rate | None
    burst_left_half_units: ExactUnits | None = field(name="burst_left")
    waves: WavesJson | None
    breaks_at: Count | None = field(name="breaks_at_s")
    recommended: Count
    series: SeriesJson | None


class ArmJson(Document):
    """What a table or an index bore."""

    table: str
    index: str | None
    read_half_units: ExactUnits = field(name="read_units")
    write_half_units: ExactUnits = field(name="write_units")


class GrowthJson(Document):
    """Units a request, at the beginning and at the end."""

    dimension: Dimension
    first: UnitRate = field(name="first_each")
    last: UnitRate = field(name="last_each")


class LatencyJson(Document):
    """Milliseconds."""

    count: Count
    mean_ns: Milliseconds = field(name="mean")
    p50_ns: Milliseconds = field(name="p50")
    p90_ns: Milliseconds = field(name="p90")
    p95_ns: Milliseconds = field(name="p95")
    p99_ns: Milliseconds = field(name="p99")
    max_ns: Milliseconds = field(name="max")


class KindJson(Document):
    """A request kind."""

    name: str
    outcomes: RequestsJson = field(name="requests")
    read_half_units: ExactUnits = field(name="read_units")
    write_half_units: ExactUnits = field(name="write_units")
    arms: tuple[ArmJson, ...]
    served: Count
    read_each: UnitsEach | None = field(name="read_units_each")
    write_each: UnitsEach | None = field(name="write_units_each")
    operations: Counts
    scans: Count
    growths: tuple[GrowthJson, ...]
    latency: LatencyJson = field(name="latency_ms")


class FunctionJson(Document):
    """A function, or ``client`` for calls from outside any function."""

    name: str
    outcomes: RequestsJson = field(name="requests")
    cold_starts: Count
    memory_mb: Count | None
    architecture: Literal["x86_64", "arm64"]
    billed_ms: Count
    calls: Count
    refused_calls: Count
    read_half_units: ExactUnits = field(name="read_units")
    write_half_units: ExactUnits = field(name="write_units")
    duration: LatencyJson = field(name="duration_ms")
    init: LatencyJson = field(name="init_ms")


class HotKeyJson(Document):
    """``partition`` is the hash of the key's value."""

    partition: str
    name: str | None = field(name="key")
    share: Rate


class HeatJson(Document):
    """How units spread over keys and partitions."""

    table: str
    index: str | None
    dimension: Dimension
    partitions: Count
    ceiling: Count = field(name="ceiling_per_s")
    busiest_share: Rate
    peak_half_units: ExactUnits = field(name="peak_per_s")
    peak_utilisation: Rate
    keys_seen: Count
    hottest: tuple[HotKeyJson, ...]


class RetryModeJson(Document):
    """A mode of boto3, at the run's share of refused attempts."""

    mode: str
    attempts_most: Count
    attempts: Rate
    added_ms: Rate
    failing: Rate


class RetriesJson(Document):
    """What throttling cost the callers."""

    calls: Count
    refusals: Count
    recovered: Count
    given_up: Count
    added: LatencyJson = field(name="added_ms")
    refused_again: Rate | None
    modelled: tuple[RetryModeJson, ...]


class ReportJson(Document):
    """A report."""

    schema: Literal["urn:lambda-dynamodb-harness:report:3"] = field(name="$schema")
    format: Literal[3]
    facts: RunJson = field(name="run")
    verdict: Judgement
    budgets: tuple[BudgetJson, ...]
    window: WindowJson | None
    totals: TotalsJson
    resources: tuple[ResourceJson, ...]
    arms: tuple[ArmJson, ...]
    kinds: tuple[KindJson, ...]
    functions: tuple[FunctionJson, ...]
    heats: tuple[HeatJson, ...]
    costs: CostsJson
    free_tier: FreeTierJson
    retries: RetriesJson
    caveats: Caveats
    projection: ProjectionJson | None


def report_of(summary: Summary, findings: Sequence[Finding] = ()) -> ReportJson:
    """The document; ``json_of`` writes it."""
    step_s = step_size(summary.window.seconds if summary.window else 0, _MOST_STEPS)
    report = Extended(
        summary,
        schema=SCHEMA_ID,
        format=FORMAT,
        facts=Extended(summary.facts, cut_off=summary.cut_off, torn=summary.torn),
        verdict=judge(summary),
        budgets=tuple(map(_budget, findings)),
        resources=tuple(
            _resource(use, step_s, enforced=summary.enforced) for use in summary.resources
        ),
        costs=priced(summary.costs),
        free_tier=Extended(None, even=summary.free_tier, in_waves=summary.free_tier_at_peaks),
        retries=_retries(summary.retries),
        caveats=caveats_of(summary),
        projection=projection_json(summary.projection, advice_paste(summary))
        if summary.projection
        else None,
    )
    return document_of(report, ReportJson)


def report_schema() -> dict[str, Any]:
    """The JSON Schema of ``report.json``."""
    return schema_of(ReportJson, SCHEMA_ID, "report.json", FORMAT, "docs/report-json.md")


def _budget(finding: Finding) -> Extended:
    value = finding.measured
    return Extended(
        finding,
        name=finding.budget.name,
        most=finding.budget.most,
        measured=None if isinstance(value, Unmeasured) else value,
    )


def _resource(use: Resource, step_s: int, *, enforced: bool) -> Extended:
    waves = waves_of(use, enforced=enforced)
    if use.standing is Standing.IDLE:
        return Extended(use, waves=waves, series=None)
    steps = steps_of(use.series, step_s)
    columns = ("consumed", "demand", "peak", "refused", "burst_left")
    series = {column: tuple(getattr(step, column) for step in steps) for column in columns}
    return Extended(use, waves=waves, series=Extended(None, step_s=step_s, **series))


def _retries(retries: Retries) -> Extended:
    modelled = (
        Extended(price, mode=price.mode.name, attempts_most=price.mode.attempts)
        for price in retries.modelled
    )
    return Extended(retries, modelled=tuple(modelled))
