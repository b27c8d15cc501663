"""A variation as tables, for the terminal and for ``compare.md``."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from harness.capacity.free_tier import FREE_UNITS
from harness.report.assess.measures import number
from harness.report.render import text
from harness.report.values.resource import Dimension
from harness.report.versus.conclusion import conclusion, months, notices, title
from harness.report.versus.design import Need
from harness.report.versus.variation import Variation

_NOTHING = "–"


@dataclass(frozen=True, slots=True)
class Section:
    """A table. The first cell of a row is its name, the others are figures."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def sections(variation: Variation) -> tuple[Section, ...]:
    """The tables of a comparison."""
    return (
        _kinds(variation),
        _limits(variation),
        _months(variation),
        _carried(variation),
        _latency(variation),
        _runs(variation),
    )


def markdown_of(variation: Variation) -> str:
    """The comparison as Markdown."""
    blocks = [f"## {title(variation)}", conclusion(variation)]
    blocks += [f"- {notice}" for notice in notices(variation)]
    for section in sections(variation):
        aligned = ("---", *["--:"] * (len(section.columns) - 1))
        rows = (section.columns, aligned, *section.rows)
        lines = "\n".join(f"| {' | '.join(row)} |" for row in rows)
        blocks += [f"### {section.title}", lines]
    runs = " and ".join(f"`{design.run_id}`" for design in variation.designs)
    seed = variation.trial.seed
    blocks.append(
        f"Seed {seed}; the runs are {runs}. Units are counted by AWS's rules. "
        "`harness report diff` says what else changed from one run to another."
    )
    return "\n\n".join(blocks) + "\n"


def print_variation(variation: Variation, console: Console) -> None:
    """Print the comparison on a terminal."""
    console.print()
    console.print(Text(title(variation), style="bold"))
    console.print(Text(conclusion(variation)))
    for notice in notices(variation):
        console.print(Text(f"! {notice}", style="yellow"))
    for section in sections(variation):
        console.print()
        console.print(Text(section.title, style="bold"))
        console.print(Padding(_grid(section), (0, 0, 0, 2)))


def _grid(section: Section) -> Table:
    """Folded where the terminal is too narrow for the values that are compared: nothing is cut."""
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), header_style="dim")
    for place, column in enumerate(section.columns):
        table.add_column(Text(column), justify="right" if place else "left", overflow="fold")
    for row in section.rows:
        table.add_row(*map(Text, row))
    return table


def _side_by_side(variation: Variation, *figures: str) -> tuple[str, ...]:
    return tuple(f"{figure} {design.label}" for figure in figures for design in variation.designs)


def _kinds(variation: Variation) -> Section:
    columns = ("request kind", "count", *_side_by_side(variation, "RCU", "WCU"))
    rows = [_kind_row(variation, name) for name in variation.kinds]
    designs = variation.designs
    together = (text.rate(design.per_request(of)) for of in Dimension for design in designs)
    rows.append(("a request of the mix", text.count(variation.first.requests), *together))
    return Section("Units per request", columns, tuple(rows))


def _kind_row(variation: Variation, name: str) -> tuple[str, ...]:
    kind = variation.first.kind(name)
    count = text.count(kind.outcomes.requests) if kind else _NOTHING
    units = (
        text.rate(kind.each(dimension) if (kind := design.kind(name)) else None)
        for dimension in Dimension
        for design in variation.designs
    )
    return (name, count, *units)


def _limits(variation: Variation) -> Section:
    trial = variation.trial
    heading = f"Limits at {text.rate(2 * trial.rate)} requests a second"
    columns = (trial.parameter, "resource", "", "limit", "units/s", "used", "throttles", "needed")
    rows = (
        (design.label, *_limit_row(need))
        for design in variation.designs
        for need in design.needs
        if need.per_request
    )
    return Section(heading, columns, tuple(rows))


def _limit_row(need: Need) -> tuple[str, ...]:
    second = need.throttles_at
    return (
        need.index or need.table,
        need.dimension.unit,
        _NOTHING if need.provisioned is None else text.count(need.provisioned),
        text.rate(need.half_units_per_s),
        text.percent(need.used),
        "never" if second is None else f"second {second:,}",
        text.count(need.needed),
    )


def _months(variation: Variation) -> Section:
    trial = variation.trial
    heading = f"USD a month at that rate, {trial.region}, before the free tier"
    columns = (trial.parameter, "limits as they are", "as needed", "on demand")
    figures = (
        map(text.usd, (month.as_is, month.as_needed, month.on_demand))
        for month in months(variation)
    )
    return Section(heading, columns, _by_value(variation, figures))


def _carried(variation: Variation) -> Section:
    heading = f"What {FREE_UNITS} RCU and {FREE_UNITS} WCU carry, for these tables alone"
    columns = (variation.trial.parameter, "requests/s", "requests a month", "ends at")
    figures = (
        (
            text.rate(2 * design.carried),
            text.count(design.carried_a_month),
            design.scarce.unit,
        )
        for design in variation.designs
    )
    return Section(heading, columns, _by_value(variation, figures))


def _latency(variation: Variation) -> Section:
    columns = ("request kind", *_side_by_side(variation, "p50", "p95"))
    rows = ((name, *_latencies(variation, name)) for name in variation.kinds)
    return Section("Milliseconds per request, as fast as this machine was", columns, tuple(rows))


def _latencies(variation: Variation, kind: str) -> Iterator[str]:
    for measure in ("p50_ms", "p95_ms"):
        changes = [comparison.change(kind, measure) for comparison in variation.comparisons]
        first = next((change.before for change in changes if change), None)
        for value in (first, *(change.after if change else None for change in changes)):
            yield _NOTHING if value is None else number(value, 1)


def _runs(variation: Variation) -> Section:
    columns = ("requests", "DynamoDB calls", "a request", "AWS would have refused")
    figures = (
        (
            text.count(design.requests),
            text.count(design.calls),
            f"{design.calls / max(1, design.requests):.2f}",
            text.count(design.over_calls),
        )
        for design in variation.designs
    )
    return Section(
        "The runs, as fast as this machine was",
        (variation.trial.parameter, *columns),
        _by_value(variation, figures),
    )


def _by_value(
    variation: Variation, figures: Iterable[Iterable[str]]
) -> tuple[tuple[str, ...], ...]:
    rows = zip(variation.designs, figures, strict=True)
    return tuple((design.label, *cells) for design, cells in rows)
