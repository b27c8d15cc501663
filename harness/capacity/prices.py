"""What throughput and invocations cost, in USD before tax: dated, sourced, doubtful ones marked.

Prices are transcribed, never fetched. Storage, backups, streams and reserved capacity are not here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType

# AWS's calculators count 730 hours a month (365 × 24 / 12).
HOURS_A_MONTH = 730
SECONDS_A_MONTH = HOURS_A_MONTH * 3600

# 25 WCU and 25 RCU for 744 hours, provisioned capacity only. Whether it is granted once an account
# or once a Region is doubtful: AWS's pages differ by age (price file for us-east-2, 2026).
FREE_UNIT_HOURS = 18_600

# Lambda's free tier, a month (AWS Lambda pricing, 2026-05, from a secondary source).
FREE_INVOCATIONS = 1_000_000
FREE_GB_SECONDS = 400_000

# Prices of a Region we have none for are taken from here, and the report says so.
FALLBACK_REGION = "us-east-1"

_SOURCES = (
    "provisioned: AWS Labs amazon-dynamodb-tools price table, last changed 2026-01",
    "on demand: AWS Price List dated 2026-08-15",
    "Lambda (x86): AWS Lambda pricing of 2026-05, from a secondary source",
)
_SAO_PAULO_DOUBTS = (
    "On-demand prices of sa-east-1 are us-east-1 × 1.5, the ratio of the provisioned prices: not "
    "from a price list.",
    "Lambda's prices of sa-east-1 are those of us-east-1, unchecked.",
)


@dataclass(frozen=True, slots=True)
class Prices:
    """One Region's prices, standard table class.

    ``read_unit_hour`` and ``write_unit_hour``: one provisioned unit for one hour.
    ``million_reads`` and ``million_writes``: a million on-demand request units.
    ``million_invocations``, ``gb_second``: Lambda, x86. ``doubtful``: sentences on those prices
    that are derived instead of transcribed.
    """

    region: str
    read_unit_hour: Decimal
    write_unit_hour: Decimal
    million_reads: Decimal
    million_writes: Decimal
    million_invocations: Decimal = Decimal("0.20")
    gb_second: Decimal = Decimal("0.0000166667")
    sources: tuple[str, ...] = _SOURCES
    doubtful: tuple[str, ...] = ()


# What a price file may set.
PRICE_NAMES = (
    "read_unit_hour",
    "write_unit_hour",
    "million_reads",
    "million_writes",
    "million_invocations",
    "gb_second",
)


def _prices(region: str, *figures: str, doubtful: tuple[str, ...] = ()) -> Prices:
    read_hour, write_hour, reads, writes = map(Decimal, figures)
    return Prices(region, read_hour, write_hour, reads, writes, doubtful=doubtful)


PRICES: Mapping[str, Prices] = MappingProxyType(
    {
        prices.region: prices
        for prices in (
            _prices("us-east-1", "0.00013", "0.00065", "0.125", "0.625"),
            _prices("eu-west-1", "0.000147", "0.000735", "0.1415", "0.705"),
            _prices(
                *("sa-east-1", "0.000195", "0.000975", "0.1875", "0.9375"),
                doubtful=_SAO_PAULO_DOUBTS,
            ),
        )
    }
)


def prices_of(region: str) -> Prices:
    """The Region's prices, or those of ``FALLBACK_REGION``: compare ``region`` of the answer."""
    return PRICES.get(region, PRICES[FALLBACK_REGION])


def own_prices(prices: Prices, own: Mapping[str, str]) -> Prices:
    """With a user's own figures, by ``PRICE_NAMES``, instead of some or all of these."""
    figures = {name: Decimal(figure) for name, figure in own.items()}
    source = f"own, instead of AWS's: {', '.join(own)}"
    return replace(prices, **figures, sources=(*prices.sources, source))  # type: ignore[arg-type]


def provisioned_month(
    prices: Prices, read_units: int | Fraction, write_units: int | Fraction
) -> Decimal:
    """USD for a month of so many provisioned units, unrounded, before the free tier."""
    hour = (
        _decimal(read_units) * prices.read_unit_hour
        + _decimal(write_units) * prices.write_unit_hour
    )
    return hour * HOURS_A_MONTH


def provisioned_month_after_free_tier(
    prices: Prices, read_units: int | Fraction, write_units: int | Fraction
) -> Decimal:
    """The same, where nothing else of the account uses the free tier."""
    return (
        _billed_hours(read_units) * prices.read_unit_hour
        + _billed_hours(write_units) * prices.write_unit_hour
    )


def on_demand_month(prices: Prices, reads_per_s: Fraction, writes_per_s: Fraction) -> Decimal:
    """USD for a month of on-demand request units at a constant rate, unrounded."""
    return SECONDS_A_MONTH * on_demand_price(prices, reads_per_s, writes_per_s)


def on_demand_price(prices: Prices, reads: Fraction, writes: Fraction) -> Decimal:
    """USD for so many on-demand request units, unrounded."""
    return (
        _decimal(reads) * prices.million_reads + _decimal(writes) * prices.million_writes
    ) / 1_000_000


def lambda_price(prices: Prices, invocations: Fraction, gb_seconds: Fraction) -> Decimal:
    """USD for so many invocations that took so many GB-seconds in all, before the free tier."""
    return _decimal(invocations) * prices.million_invocations / 1_000_000 + (
        _decimal(gb_seconds) * prices.gb_second
    )


def lambda_price_after_free_tier(
    prices: Prices, invocations: Fraction, gb_seconds: Fraction
) -> Decimal:
    """The same of one month, where nothing else of the account uses the free tier."""
    zero = Fraction(0)
    return lambda_price(
        prices,
        max(zero, invocations - FREE_INVOCATIONS),
        max(zero, gb_seconds - FREE_GB_SECONDS),
    )


def break_even_use(unit_hour: Decimal, million_units: Decimal) -> Fraction:
    """The share of a provisioned unit's time that has to be used for it to cost no more than on
    demand: below it, on demand is cheaper."""
    return Fraction(unit_hour) * 1_000_000 / (3600 * Fraction(million_units))


def _billed_hours(units: int | Fraction) -> Decimal:
    return max(Decimal(0), _decimal(units) * HOURS_A_MONTH - FREE_UNIT_HOURS)


def _decimal(fraction: int | Fraction) -> Decimal:
    return Decimal(fraction.numerator) / Decimal(fraction.denominator)
