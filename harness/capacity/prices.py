"""What throughput and invocations cost, in USD before tax, where a price is known.

Storage, backups, streams and reserved capacity are not here. Of Lambda the first tier of a month,
which ends at 6 billion GB-seconds on x86_64 and 7.5 billion on arm64.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from harness.capacity.price_list import PRICE_WORDS, Price, price_list
from harness.model.function import ARM
from harness.model.table import TableClass

# AWS's calculators count 730 hours a month (365 × 24 / 12).
HOURS_A_MONTH = 730
SECONDS_A_MONTH = HOURS_A_MONTH * 3600

# 25 WCU and 25 RCU for 744 hours, provisioned capacity of the Standard class only. Whether it is
# granted once an account or once a Region is doubtful: AWS's pages differ by age (price file for
# us-east-2, 2026).
FREE_UNIT_HOURS = 18_600

# Lambda's free tier, a month, over all Regions and both architectures (AWS Lambda pricing, 2026-09,
# from two secondary sources).
FREE_INVOCATIONS = 1_000_000
FREE_GB_SECONDS = 400_000

Usd = Decimal | None
"""An amount, or None where a price that it needs is not known."""

_OWN = "your own (--prices)"


@dataclass(frozen=True, slots=True)
class ClassPrices:
    """Of one table class: an hour of a provisioned unit, and a million on-demand request units."""

    read_unit_hour: Usd
    write_unit_hour: Usd
    million_reads: Usd
    million_writes: Usd


@dataclass(frozen=True, slots=True)
class Prices:
    """One Region's, by ``PRICE_NAMES``; what is not there is not known."""

    region: str
    figures: Mapping[str, Price]

    def usd(self, name: str) -> Usd:
        """One price in US dollars, None where it is not known."""
        price = self.figures.get(name)
        return None if price is None else price.usd

    def of_class(self, table_class: TableClass) -> ClassPrices:
        """What a table of this class pays for its units."""
        return ClassPrices(*map(self.usd, class_prices(table_class)))

    def gb_second(self, architecture: str) -> Usd:
        """What a function's memory costs, a GB for a second."""
        return self.usd(gb_second_price(architecture))

    def missing(self, needed: Iterable[str]) -> tuple[str, ...]:
        """Those of the names that have no price."""
        return tuple(name for name in PRICE_WORDS if name in set(needed) - self.figures.keys())


def class_prices(table_class: TableClass) -> tuple[str, str, str, str]:
    """The names of ``ClassPrices``' prices."""
    suffix = "" if table_class is TableClass.STANDARD else "_ia"
    return (
        f"read_unit_hour{suffix}",
        f"write_unit_hour{suffix}",
        f"million_reads{suffix}",
        f"million_writes{suffix}",
    )


def gb_second_price(architecture: str) -> str:
    """The name of the price of a function's memory over time."""
    return "gb_second_arm64" if architecture == ARM else "gb_second"


def prices_of(region: str, own: Mapping[str, str] | None = None) -> Prices:
    """The Region's; ``own``: a user's figures, by name, in the place of these."""
    figures = dict(price_list().get(region, {}))
    figures |= {name: Price(Decimal(usd), (_OWN,)) for name, usd in (own or {}).items()}
    return Prices(region, figures)


def sources_of(prices: Prices, used: Iterable[str]) -> tuple[str, ...]:
    """Where these prices come from, a sentence for each set of sources."""
    return tuple(
        f"{_worded(names)}: {'; '.join(price.sources)}{_dated(price)}"
        for price, names in _by_origin(prices, used)
    )


def doubts_of(prices: Prices, used: Iterable[str]) -> tuple[str, ...]:
    """Which of them rest on one source alone, and what else is doubtful of them."""
    return tuple(
        f"One source only has the price of {_worded(names)} in {prices.region}: "
        f"{price.sources[0]}{_dated(price)}{f', {price.note}' if price.note else ''}."
        for price, names in _by_origin(prices, used)
        if price.is_single and price.sources != (_OWN,)
    )


def missing_words(region: str, names: Iterable[str]) -> str:
    """Why costs are not known, and what to do; empty where none is missing."""
    words = [f"{PRICE_WORDS[name]} ({name})" for name in names]
    return f"No price known for {region} of {', '.join(words)}: give --prices." if words else ""


def times(amount: int | Fraction, price: Usd) -> Usd:
    """Nothing costs nothing, whatever its price."""
    if not amount:
        return Decimal(0)
    return None if price is None else _decimal(amount) * price


def added(*parts: Usd) -> Usd:
    """The sum; None where one of them is not known."""
    known = [part for part in parts if part is not None]
    return sum(known, Decimal(0)) if len(known) == len(parts) else None


def provisioned_month(
    prices: ClassPrices, read_units: int | Fraction, write_units: int | Fraction
) -> Usd:
    """USD for a month of so many provisioned units, unrounded, before the free tier."""
    return added(
        times(read_units * HOURS_A_MONTH, prices.read_unit_hour),
        times(write_units * HOURS_A_MONTH, prices.write_unit_hour),
    )


def provisioned_month_after_free_tier(
    prices: ClassPrices, read_units: int | Fraction, write_units: int | Fraction
) -> Usd:
    """The same of the Standard class, where nothing else of the account uses the free tier."""
    return added(
        times(_billed_hours(read_units), prices.read_unit_hour),
        times(_billed_hours(write_units), prices.write_unit_hour),
    )


def on_demand_month(prices: ClassPrices, reads_per_s: Fraction, writes_per_s: Fraction) -> Usd:
    """USD for a month of on-demand request units at a constant rate, unrounded."""
    return on_demand_price(prices, SECONDS_A_MONTH * reads_per_s, SECONDS_A_MONTH * writes_per_s)


def on_demand_price(prices: ClassPrices, reads: Fraction, writes: Fraction) -> Usd:
    """USD for so many on-demand request units, unrounded."""
    return added(
        times(reads / 1_000_000, prices.million_reads),
        times(writes / 1_000_000, prices.million_writes),
    )


def lambda_price(prices: Prices, invocations: Fraction, gb_seconds: Mapping[str, Fraction]) -> Usd:
    """USD for so many invocations that took so many GB-seconds of each architecture, before the
    free tier."""
    return added(
        times(invocations / 1_000_000, prices.usd("million_invocations")),
        *(times(amount, prices.gb_second(name)) for name, amount in gb_seconds.items()),
    )


def lambda_price_after_free_tier(
    prices: Prices, invocations: Fraction, gb_seconds: Mapping[str, Fraction]
) -> Usd:
    """The same of one month, where nothing else of the account uses the free tier. It is taken off
    both architectures by their shares."""
    zero, whole = Fraction(0), sum(gb_seconds.values(), Fraction(0))
    billed = max(zero, 1 - FREE_GB_SECONDS / whole) if whole else zero
    return lambda_price(
        prices,
        max(zero, invocations - FREE_INVOCATIONS),
        {name: amount * billed for name, amount in gb_seconds.items()},
    )


def break_even_use(unit_hour: Usd, million_units: Usd) -> Fraction | None:
    """The share of a provisioned unit's time that has to be used for it to cost no more than on
    demand: below it, on demand is cheaper. None where a price is not known."""
    if unit_hour is None or not million_units:
        return None
    return Fraction(unit_hour) * 1_000_000 / (3600 * Fraction(million_units))


def _by_origin(prices: Prices, used: Iterable[str]) -> Iterator[tuple[Price, list[str]]]:
    """Prices with the same sources, date and note together; the first of them stands for all."""
    known = set(used) & prices.figures.keys()
    together: dict[Price, list[str]] = {}
    for name in PRICE_WORDS:
        if name in known:
            together.setdefault(replace(prices.figures[name], usd=Decimal(0)), []).append(name)
    yield from together.items()


def _worded(names: Iterable[str]) -> str:
    return ", ".join(PRICE_WORDS[name] for name in names)


def _dated(price: Price) -> str:
    return f" ({price.date})" if price.date else ""


def _billed_hours(units: int | Fraction) -> Fraction:
    return max(Fraction(0), Fraction(units) * HOURS_A_MONTH - FREE_UNIT_HOURS)


def _decimal(fraction: int | Fraction) -> Decimal:
    return Decimal(fraction.numerator) / Decimal(fraction.denominator)
