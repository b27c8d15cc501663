"""What a month costs, beside what has to change: one logic for every form of the report.

| the run | today against the alternatives | the sentences |
|---|---|---|
| breaks, a limit is raised | | Raise …: USD (as recommended) a month, instead of today's |
| breaks only for want of burst | | This rate fits again …: USD (today) a month; then the others |
| fits | known, none is cheaper | Nothing has to change: USD (today) a month; then the others |
| fits | one is cheaper, or not known | It costs USD (today) a month; then the others |

Amounts are compared as they are shown, so that none is called another than it reads. What is not
known is not named: the verdict's notice says which price is missing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from harness.capacity.prices import HOURS_A_MONTH, Usd
from harness.report.render import text
from harness.report.values.costs import TableCost


@dataclass(frozen=True, slots=True)
class RaisedLimits:
    """``raised``: the sentence's begin, empty where no limit has to be raised."""

    raised: str = ""
    breaks: bool = False


def bill(total: TableCost, change: RaisedLimits, region: str) -> Iterator[str]:
    """``total``: of all tables."""
    basis = f"({region}, DynamoDB for {HOURS_A_MONTH} h of this rate, before the free tier)"
    if change.raised:
        yield f"{change.raised}{_raised(total, basis)}."
        yield from _others(total.as_recommended, {"On demand": total.on_demand})
        return
    others = {"Provisioned as recommended": total.as_recommended, "On demand": total.on_demand}
    if total.as_is is not None:
        best = all(
            other is not None and _shown(other) >= _shown(total.as_is) for other in others.values()
        )
        yield f"{_opening(change, best=best)} {text.usd(total.as_is)} a month {basis}."
    elif change.breaks:
        yield "This rate fits again once the burst is full."
    yield from _others(total.as_is, others)


def _raised(total: TableCost, basis: str) -> str:
    if total.as_recommended is None:
        return ""
    if total.as_is is None:
        instead = ""
    elif _shown(total.as_is) == _shown(total.as_recommended):
        instead = ", as today,"
    else:
        instead = f" instead of {text.usd(total.as_is)}"
    return f": USD {text.usd(total.as_recommended)} a month{instead} {basis}"


def _opening(change: RaisedLimits, *, best: bool) -> str:
    if change.breaks:
        return "This rate fits again once the burst is full: USD"
    return "Nothing has to change: USD" if best else "It costs USD"


def _others(than: Usd, others: dict[str, Usd]) -> Iterator[str]:
    """The alternatives that read other than this amount."""
    differing = [
        (name, text.usd(usd))
        for name, usd in _known(others).items()
        if than is None or _shown(usd) != _shown(than)
    ]
    if differing:
        (first, usd), *more = differing
        rest = "".join(f", {name[0].lower()}{name[1:]} USD {usd}" for name, usd in more)
        yield f"{first} it would cost USD {usd}{rest}."


def _known(amounts: dict[str, Usd]) -> dict[str, Decimal]:
    return {name: usd for name, usd in amounts.items() if usd is not None}


def _shown(usd: Decimal) -> Decimal:
    return text.rounded(usd)
