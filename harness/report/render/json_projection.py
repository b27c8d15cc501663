"""The projection in ``report.json``: what the plan does with the traffic, and what is cheapest."""

from fractions import Fraction
from typing import Literal

from msgspec import field

from harness.report.render import outlook
from harness.report.render.document import (
    Count,
    Document,
    ExactUnits,
    Extended,
    Number,
    Rate,
    UnitsEach,
    UsdText,
)
from harness.report.render.paste import AdvicePaste
from harness.report.values.projection import PlanSimulation, TrafficProjection
from harness.simulate.outcome import Fit, ResourceOutcome
from harness.simulate.traffic import MINUTE_S


class ProjectedTrafficJson(Document):
    """The traffic that it is about; ``requests_per_s`` is null where a file recorded it."""

    requests_per_s: Rate | None
    course: str
    assumed: bool
    simulated_s: Count


class ProjectedResourceJson(Document):
    """A table or index under that traffic."""

    table: str
    index: str | None
    dimension: Literal["read", "write"]
    capacity: str
    advice: str
    fit: Fit
    busiest_per_s: UnitsEach
    first_refusal_s: Count | None
    refused_share: Rate
    throttled_minutes: Count
    least_burst_half_units: ExactUnits = field(name="least_burst")


class ProjectedBillJson(Document):
    """USD a month of 730 hours; ``functions_usd`` rests on this machine's milliseconds."""

    usd_month: UsdText | None
    throughput_usd: UsdText | None
    functions_usd: UsdText | None
    advice_usd: UsdText | None


class AdvicePasteJson(Document):
    """The advice to be pasted: the template's YAML, and lines for the AWS CLI."""

    yaml: str
    cli: tuple[str, ...]


class TrafficStepJson(Document):
    """The same traffic so many times, and its cheapest plan."""

    factor: Rate
    requests_per_s: Rate
    plan: str
    usd: UsdText | None
    fits: bool


class UnitsRiseJson(Document):
    """A request kind that gets dearer with the data."""

    kind: str
    table: str
    index: str | None
    dimension: Literal["read", "write"]
    half_units: UnitsEach = field(name="units")
    slope: Number = field(name="half_units_more_each")
    holds_s: Count | None


class ProjectionJson(Document):
    """What the template's plan does with the user's traffic."""

    fits: bool
    fit: Fit
    first_refusal_s: Count | None
    refused_share: Rate
    traffic: ProjectedTrafficJson
    resources: tuple[ProjectedResourceJson, ...]
    bill: ProjectedBillJson
    advice: AdvicePasteJson
    steps: tuple[TrafficStepJson, ...]
    break_even_per_s: Rate | None
    rises: tuple[UnitsRiseJson, ...]
    few: tuple[str, ...]


def projection_json(projection: TrafficProjection, advice: AdvicePaste) -> Extended:
    """The projection as ``report.json`` has it."""
    bill, outcome = projection.bill, projection.outcome
    return Extended(
        projection,
        fits=projection.fit is Fit.FITS,
        fit=projection.fit,
        first_refusal_s=outcome.first_refusal_s,
        refused_share=outcome.refused_share,
        traffic=traffic_json(projection),
        resources=tuple(_resource(projection, use) for use in outcome.resources),
        bill=Extended(
            None,
            usd_month=bill.total,
            throughput_usd=bill.throughput,
            functions_usd=bill.functions.usd if bill.functions else None,
            advice_usd=projection.advice_usd,
        ),
        advice=advice,
        steps=tuple(
            Extended(
                step,
                plan=" / ".join(
                    dict.fromkeys(
                        outlook.plan_words(step.plan, table)
                        for table in outlook.touched_tables(projection)
                    )
                ),
            )
            for step in projection.steps
        ),
        rises=tuple(
            Extended(
                rise,
                table=rise.resource.table,
                index=rise.resource.index,
                dimension=rise.resource.dimension,
            )
            for rise in projection.rises
        ),
    )


def traffic_json(simulation: PlanSimulation) -> Extended:
    """The traffic, and for how long it was simulated."""
    traffic = simulation.traffic
    return Extended(
        None,
        requests_per_s=None if traffic.recorded else sum(traffic.rates.values(), Fraction(0)),
        course=traffic.course.name,
        assumed=traffic.assumed,
        simulated_s=simulation.outcome.seconds,
    )


def _resource(projection: TrafficProjection, use: ResourceOutcome) -> Extended:
    return Extended(
        use,
        table=use.resource.table,
        index=use.resource.index,
        dimension=use.resource.dimension,
        capacity=outlook.mode_words(use.mode),
        advice=outlook.mode_words(projection.advice.capacity[use.resource]),
        busiest_per_s=Fraction(use.busiest_half_units, MINUTE_S),
    )
