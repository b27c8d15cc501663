"""What follows from a variation's figures, in a paragraph, and what makes them doubtful."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from harness.capacity.free_tier import FREE_UNITS
from harness.report.render import text
from harness.report.values.request import Kind
from harness.report.values.resource import Dimension
from harness.report.versus.design import Design, Month
from harness.report.versus.variation import Variation


def title(variation: Variation) -> str:
    """What was varied, over which values and how many requests."""
    values = alternatives(design.label for design in variation.designs)
    counts = list(dict.fromkeys(text.count(design.requests) for design in variation.designs))
    requests = f"{alternatives(counts)} requests{' each' if len(counts) == 1 else ''}"
    scenario, parameter = variation.trial.scenario, variation.trial.parameter
    return f"{scenario[:1].upper()}{scenario[1:]} with {parameter}={values}: {requests}"


def conclusion(variation: Variation) -> str:
    """One paragraph: what the requests cost, what that comes to, and which value is cheapest."""
    sentences = [
        _each(variation),
        *(_why(variation, other) for other in variation.others),
        _money(variation),
        _free_tier(variation),
        _first_refusals(variation),
        _judgement(variation),
    ]
    return " ".join(sentence for sentence in sentences if sentence)


def notices(variation: Variation) -> list[str]:
    """What a reader has to know before believing the figures."""
    sentences = [variation.unknown_prices] if variation.unknown_prices else []
    if not variation.same_requests:
        sentences.append("The runs did not serve the same requests: compare what a request costs.")
    for design in variation.designs:
        if design.unanswered:
            ended = text.plural(design.unanswered, "request")
            run = f"see {design.run_id}"
            sentences.append(f"With {design.label}, {ended} ended in an error; {run}.")
    return sentences


def alternatives(words: Iterable[str]) -> str:
    """``a``, ``a or b``, ``a, b or c``."""
    *most, last = words
    return f"{', '.join(most)} or {last}" if most else last


def _together(phrases: Sequence[str]) -> str:
    """``a``, ``a, and b``, ``a, b, and c``."""
    *most, last = phrases
    return f"{', '.join(most)}, and {last}" if most else last


def _each(variation: Variation) -> str:
    first = variation.first
    phrases = [f"{_units_of(first)} with {variation.trial.parameter}={first.label}"]
    for other in variation.others:
        changes = " and ".join(
            f"{_more(first.per_request(dimension), other.per_request(dimension), 'fewer')} {noun}"
            for dimension, noun in ((Dimension.READ, "reads"), (Dimension.WRITE, "writes"))
        )
        phrases.append(f"{_units_of(other)} with {other.label}: {changes}")
    separator = ", and " if len(phrases) == 2 else "; "
    return f"A request of this mix costs {separator.join(phrases)}."


def _units_of(design: Design) -> str:
    read, write = (text.rate(design.per_request(dimension)) for dimension in Dimension)
    return f"{read} RCU and {write} WCU"


def _why(variation: Variation, other: Design) -> str:
    """The kinds that cost more than with the first value, and those that cost less."""
    dearer: list[str] = []
    cheaper: list[str] = []
    for name in variation.kinds:
        kinds = variation.first.kind(name), other.kind(name)
        if kinds[0] is None or kinds[1] is None:
            continue
        before, after = (_units(kind) for kind in kinds if kind)
        if before != after:
            figures = f"{name} ({text.rate(before)} to {text.rate(after)} units)"
            (dearer if after > before else cheaper).append(figures)
    phrases = [
        f"{word} for {', '.join(names)}"
        for names, word in ((dearer, "more"), (cheaper, "less"))
        if names
    ]
    return f"With {other.label} a request costs {', and '.join(phrases)}." if phrases else ""


def _units(kind: Kind) -> Fraction:
    return sum((kind.each(dimension) or Fraction(0) for dimension in Dimension), Fraction(0))


def months(variation: Variation) -> list[Month]:
    """The month's cost of each design."""
    return [design.month for design in variation.designs]


def _money(variation: Variation) -> str:
    ways = list(_ways(months(variation)))
    if not ways:
        return ""
    rate = text.rate(2 * variation.trial.rate)
    return f"At {rate} requests a second a month costs USD {_together(ways)}."


def _ways(months: Sequence[Month]) -> Iterator[str]:
    """The limits as they are only where they make a difference."""
    if on_demand := _known([month.on_demand for month in months]):
        first, *others = on_demand
        shares = (Fraction(usd / first) if first else Fraction(1) for usd in others)
        added = ", ".join(_more(Fraction(1), share, "less") for share in shares)
        yield f"{_amounts(on_demand)} on demand ({added})"
    if needed := _known([month.as_needed for month in months]):
        yield f"{_amounts(needed)} provisioned for it"
    as_is = _known([month.as_is for month in months])
    if len(set(as_is)) > 1:
        yield f"{_amounts(as_is)} with the template's limits"


def _known(amounts: Sequence[Decimal | None]) -> list[Decimal]:
    """All of them, or none where one is not known."""
    known = [amount for amount in amounts if amount is not None]
    return known if len(known) == len(amounts) else []


def _amounts(amounts: Iterable[Decimal]) -> str:
    return alternatives(map(text.usd, amounts))


def _free_tier(variation: Variation) -> str:
    designs = variation.designs
    carried = dict.fromkeys(f"{design.carried_a_month / 1e6:.1f}" for design in designs)
    scarce = [design.scarce.unit for design in designs]
    if len(set(scarce)) == 1:
        ends = f"{'both' if len(designs) == 2 else 'all'} end at {scarce[0]}"
    else:
        ends = f"ending at {' and at '.join(scarce)}"
    units = f"{FREE_UNITS} RCU and {FREE_UNITS} WCU"
    return f"{units} carry {alternatives(carried)} million requests a month: {ends}."


def _first_refusals(variation: Variation) -> str:
    phrases = []
    for design in variation.designs:
        first = design.throttling
        if first is None:
            phrases.append(f"with {design.label} nothing throttles")
        else:
            second, need = first
            phrases.append(
                f"with {design.label} the {need.dimension.unit} of {need.index or need.table} "
                f"throttle first, in {text.second(second)}"
            )
    return f"Under the template's limits, {'; '.join(phrases)}."


def _judgement(variation: Variation) -> str:
    """Which one is cheapest: on demand, with no less carried by the free tier than by any other."""
    costs = _known([month.on_demand for month in months(variation)])
    if not costs:
        return ""
    pair = len(costs) == 2
    carried = [design.carried for design in variation.designs]
    place = costs.index(min(costs))
    if costs.count(costs[place]) > 1 or carried[place] < max(carried):
        none = "neither is the cheaper one" if pair else "none is the cheapest"
        return f"So {none} in every respect."
    alone = carried.count(carried[place]) == 1
    no_more = "neither carries more" if pair else "another carries as much"
    best = f"{variation.designs[place].label} is the {'cheaper one' if pair else 'cheapest'}"
    return f"So {best}{'' if alone else f', though within the free tier {no_more}'}."


def _more(before: Fraction, after: Fraction, less: str) -> str:
    """``83 % more``, ``12 % fewer`` or ``as many``."""
    if before == after:
        return "as many" if less == "fewer" else "as much"
    if not before:
        return f"{text.rate(after)} instead of no"
    share = after / before - 1
    return f"{text.percent(abs(share))} {'more' if share > 0 else less}"
