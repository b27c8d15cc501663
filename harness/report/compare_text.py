"""A comparison put into words and tables, for the terminal, ``compare.md`` and ``compare.json``."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

import orjson
from rich.console import Console
from rich.padding import Padding
from rich.table import Table as TerminalTable
from rich.text import Text

from harness.capacity.free_tier import FREE_UNITS
from harness.report import text
from harness.report.compare import Comparison, Design, Need, a_month
from harness.report.schema import COMPARE_SCHEMA_ID
from harness.report.summary import Dimension, Kind

FORMAT = 2

_NOTHING = "–"
_MICRO = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class Section:
    """A table. The first cell of a row is its name, the others are figures."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def sections(comparison: Comparison) -> tuple[Section, ...]:
    return (
        _kinds(comparison),
        _limits(comparison),
        _months(comparison),
        _carried(comparison),
        _runs(comparison),
    )


def conclusion(comparison: Comparison) -> str:
    """One paragraph: what the same requests cost, what that comes to, and which key is cheaper."""
    course, other = comparison.designs
    said = [_each(comparison), _why(comparison), _money(comparison), _month_of_requests(comparison)]
    said.append(_first_refusals(comparison))
    said.append(_judgement(course, other, comparison))
    return " ".join(sentence for sentence in said if sentence)


def notices(comparison: Comparison) -> list[str]:
    """What a reader has to know before believing the figures."""
    said = [comparison.unknown_prices] if comparison.unknown_prices else []
    if not comparison.same_requests:
        said.append("The designs did not serve the same requests: compare what a request costs.")
    for design in comparison.designs:
        if design.unanswered:
            ended = text.plural(design.unanswered, "request")
            said.append(f"Keyed by {design.key}, {ended} ended in an error; see {design.run_id}.")
    return said


def markdown_of(comparison: Comparison) -> str:
    blocks = [f"## {_title(comparison)}", conclusion(comparison)]
    blocks += [f"- {notice}" for notice in notices(comparison)]
    for section in sections(comparison):
        aligned = ("---", *["--:"] * (len(section.columns) - 1))
        rows = (section.columns, aligned, *section.rows)
        lines = "\n".join(f"| {' | '.join(row)} |" for row in rows)
        blocks += [f"### {section.title}", lines]
    runs = " and ".join(f"`{design.run_id}`" for design in comparison.designs)
    blocks.append(f"Seed {comparison.seed}; the runs are {runs}. Units are counted by AWS's rules.")
    return "\n\n".join(blocks) + "\n"


def print_comparison(comparison: Comparison, console: Console) -> None:
    console.print()
    console.print(Text(_title(comparison), style="bold"))
    console.print(Text(conclusion(comparison)))
    for notice in notices(comparison):
        console.print(Text(f"! {notice}", style="yellow"))
    for section in sections(comparison):
        table = TerminalTable(box=None, pad_edge=False, padding=(0, 1, 0, 0), header_style="dim")
        for number, column in enumerate(section.columns):
            table.add_column(column, justify="right" if number else "left", no_wrap=bool(number))
        for row in section.rows:
            table.add_row(*row)
        console.print()
        console.print(Text(section.title, style="bold"))
        console.print(Padding(table, (0, 0, 0, 2)))


def json_of(comparison: Comparison) -> bytes:
    document = {
        "$schema": COMPARE_SCHEMA_ID,
        "format": FORMAT,
        "scenario": comparison.scenario,
        "seed": comparison.seed,
        "rate_per_s": float(comparison.rate),
        "priced_region": comparison.region,
        "same_requests": comparison.same_requests,
        "conclusion": conclusion(comparison),
        "notices": notices(comparison),
        "designs": [_design(comparison, design) for design in comparison.designs],
    }
    return orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _title(comparison: Comparison) -> str:
    course, other = comparison.designs
    keys = f"{comparison.scenario} keyed by {course.key} or by {other.key}"
    return f"{keys.capitalize()}: {course.requests:,} requests each"


def _pair(comparison: Comparison, figure: str) -> tuple[str, ...]:
    return tuple(f"{figure} {design.key}" for design in comparison.designs)


def _kinds(comparison: Comparison) -> Section:
    columns = ("request kind", "count", *_pair(comparison, "RCU"), *_pair(comparison, "WCU"))
    rows = [_kind_row(comparison, name) for name in comparison.kinds]
    together = (
        text.rate(design.each(dimension))
        for dimension in Dimension
        for design in comparison.designs
    )
    rows.append(("a request of the mix", text.count(comparison.course.requests), *together))
    return Section("Units a request", columns, tuple(rows))


def _kind_row(comparison: Comparison, name: str) -> tuple[str, ...]:
    kind = comparison.course.kind(name)
    count = text.count(kind.outcomes.requests) if kind else _NOTHING
    units = (
        text.rate(found.each(dimension) if (found := design.kind(name)) else None)
        for dimension in Dimension
        for design in comparison.designs
    )
    return (name, count, *units)


def _limits(comparison: Comparison) -> Section:
    title = f"Limits at {_rate(comparison.rate)} requests a second"
    columns = ("keyed by", "resource", "", "limit", "units/s", "used", "throttles", "needed")
    rows = (
        (design.key, *_limit_row(need, comparison.rate))
        for design in comparison.designs
        for need in design.needs
        if need.each
    )
    return Section(title, columns, tuple(rows))


def _limit_row(need: Need, rate: Fraction) -> tuple[str, ...]:
    second = need.throttles_at(rate)
    return (
        need.index or need.table,
        need.dimension.unit,
        _NOTHING if need.provisioned is None else text.count(need.provisioned),
        text.rate(rate * need.each),
        text.percent(need.used(rate)),
        "never" if second is None else f"second {second:,}",
        text.count(need.needed(rate)),
    )


def _months(comparison: Comparison) -> Section:
    title = f"USD a month at that rate, {comparison.region}, before the free tier"
    columns = ("keyed by", "limits as they are", "as needed", "on demand")
    rows = []
    for design in comparison.designs:
        month = design.month(comparison.rate, comparison.region)
        figures = (month.as_is, month.as_needed, month.on_demand)
        rows.append((design.key, *map(text.usd, figures)))
    return Section(title, columns, tuple(rows))


def _carried(comparison: Comparison) -> Section:
    title = f"What {FREE_UNITS} RCU and {FREE_UNITS} WCU carry, for this table alone"
    columns = ("keyed by", "requests/s", "requests a month", "ends at")
    rows = (
        (
            design.key,
            _rate(design.carried()),
            text.count(a_month(design.carried())),
            design.binds().unit,
        )
        for design in comparison.designs
    )
    return Section(title, columns, tuple(rows))


def _runs(comparison: Comparison) -> Section:
    columns = ("keyed by", "requests", "DynamoDB calls", "a request", "AWS would have refused")
    rows = (
        (
            design.key,
            text.count(design.requests),
            text.count(design.calls),
            f"{design.calls / max(1, design.requests):.2f}",
            text.count(design.over_calls),
        )
        for design in comparison.designs
    )
    return Section("The runs, as fast as this machine was", columns, tuple(rows))


def _each(comparison: Comparison) -> str:
    course, other = comparison.designs
    figures = [
        f"{text.rate(design.each(Dimension.READ))} RCU and "
        f"{text.rate(design.each(Dimension.WRITE))} WCU keyed by {design.key}"
        for design in comparison.designs
    ]
    changes = [
        f"{_more(course.each(dimension), other.each(dimension))} {noun}"
        for dimension, noun in ((Dimension.READ, "reads"), (Dimension.WRITE, "writes"))
    ]
    return f"A request of this mix costs {figures[0]}, and {figures[1]}: {' and '.join(changes)}."


def _why(comparison: Comparison) -> str:
    """The kinds that cost more keyed by the other key, and those that cost less."""
    dearer: list[str] = []
    cheaper: list[str] = []
    for name in comparison.kinds:
        course, other = comparison.course.kind(name), comparison.other.kind(name)
        if course is None or other is None:
            continue
        before, after = _units(course), _units(other)
        if before == after:
            continue
        said = f"{name} ({text.rate(before)} to {text.rate(after)} units)"
        (dearer if after > before else cheaper).append(said)
    parts = [
        f"{word} for {', '.join(names)}"
        for names, word in ((dearer, "more"), (cheaper, "less"))
        if names
    ]
    return f"The key {comparison.other.key} costs {', and '.join(parts)}." if parts else ""


def _units(kind: Kind) -> Fraction:
    return sum((kind.each(dimension) or Fraction(0) for dimension in Dimension), Fraction(0))


def _money(comparison: Comparison) -> str:
    course, other = (
        design.month(comparison.rate, comparison.region) for design in comparison.designs
    )
    ways = []
    if course.on_demand is not None and other.on_demand is not None:
        share = Fraction(other.on_demand / course.on_demand) if course.on_demand else Fraction(1)
        ways.append(
            f"{text.usd(course.on_demand)} or {text.usd(other.on_demand)} on demand "
            f"({_more(Fraction(1), share)})"
        )
    if course.as_needed is not None and other.as_needed is not None:
        needed = f"{text.usd(course.as_needed)} or {text.usd(other.as_needed)}"
        ways.append(f"{needed} provisioned for it")
    if not ways:
        return ""
    rate = _rate(comparison.rate)
    return f"At {rate} requests a second a month costs USD {', and '.join(ways)}."


def _month_of_requests(comparison: Comparison) -> str:
    carried = [_millions(a_month(design.carried())) for design in comparison.designs]
    course_ends, other_ends = (design.binds().unit for design in comparison.designs)
    ends = (
        f"both end at {course_ends}"
        if course_ends == other_ends
        else f"ending at {course_ends} and at {other_ends}"
    )
    figure = carried[0] if carried[0] == carried[1] else " or ".join(carried)
    return f"{FREE_UNITS} RCU and {FREE_UNITS} WCU carry {figure} million requests a month: {ends}."


def _first_refusals(comparison: Comparison) -> str:
    said = []
    for design in comparison.designs:
        found = design.first_to_throttle(comparison.rate)
        if found is None:
            said.append(f"keyed by {design.key} nothing throttles")
        else:
            second, need = found
            said.append(
                f"keyed by {design.key} the {need.dimension.unit} of {need.index or need.table} "
                f"throttle first, in {text.second(second)}"
            )
    return f"With the template's limits, {'; '.join(said)}."


def _judgement(course: Design, other: Design, comparison: Comparison) -> str:
    month, month_of_other = (
        design.month(comparison.rate, comparison.region).on_demand for design in (course, other)
    )
    if month is None or month_of_other is None:
        return ""
    costs = [month, month_of_other]
    carried = [design.carried() for design in (course, other)]
    if costs[0] < costs[1] and carried[0] >= carried[1]:
        limit = (
            "" if carried[0] > carried[1] else ", though within the free tier neither carries more"
        )
        return f"So the key {course.key}, the course's answer, is the cheaper one{limit}."
    if costs[0] > costs[1] and carried[0] <= carried[1]:
        return f"So for this mix the key {other.key} is the cheaper one, not the course's answer."
    return "So neither is the cheaper one in every respect."


def _more(before: Fraction, after: Fraction) -> str:
    """``83 % more``, ``12 % fewer`` or ``as many``."""
    if before == after:
        return "as many"
    if not before:
        return f"{text.rate(after)} instead of no"
    share = after / before - 1
    word = "more" if share > 0 else "less"
    return f"{text.percent(abs(share))} {word}"


def _rate(rate: Fraction) -> str:
    return text.rate(2 * rate)


def _millions(number: int) -> str:
    return f"{number / 1e6:.1f}"


def _design(comparison: Comparison, design: Design) -> dict[str, Any]:
    month = design.month(comparison.rate, comparison.region)
    first = design.first_to_throttle(comparison.rate)
    return {
        "key": design.key,
        "run": design.run_id,
        "requests": design.requests,
        "calls": design.calls,
        "calls_over": design.over_calls,
        "requests_unanswered": design.unanswered,
        "read_units_each": _number(design.each(Dimension.READ) / 2),
        "write_units_each": _number(design.each(Dimension.WRITE) / 2),
        "kinds": [_kind(kind) for kind in design.kinds],
        "limits": [_need(need, comparison.rate) for need in design.needs],
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
    read, write = (None if units is None else _number(units / 2) for units in each)
    return {
        "name": kind.name,
        "requests": kind.outcomes.requests,
        "read_units": kind.read_half_units / 2,
        "write_units": kind.write_half_units / 2,
        "read_units_each": read,
        "write_units_each": write,
    }


def _need(need: Need, rate: Fraction) -> dict[str, Any]:
    used = need.used(rate)
    return {
        "table": need.table,
        "index": need.index,
        "dimension": need.dimension,
        "provisioned": need.provisioned,
        "units_per_s": _number(rate * need.each / 2),
        "utilisation": None if used is None else _number(used),
        "throttles_at_s": need.throttles_at(rate),
        "needed": need.needed(rate),
    }


def _number(fraction: Fraction) -> float:
    return round(float(fraction), 6)


def _usd(amount: Decimal | None) -> str | None:
    return None if amount is None else str(amount.quantize(_MICRO))
