"""``report.html``: one file, no network, no script, light and dark, printable."""

from collections.abc import Sequence
from datetime import UTC, datetime
from fractions import Fraction
from functools import partial

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from harness.capacity.partitions import PARTITION_READ_UNITS, PARTITION_WRITE_UNITS
from harness.capacity.prices import HOURS_A_MONTH
from harness.model.time import NS_PER_S
from harness.report.assess.budget import Finding
from harness.report.render import outlook, sentences, text
from harness.report.render.basis import caveats_of
from harness.report.render.chart import chart
from harness.report.render.paste import advice_paste
from harness.report.render.projection_chart import projection_chart
from harness.report.render.verdict import judge
from harness.report.values.resource import Dimension, Resource, Standing
from harness.report.values.summary import Summary


def html_of(summary: Summary, findings: Sequence[Finding] = ()) -> str:
    """The report as one HTML page that needs no other file."""
    environment = _environment()
    breaking = [use for use in summary.used if use.standing.breaks]
    return environment.get_template("report.html.j2").render(
        summary=summary,
        facts=summary.facts,
        judgement=judge(summary),
        findings=findings,
        sentences=sentences,
        caveats=caveats_of(summary),
        urgent=[_chart(use) for use in sorted(breaking, key=lambda use: use.breaks_at or 0)],
        fitting=[_chart(use) for use in summary.used if not use.standing.breaks],
        idle=[use for use in summary.resources if use.standing is Standing.IDLE],
        started=_moment(summary.facts.started_ns),
        css=_source(environment, "report.css"),
        hours_a_month=HOURS_A_MONTH,
        ceilings=(PARTITION_READ_UNITS, PARTITION_WRITE_UNITS),
        text=text,
        outlook=outlook,
        projected=_projected(summary),
        advice=advice_paste(summary),
        share=partial(_share, summary),
        each=_each,
        READ=Dimension.READ,
        WRITE=Dimension.WRITE,
    )


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("harness.report.render", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["names"] = _names
    return environment


def _source(environment: Environment, name: str) -> Markup:
    """A file of this package, put into the page as it is."""
    assert environment.loader is not None
    return Markup(environment.loader.get_source(environment, name)[0])


def _projected(summary: Summary) -> list[Markup]:
    courses = summary.projection.hours if summary.projection else ()
    return [
        Markup(projection_chart(course, f"projected-{number}"))
        for number, course in enumerate(courses)
    ]


def _chart(use: Resource) -> tuple[Resource, Markup]:
    name = "-".join((use.table, use.index or "", use.dimension))
    return use, Markup(chart(use, f"chart-{name}"))


def _names(sentence: str) -> Markup:
    """Back-quoted names as code elements."""
    parts = sentence.split("`")
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if number % 2 else escape(part)
        for number, part in enumerate(parts)
    )


def _share(summary: Summary, half_units: int) -> Fraction | None:
    whole = summary.totals.read_half_units + summary.totals.write_half_units
    return Fraction(half_units, whole) if whole else None


def _each(half_units: int, served: int) -> str:
    return text.rate(Fraction(half_units, served))


def _moment(time_ns: int) -> str:
    moment = datetime.fromtimestamp(time_ns // NS_PER_S, tz=UTC)
    return f"{moment:%Y-%m-%d %H:%M:%S} UTC"
