"""How figures read, the same in every form of the report."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

_CENT = Decimal("0.01")
_NOTHING = "–"


def count(number: int) -> str:
    """A whole number with thousands separators."""
    return f"{number:,}"


def units(half_units: int) -> str:
    """Half-units as units: ``1,234.5``."""
    whole, half = divmod(half_units, 2)
    return f"{whole:,}.5" if half else f"{whole:,}"


def rate(half_units_per_s: Fraction | None) -> str:
    """Half-units a second, or a request, as units, with three digits that matter."""
    if half_units_per_s is None:
        return _NOTHING
    number = float(half_units_per_s / 2)
    if number == int(number) or number >= 100:
        return f"{number:,.0f}"
    return f"{number:.1f}" if number >= 10 else f"{number:.2f}"


def percent(share: Fraction | None) -> str:
    """``118 %``; with a decimal near 0 and near 100, where it matters which side."""
    if share is None:
        return _NOTHING
    number = float(share * 100)
    near = 0 < number < 10 or 95 < number < 105
    if near and number != int(number):
        return f"{number:.1f} %"
    return f"{number:,.0f} %"


def usd(amount: Decimal | None) -> str:
    """An amount to the cent, a dash where no price is known."""
    return _NOTHING if amount is None else f"{rounded(amount):,}"


def rounded(amount: Decimal) -> Decimal:
    """To the cent, as it is shown."""
    return amount.quantize(_CENT, ROUND_HALF_UP)


def milliseconds(latency_ns: int) -> str:
    """A latency with as many digits as mean something."""
    number = latency_ns / 1e6
    return f"{number:,.0f}" if number >= 100 else f"{number:.1f}"


def span(seconds: int) -> str:
    """``45 s``, ``3 min 20 s``, ``2 h 5 min``, ``3 d 4 h``."""
    if seconds < 60:
        return f"{seconds} s"
    for size, unit, part, part_unit in ((3600, "min", 60, "s"), (86400, "h", 3600, "min")):
        if seconds < size:
            whole, rest = divmod(seconds, part)
            rest = rest if part_unit == "s" else rest // 60
            return f"{whole} {unit} {rest} {part_unit}" if rest else f"{whole} {unit}"
    days, rest = divmod(seconds, 86400)
    return f"{days} d {rest // 3600} h" if rest >= 3600 else f"{days} d"


def second(number: int) -> str:
    """``second 214``, with the span where it is long: ``second 1,667 (27 min 47 s)``."""
    plain = f"second {number:,}"
    return plain if number < 600 else f"{plain} ({span(number)})"


def resource(table: str, index: str | None) -> str:
    """A table, or an index with its table."""
    return table if index is None else f"{table} / {index}"


def plural(number: int, noun: str) -> str:
    """A number with its noun, in the plural but for one."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def listed(counts: Mapping[str, int], most: int = 3) -> str:
    """``KeyError 30, Sandbox.Timedout 7 and 2 other``."""
    shown = [f"{name} {number:,}" for name, number in list(counts.items())[:most]]
    rest = sum(list(counts.values())[most:])
    return ", ".join(shown) + (f" and {rest:,} other" if rest else "")


def round_count(number: int) -> str:
    """``1.2 billion``, ``54.8 million``, ``999,999``."""
    for size, word in ((10**9, "billion"), (10**6, "million")):
        if number >= size:
            return (
                f"{number // size:,} {word}"
                if number >= 100 * size
                else f"{number / size:.3g} {word}"
            )
    return count(number)
