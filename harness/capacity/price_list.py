"""Prices as data: ``prices.csv`` of this package, each figure with its source and its date.

Transcribed, never fetched or computed. A figure that is only derived from another one, or recalled,
is not in the file: where there is none, a cost is unknown, and the user's own price fills the gap.
AWS's price list itself was not reachable from where the file was made; its sources quote it.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files

# Prices in the file, and what a user's own file may set.
PRICE_WORDS = {
    "read_unit_hour": "provisioned reads",
    "write_unit_hour": "provisioned writes",
    "million_reads": "on-demand reads",
    "million_writes": "on-demand writes",
    "read_unit_hour_ia": "provisioned reads of Standard-IA",
    "write_unit_hour_ia": "provisioned writes of Standard-IA",
    "million_reads_ia": "on-demand reads of Standard-IA",
    "million_writes_ia": "on-demand writes of Standard-IA",
    "million_invocations": "Lambda requests",
    "gb_second": "Lambda GB-seconds on x86_64",
    "gb_second_arm64": "Lambda GB-seconds on arm64",
}
PRICE_NAMES = tuple(PRICE_WORDS)


@dataclass(frozen=True, slots=True)
class Price:
    """``usd``: before tax. ``sources``: who quotes it; ``date``: the latest of them, empty where
    none is dated. ``note``: what else is doubtful about it."""

    usd: Decimal
    sources: tuple[str, ...]
    date: str = ""
    note: str = ""

    @property
    def is_single(self) -> bool:
        """Whether just one source has this price."""
        return len(self.sources) == 1


@cache
def price_list() -> Mapping[str, Mapping[str, Price]]:
    """Region to price by name."""
    text = files("harness.capacity").joinpath("prices.csv").read_text("utf-8")
    found: dict[str, dict[str, Price]] = {}
    for row in csv.DictReader(text.splitlines()):
        sources = tuple(row["source"].split("; "))
        price = Price(Decimal(row["usd"]), sources, row["date"], row["note"])
        found.setdefault(row["region"], {})[row["price"]] = price
    return found
