"""Comparisons for programs: what ``harness report diff --json`` prints, and ``compare.json``.

``docs/report-json.md`` and ``docs/compare.md`` describe them.
"""

from typing import Annotated, Any, Literal

from msgspec import Meta, field

from harness.capacity.free_tier import FREE_UNITS
from harness.report.render.document import (
    Count,
    Document,
    ExactUnits,
    Extended,
    Number,
    Positive,
    Rate,
    Seconds,
    UnitsEach,
    UsdText,
    document_of,
    schema_of,
)
from harness.report.values.resource import Dimension
from harness.report.values.summary import Summary
from harness.report.versus.comparison import Bounds, Comparison
from harness.report.versus.conclusion import conclusion, notices
from harness.report.versus.design import Design
from harness.report.versus.variation import Variation

DIFF_FORMAT = 1
COMPARE_FORMAT = 3
COMPARE_SCHEMA_ID = "urn:lambda-dynamodb-harness:compare:3"


class ChangeJson(Document):
    """A figure of both runs; what each means: docs/budget.md."""

    subject: str | None
    measure: str
    before: Number | None = field(name="a")
    after: Number | None = field(name="b")
    percent: Number | None


class DiffRunJson(Document):
    """One of two runs."""

    run_id: str = field(name="id")
    command: str
    duration_ns: Seconds | None = field(name="duration_s")
    requests: Count


class DiffJson(Document):
    """Two runs of anything; ``regressions`` is null where no bound was given."""

    format: Literal[1]
    before: DiffRunJson = field(name="a")
    after: DiffRunJson = field(name="b")
    differences: tuple[str, ...]
    changes: tuple[ChangeJson, ...]
    regressions: tuple[str, ...] | None


class DesignKindJson(Document):
    """A request kind under one value."""

    name: str
    requests: Count
    read_half_units: ExactUnits = field(name="read_units")
    write_half_units: ExactUnits = field(name="write_units")
    read_each: UnitsEach | None = field(name="read_units_each")
    write_each: UnitsEach | None = field(name="write_units_each")


class LimitJson(Document):
    """A provisioned number, and what the rate takes of it."""

    table: str
    index: str | None
    dimension: Dimension
    provisioned: Count | None
    half_units_per_s: UnitsEach = field(name="units_per_s")
    used: Rate | None = field(name="utilisation")
    throttles_at: Count | None = field(name="throttles_at_s")
    needed: Positive


class DesignMonthJson(Document):
    """USD a month at the rate, null where a price is not known."""

    as_is: UsdText | None
    as_needed: UsdText | None
    on_demand: UsdText | None


class DesignJson(Document):
    """A value of the parameter, by what the requests of its run cost."""

    value: str
    run_id: str = field(name="run")
    requests: Count
    calls: Count
    over_calls: Count = field(name="calls_over")
    unanswered: Count = field(name="requests_unanswered")
    read_each: UnitsEach = field(name="read_units_each")
    write_each: UnitsEach = field(name="write_units_each")
    kinds: tuple[DesignKindJson, ...]
    needs: tuple[LimitJson, ...] = field(name="limits")
    throttles_at: Count | None = field(name="throttles_at_s")
    month: DesignMonthJson = field(name="usd_a_month")
    free_units: Literal[25]
    carried: Rate = field(name="free_requests_per_s")
    carried_a_month: Count = field(name="free_requests_a_month")
    scarce: Literal["RCU", "WCU"] = field(name="free_ends_at")


class PairJson(Document):
    """Of the first design's run (a) with that of another one (b)."""

    a: str
    b: str
    differences: tuple[str, ...]
    changes: tuple[ChangeJson, ...]


class CompareJson(Document):
    """One scenario under several values of a template parameter, in their order."""

    schema: Literal["urn:lambda-dynamodb-harness:compare:3"] = field(name="$schema")
    format: Literal[3]
    scenario: str
    parameter: str
    seed: int | None
    rate: Annotated[float, Meta(ge=0)] = field(name="rate_per_s")
    region: str = field(name="priced_region")
    same_requests: bool
    conclusion: str
    notices: tuple[str, ...]
    designs: Annotated[tuple[DesignJson, ...], Meta(min_length=2)]
    comparisons: Annotated[tuple[PairJson, ...], Meta(min_length=1)]


def diff_of(comparison: Comparison, bounds: Bounds) -> DiffJson:
    """Two runs of anything, and which figures are worse by more than their bound."""
    diff = Extended(
        comparison,
        format=DIFF_FORMAT,
        before=_run(comparison.before),
        after=_run(comparison.after),
        changes=_changes(comparison),
        regressions=comparison.regressions(bounds) if bounds.given else None,
    )
    return document_of(diff, DiffJson)


def compare_of(variation: Variation) -> CompareJson:
    """The runs of one scenario under several values of a template parameter."""
    trial = variation.trial
    compare = Extended(
        trial,
        schema=COMPARE_SCHEMA_ID,
        format=COMPARE_FORMAT,
        rate=float(trial.rate),
        same_requests=variation.same_requests,
        conclusion=conclusion(variation),
        notices=notices(variation),
        designs=tuple(map(_design, variation.designs)),
        comparisons=tuple(
            Extended(
                comparison, a=variation.first.value, b=other.value, changes=_changes(comparison)
            )
            for other, comparison in zip(variation.others, variation.comparisons, strict=True)
        ),
    )
    return document_of(compare, CompareJson)


def compare_schema() -> dict[str, Any]:
    """The JSON Schema of ``compare.json``."""
    return schema_of(
        CompareJson, COMPARE_SCHEMA_ID, "compare.json", COMPARE_FORMAT, "docs/compare.md"
    )


def _design(design: Design) -> Extended:
    return Extended(
        design,
        read_each=design.per_request(Dimension.READ),
        write_each=design.per_request(Dimension.WRITE),
        kinds=tuple(Extended(kind, requests=kind.outcomes.requests) for kind in design.kinds),
        throttles_at=design.throttling and design.throttling[0],
        free_units=FREE_UNITS,
        scarce=design.scarce.unit,
    )


def _run(summary: Summary) -> Extended:
    window = summary.window
    return Extended(
        summary.facts,
        duration_ns=None if window is None else window.duration_ns,
        requests=summary.totals.outcomes.requests,
    )


def _changes(comparison: Comparison) -> tuple[Extended, ...]:
    return tuple(Extended(change, measure=change.measure.name) for change in comparison.changes)
