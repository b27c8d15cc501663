from decimal import Decimal
from fractions import Fraction

import pytest

from harness.capacity.prices import (
    FALLBACK_REGION,
    PRICES,
    break_even_use,
    lambda_price,
    lambda_price_after_free_tier,
    on_demand_month,
    own_prices,
    prices_of,
    provisioned_month,
    provisioned_month_after_free_tier,
)


def test_a_month_of_provisioned_units_is_730_hours_of_each() -> None:
    # 5 × 0.00013 × 730 + 10 × 0.00065 × 730
    assert provisioned_month(PRICES["us-east-1"], 5, 10) == Decimal("5.21950")


def test_a_month_on_demand_is_the_rate_for_2_628_000_seconds() -> None:
    # 6 WCU a second: 15.768 million at 0.625; half an RCU a second: 1.314 million at 0.125
    month = on_demand_month(PRICES["us-east-1"], Fraction(1, 2), Fraction(6))
    assert month == Decimal("9.855") + Decimal("0.16425")


def test_25_units_of_each_are_free_and_the_26th_is_charged_for_what_is_left_over() -> None:
    prices = PRICES["eu-west-1"]
    assert provisioned_month_after_free_tier(prices, 25, 25) == 0
    # 26 × 730 - 18,600 = 380 hours
    assert provisioned_month_after_free_tier(prices, 26, 26) == 380 * Decimal("0.000882")


@pytest.mark.parametrize("region", ["us-east-1", "eu-west-1", "sa-east-1"])
def test_a_write_costs_five_times_a_read_give_or_take_a_rounding(region: str) -> None:
    prices = PRICES[region]
    assert prices.write_unit_hour == 5 * prices.read_unit_hour
    assert abs(prices.million_writes / prices.million_reads - 5) < Decimal("0.02")


def test_a_region_without_prices_gets_those_of_the_fallback_under_its_own_name() -> None:
    assert prices_of("ap-south-1").region == FALLBACK_REGION
    assert prices_of("sa-east-1").region == "sa-east-1"


def test_only_derived_prices_are_marked_doubtful_and_say_where_they_come_from() -> None:
    doubtful = {region for region, prices in PRICES.items() if prices.doubtful}
    assert doubtful == {"sa-east-1"}
    assert "not from a price list" in PRICES["sa-east-1"].doubtful[0]
    assert any("2026-08-15" in source for source in PRICES["us-east-1"].sources)


def test_own_prices_take_the_place_of_those_they_name_and_say_so() -> None:
    mine = own_prices(PRICES["us-east-1"], {"write_unit_hour": "0.0005"})
    assert mine.write_unit_hour == Decimal("0.0005")
    assert mine.read_unit_hour == PRICES["us-east-1"].read_unit_hour
    assert mine.sources[-1] == "own, instead of AWS's: write_unit_hour"


def test_lambda_costs_its_requests_and_its_gb_seconds_less_what_is_free() -> None:
    prices = PRICES["us-east-1"]
    # 3 million × 0.20 and 500,000 × 0.0000166667
    month = (Fraction(3_000_000), Fraction(500_000))
    assert lambda_price(prices, *month) == Decimal("0.60") + Decimal("8.33335")
    assert lambda_price_after_free_tier(prices, *month) == Decimal("0.40") + Decimal("1.66667")
    assert lambda_price_after_free_tier(prices, Fraction(1), Fraction(1)) == 0


def test_a_provisioned_unit_pays_from_29_percent_use_on() -> None:
    # 0.00065 an hour against 3,600 writes at 0.625 a million: 0.00225
    prices = PRICES["us-east-1"]
    for unit_hour, million in (
        (prices.write_unit_hour, prices.million_writes),
        (prices.read_unit_hour, prices.million_reads),
    ):
        assert break_even_use(unit_hour, million) == Fraction(65, 225)
