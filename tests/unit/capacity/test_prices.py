from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.capacity.price_list import PRICE_NAMES
from harness.capacity.prices import (
    ClassPrices,
    added,
    break_even_use,
    class_prices,
    doubts_of,
    lambda_price,
    lambda_price_after_free_tier,
    missing_words,
    on_demand_month,
    prices_of,
    provisioned_month,
    provisioned_month_after_free_tier,
    sources_of,
    times,
)
from harness.model.function import ARM, X86
from harness.model.table import TableClass

STANDARD = prices_of("us-east-1").of_class(TableClass.STANDARD)
AMOUNTS = st.none() | st.decimals(0, 10**6, places=4)


def test_a_month_of_provisioned_units_is_730_hours_of_each() -> None:
    # 5 × 0.00013 × 730 + 10 × 0.00065 × 730
    assert provisioned_month(STANDARD, 5, 10) == Decimal("5.21950")


def test_a_month_on_demand_is_the_rate_for_2_628_000_seconds() -> None:
    # 6 WCU a second: 15.768 million at 0.625; half an RCU a second: 1.314 million at 0.125
    month = on_demand_month(STANDARD, Fraction(1, 2), Fraction(6))
    assert month == Decimal("9.855") + Decimal("0.16425")


def test_25_units_of_each_are_free_and_the_26th_is_charged_for_what_is_left_over() -> None:
    prices = prices_of("eu-west-1").of_class(TableClass.STANDARD)
    assert provisioned_month_after_free_tier(prices, 25, 25) == 0
    # 26 × 730 - 18,600 = 380 hours
    assert provisioned_month_after_free_tier(prices, 26, 26) == 380 * Decimal("0.000882")


@pytest.mark.parametrize(
    ("region", "table_class", "million_reads", "million_writes"),
    [
        ("us-east-1", TableClass.INFREQUENT_ACCESS, "0.155", "0.78"),
        ("eu-central-1", TableClass.STANDARD, "0.1525", "0.7625"),
        ("eu-central-1", TableClass.INFREQUENT_ACCESS, "0.1905", "0.955"),
        ("ap-south-1", TableClass.STANDARD, "0.1425", "0.71"),
    ],
)
def test_a_table_class_has_prices_of_its_own(
    region: str, table_class: TableClass, million_reads: str, million_writes: str
) -> None:
    prices = prices_of(region).of_class(table_class)
    assert (prices.million_reads, prices.million_writes) == (
        Decimal(million_reads),
        Decimal(million_writes),
    )


@pytest.mark.parametrize(
    ("region", "table_class", "known"),
    [
        ("eu-north-1", TableClass.STANDARD, (True, True, False, False)),  # derived ones only
        ("sa-east-1", TableClass.STANDARD, (True, True, False, False)),
        ("us-east-1", TableClass.INFREQUENT_ACCESS, (False, False, True, True)),  # recalled ones
        ("eu-central-2", TableClass.STANDARD, (False, False, False, False)),
    ],
)
def test_what_no_source_has_is_not_known(
    region: str, table_class: TableClass, known: tuple[bool, ...]
) -> None:
    prices = prices_of(region)
    assert tuple(prices.usd(name) is not None for name in class_prices(table_class)) == known
    assert prices.missing(class_prices(table_class)) == tuple(
        name
        for name, is_known in zip(class_prices(table_class), known, strict=True)
        if not is_known
    )


def test_a_missing_price_is_named_with_the_region_and_the_way_out() -> None:
    assert missing_words("eu-north-1", ("million_reads", "gb_second_arm64")) == (
        "No price known for eu-north-1 of on-demand reads (million_reads), Lambda GB-seconds on "
        "arm64 (gb_second_arm64): give --prices."
    )
    assert missing_words("eu-north-1", ()) == ""


def test_own_prices_take_the_place_of_those_they_name_and_say_so() -> None:
    own = prices_of("eu-north-1", {"million_writes": "0.7", "write_unit_hour": "0.0005"})
    assert own.usd("million_writes") == Decimal("0.7")
    assert own.usd("write_unit_hour") == Decimal("0.0005")
    assert own.usd("read_unit_hour") == prices_of("eu-north-1").usd("read_unit_hour")
    sources = sources_of(own, PRICE_NAMES)
    assert "provisioned writes, on-demand writes: your own (--prices)" in sources
    assert not any("writes" in doubt for doubt in doubts_of(own, PRICE_NAMES))


def test_what_one_source_only_has_is_doubtful_and_what_two_have_is_not() -> None:
    used = class_prices(TableClass.STANDARD)
    assert doubts_of(prices_of("us-east-1"), used) == ()
    assert doubts_of(prices_of("eu-west-1"), used) == (
        "One source only has the price of provisioned reads, provisioned writes in eu-west-1: "
        "awslabs/amazon-dynamodb-tools archived/reco (2024-11-20).",
    )


def test_sources_are_those_of_the_prices_used() -> None:
    (source,) = sources_of(prices_of("sa-east-1"), ("million_invocations", "gb_second"))
    assert source.startswith("Lambda requests, Lambda GB-seconds on x86_64: AWS price list")
    assert source.endswith("(2026-09-19)")


def test_lambda_costs_its_requests_and_its_gb_seconds_less_what_is_free() -> None:
    prices = prices_of("us-east-1")
    # 3 million × 0.20, 500,000 × 0.0000166667 and on arm64 500,000 × 0.0000133334
    x86 = (Fraction(3_000_000), {X86: Fraction(500_000)})
    assert lambda_price(prices, *x86) == Decimal("0.60") + Decimal("8.33335")
    assert lambda_price_after_free_tier(prices, *x86) == Decimal("0.40") + Decimal("1.66667")
    arm = (Fraction(3_000_000), {ARM: Fraction(500_000)})
    assert lambda_price(prices, *arm) == Decimal("0.60") + Decimal("6.6667")
    both = (Fraction(1), {X86: Fraction(400_000), ARM: Fraction(400_000)})
    # Half of each is free.
    assert lambda_price_after_free_tier(prices, *both) == Decimal("3.33334") + Decimal("2.66668")
    assert lambda_price_after_free_tier(prices, Fraction(1), {X86: Fraction(1)}) == 0


def test_an_architecture_without_a_price_leaves_the_whole_unknown_only_where_it_ran() -> None:
    prices = prices_of("eu-central-1")  # arm64 is sourced, x86_64 is not
    assert lambda_price(prices, Fraction(1_000_000), {ARM: Fraction(0)}) == Decimal("0.20")
    assert lambda_price(prices, Fraction(1), {X86: Fraction(1)}) is None
    assert lambda_price(prices, Fraction(1_000_000), {X86: Fraction(0)}) == Decimal("0.20")


def test_a_provisioned_unit_pays_from_29_percent_use_on() -> None:
    # 0.00065 an hour against 3,600 writes at 0.625 a million: 0.00225
    for unit_hour, million in (
        (STANDARD.write_unit_hour, STANDARD.million_writes),
        (STANDARD.read_unit_hour, STANDARD.million_reads),
    ):
        assert break_even_use(unit_hour, million) == Fraction(65, 225)
    assert break_even_use(None, STANDARD.million_reads) is None
    assert break_even_use(STANDARD.read_unit_hour, None) is None


@given(st.lists(AMOUNTS))
def test_a_sum_is_known_where_all_its_parts_are(amounts: list[Decimal | None]) -> None:
    known = [amount for amount in amounts if amount is not None]
    assert added(*amounts) == (sum(known, Decimal(0)) if len(known) == len(amounts) else None)


@given(AMOUNTS)
def test_nothing_costs_nothing_whatever_its_price(price: Decimal | None) -> None:
    assert times(0, price) == 0
    assert provisioned_month(ClassPrices(price, None, None, None), 0, 0) == 0
