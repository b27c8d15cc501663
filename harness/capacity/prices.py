"""What DynamoDB's throughput costs, in USD before tax: dated, sourced, doubtful ones marked.

Prices are transcribed, never fetched. Storage, backups, streams, reserved capacity and Lambda's
own price are not here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType

# AWS's calculators count 730 hours a month (365 × 24 / 12).
HOURS_A_MONTH = 730

# 25 WCU and 25 RCU for 744 hours, provisioned capacity only. Whether it is granted once an account
# or once a Region is doubtful: AWS's pages differ by age (price file for us-east-2, 2026).
FREE_UNIT_HOURS = 18_600

# Prices of a Region we have none for are taken from here, and the report says so.
FALLBACK_REGION = "us-east-1"

_ON_DEMAND_SOURCE = "AWS Price List dated 2026-08-15"
_PROVISIONED_SOURCE = "AWS Labs amazon-dynamodb-tools price table, last changed 2026-01"
_DERIVED_SOURCE = "us-east-1 × 1.5, the ratio of the provisioned prices: not from a price list"


@dataclass(frozen=True, slots=True)
class Prices:
    """One Region's throughput prices, standard table class.

    ``read_unit_hour`` and ``write_unit_hour``: one provisioned unit for one hour.
    ``million_reads`` and ``million_writes``: a million on-demand request units.
    ``on_demand_doubtful``: True where the on-demand pair is derived instead of transcribed.
    """

    region: str
    read_unit_hour: Decimal
    write_unit_hour: Decimal
    million_reads: Decimal
    million_writes: Decimal
    on_demand_doubtful: bool = False

    @property
    def provisioned_source(self) -> str:
        return _PROVISIONED_SOURCE

    @property
    def on_demand_source(self) -> str:
        return _DERIVED_SOURCE if self.on_demand_doubtful else _ON_DEMAND_SOURCE


def _prices(region: str, *figures: str, on_demand_doubtful: bool = False) -> Prices:
    read_hour, write_hour, reads, writes = (Decimal(figure) for figure in figures)
    return Prices(region, read_hour, write_hour, reads, writes, on_demand_doubtful)


PRICES: Mapping[str, Prices] = MappingProxyType(
    {
        prices.region: prices
        for prices in (
            _prices("us-east-1", "0.00013", "0.00065", "0.125", "0.625"),
            _prices("eu-west-1", "0.000147", "0.000735", "0.1415", "0.705"),
            _prices(
                "sa-east-1", "0.000195", "0.000975", "0.1875", "0.9375", on_demand_doubtful=True
            ),
        )
    }
)


def prices_of(region: str) -> Prices:
    """The Region's prices, or those of ``FALLBACK_REGION``: compare ``region`` of the answer."""
    return PRICES.get(region, PRICES[FALLBACK_REGION])


def provisioned_month(prices: Prices, read_units: int, write_units: int) -> Decimal:
    """USD for a month of so many provisioned units, unrounded, before the free tier."""
    hour = read_units * prices.read_unit_hour + write_units * prices.write_unit_hour
    return hour * HOURS_A_MONTH


def provisioned_month_after_free_tier(prices: Prices, read_units: int, write_units: int) -> Decimal:
    """The same, where nothing else of the account uses the free tier."""
    return (
        _billed_hours(read_units) * prices.read_unit_hour
        + _billed_hours(write_units) * prices.write_unit_hour
    )


def on_demand_month(prices: Prices, reads_per_s: Fraction, writes_per_s: Fraction) -> Decimal:
    """USD for a month of on-demand request units at a constant rate, unrounded."""
    return (
        (
            _decimal(reads_per_s) * prices.million_reads
            + _decimal(writes_per_s) * prices.million_writes
        )
        * HOURS_A_MONTH
        * 3600
        / 1_000_000
    )


def _billed_hours(units: int) -> int:
    return max(0, units * HOURS_A_MONTH - FREE_UNIT_HOURS)


def _decimal(fraction: Fraction) -> Decimal:
    return Decimal(fraction.numerator) / Decimal(fraction.denominator)
