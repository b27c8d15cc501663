import re
from decimal import Decimal

from harness.capacity.price_list import PRICE_NAMES, price_list

PRICES = [
    (region, name, price) for region, of in price_list().items() for name, price in of.items()
]


def test_every_price_is_positive_named_and_sourced() -> None:
    for region, name, price in PRICES:
        assert name in PRICE_NAMES, (region, name)
        assert price.usd > 0
        assert all(price.sources), (region, name)
        assert re.fullmatch(r"(20\d\d-\d\d(-\d\d)?)?", price.date)


def test_nothing_is_derived_or_recalled() -> None:
    words = re.compile("derived|recalled|unsourced", re.IGNORECASE)
    assert not [
        (region, name)
        for region, name, price in PRICES
        if words.search(" ".join((*price.sources, price.note)))
    ]


def test_a_write_costs_five_times_a_read_give_or_take_a_rounding() -> None:
    for region, of in price_list().items():
        for reads, writes in (
            ("read_unit_hour", "write_unit_hour"),
            ("million_reads", "million_writes"),
        ):
            if reads in of:
                ratio = of[writes].usd / of[reads].usd
                assert abs(ratio - 5) < Decimal("0.03"), (region, writes)
