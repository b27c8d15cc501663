"""``harness simulate --json``: every figure of a simulation. ``docs/simulate.md`` describes it."""

from fractions import Fraction
from typing import Any, Literal

from msgspec import field

from harness.report.render import outlook
from harness.report.render.document import (
    Count,
    Document,
    ExactUnits,
    Extended,
    Rate,
    UnitsEach,
    UsdText,
    document_of,
    schema_of,
)
from harness.report.render.json_projection import ProjectedTrafficJson, traffic_json
from harness.report.render.simulation import SimulatedRun, moment
from harness.simulate.outcome import Fit, ResourceOutcome, Shortage
from harness.simulate.traffic import MINUTE_S

SIMULATION_FORMAT = 1
SIMULATION_SCHEMA_ID = "urn:lambda-dynamodb-harness:simulation:1"


class UnitsRunJson(Document):
    """What is provisioned from a second on, until the next of them."""

    start_s: Count
    units: Count


class SimulatedResourceJson(Document):
    """A table or index, its reads or its writes."""

    table: str
    index: str | None
    dimension: Literal["read", "write"]
    capacity: str
    fit: Fit
    shortage: Shortage | None
    hottest_share: Rate | None
    calls: Count
    refused_calls: Count
    refused_share: Rate
    first_refusal_s: Count | None
    first_refusal_at: str | None
    throttled_minutes: Count
    minutes_above: Count
    busiest_per_s: UnitsEach
    consumed_half_units: ExactUnits = field(name="consumed")
    least_burst_half_units: ExactUnits = field(name="least_burst")
    full_burst_half_units: ExactUnits = field(name="full_burst")
    units: tuple[UnitsRunJson, ...]


class SimulatedKindJson(Document):
    """Requests of a kind; ``calls`` are attempts."""

    kind: str
    requests: Count
    calls: Count
    refused_calls: Count
    refused_share: Rate
    failed_calls: Count


class SimulatedDayJson(Document):
    """Throughput of a day of the traffic, USD."""

    day: Count
    start: str
    usd: UsdText | None
    usd_highest: UsdText | None


class SaltSpreadJson(Document):
    """Refused shares of the first day where other keys share a partition."""

    salts: Count
    fitting: Count
    median_share: Rate
    worst_share: Rate


class ScalingRulesJson(Document):
    """What is doubtful of auto scaling, as it was simulated."""

    delay_minutes: Count
    band: Rate
    lower_to_highest: bool


class SimulationJson(Document):
    """A simulation."""

    schema: Literal["urn:lambda-dynamodb-harness:simulation:1"] = field(name="$schema")
    format: Literal[1]
    run_id: str = field(name="run")
    plan_name: str = field(name="plan")
    retries: str
    rules: ScalingRulesJson
    traffic: ProjectedTrafficJson
    start: str
    fits: bool
    fit: Fit
    first_refusal_s: Count | None
    first_refusal_at: str | None
    refused_share: Rate
    usd_month: UsdText | None
    throughput_usd: UsdText | None
    functions_usd: UsdText | None
    resources: tuple[SimulatedResourceJson, ...]
    kinds: tuple[SimulatedKindJson, ...]
    days: tuple[SimulatedDayJson, ...]
    spread: SaltSpreadJson | None
    few: tuple[str, ...]
    over_quota: tuple[str, ...]


def simulation_of(run: SimulatedRun) -> SimulationJson:
    """The document; ``json_of`` writes it."""
    simulation, outcome = run.simulation, run.simulation.outcome
    bill = simulation.bill
    return document_of(
        Extended(
            run,
            schema=SIMULATION_SCHEMA_ID,
            format=SIMULATION_FORMAT,
            retries=run.circumstances.retries,
            rules=run.circumstances.rules,
            traffic=traffic_json(simulation),
            start=moment(run.start_s, 0),
            fits=outcome.fit is Fit.FITS,
            fit=outcome.fit,
            first_refusal_s=outcome.first_refusal_s,
            first_refusal_at=_moment(run, outcome.first_refusal_s),
            refused_share=outcome.refused_share,
            usd_month=bill.total,
            throughput_usd=bill.throughput,
            functions_usd=bill.functions.usd if bill.functions else None,
            resources=tuple(_resource(run, use) for use in outcome.resources),
            kinds=outcome.kinds,
            days=tuple(
                Extended(cost, start=moment(run.start_s, cost.day * 86_400))
                for cost in outcome.days
            ),
            few=simulation.few,
            over_quota=outcome.over_quota,
        ),
        SimulationJson,
    )


def simulation_schema() -> dict[str, Any]:
    """The JSON Schema of what ``harness simulate --json`` prints."""
    return schema_of(
        SimulationJson,
        SIMULATION_SCHEMA_ID,
        "simulation.json",
        SIMULATION_FORMAT,
        "docs/simulate.md",
    )


def _moment(run: SimulatedRun, second: int | None) -> str | None:
    return None if second is None else moment(run.start_s, second)


def _resource(run: SimulatedRun, use: ResourceOutcome) -> Extended:
    reason = run.simulation.reason(use.resource)
    return Extended(
        use,
        table=use.resource.table,
        index=use.resource.index,
        dimension=use.resource.dimension,
        capacity=outlook.mode_words(use.mode),
        shortage=reason.shortage if reason else None,
        hottest_share=reason.hottest_share if reason else None,
        first_refusal_at=_moment(run, use.first_refusal_s),
        busiest_per_s=Fraction(use.busiest_half_units, MINUTE_S),
    )
