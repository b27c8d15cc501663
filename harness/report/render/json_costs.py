"""The costs in ``report.json``: a month in USD, and what the free tier serves."""

from typing import Literal

from msgspec import field

from harness.capacity.prices import HOURS_A_MONTH, missing_words
from harness.report.render.document import Count, Document, Extended, Positive, Rate, UsdText
from harness.report.values.costs import Costs, FreeUnits


class MonthJson(Document):
    """USD a month, null where a price is not known."""

    as_is: UsdText | None
    as_recommended: UsdText | None
    scaled: UsdText | None
    on_demand: UsdText | None


class TableMonthJson(MonthJson):
    """A table's, its global indexes included."""

    table: str


class MissingPriceJson(Document):
    """A price that is not known, by its name in a price file."""

    price: str
    reason: str


class FunctionsMonthJson(Document):
    """Lambda's month, with this machine's durations."""

    invocations: Count
    gb_seconds: Rate
    month: UsdText | None
    after_free_tier: UsdText | None


class VolumeJson(Document):
    """So many requests a month of this mix."""

    requests: Count
    provisioned: UsdText | None
    on_demand: UsdText | None
    functions: UsdText | None


class BreakEvenJson(Document):
    """Where provisioned and on-demand capacity cost the same."""

    read_use: Rate | None
    write_use: Rate | None
    million: UsdText | None
    requests: Count | None


class CostsJson(Document):
    """A month of this rate."""

    currency: Literal["USD"]
    region: str = field(name="priced_region")
    hours_a_month: Positive
    missing: tuple[MissingPriceJson, ...]
    sources: tuple[str, ...]
    doubtful: tuple[str, ...]
    tables: tuple[TableMonthJson, ...]
    total: MonthJson
    after_free_tier: MonthJson
    functions: FunctionsMonthJson | None
    volumes: tuple[VolumeJson, ...]
    break_even: BreakEvenJson


class FreeTierShareJson(Document):
    """What 25 RCU and 25 WCU serve of this mix."""

    requests_per_s: Rate | None
    requests_a_month: Count | None
    split: tuple[FreeUnits, ...]


class FreeTierJson(Document):
    """One request after the other, and hour by hour as in the run."""

    even: FreeTierShareJson
    in_waves: FreeTierShareJson


def priced(costs: Costs) -> Extended:
    """The costs as `report.json` has them, in USD a month."""
    return Extended(
        costs,
        currency="USD",
        hours_a_month=HOURS_A_MONTH,
        missing=tuple(
            MissingPriceJson(name, missing_words(costs.region, (name,))) for name in costs.missing
        ),
    )
