from dataclasses import replace
from decimal import Decimal
from types import SimpleNamespace

from harness.report import text
from harness.report.summarise import summary_of


def test_a_tables_three_prices_to_the_cent(make: SimpleNamespace) -> None:
    summary = summary_of(make.facts(make.table("lot", 5, 5)), make.steady("lot", 6, 10))
    (cost,) = summary.costs.tables
    # (5 × 0.00013 + 5 × 0.00065) × 730; with 6 WCU; 6 × 2.628 million × 0.625
    assert text.usd(cost.as_is) == "2.85"
    assert text.usd(cost.as_recommended) == "3.32"
    assert text.usd(cost.on_demand) == "9.86"


def test_a_global_index_is_paid_for_with_its_table(make: SimpleNamespace) -> None:
    lot = make.table("lot", 5, 5, make.global_index("by-cpf", 10, 10))
    (cost,) = summary_of(make.facts(lot), make.steady("lot", 1, 10)).costs.tables
    assert cost.as_is == 15 * Decimal("0.00078") * 730


def test_tables_within_25_units_cost_nothing_after_the_free_tier(make: SimpleNamespace) -> None:
    facts = make.facts(make.table("lot", 20, 20), make.table("owners", 5, 5))
    costs = summary_of(facts, make.steady("lot", 1, 10)).costs
    assert costs.total.as_is == 25 * Decimal("0.00078") * 730
    assert costs.as_is_after_free_tier == 0


def test_an_on_demand_table_costs_on_demand_as_it_is_and_the_free_tier_spares_none_of_it(
    make: SimpleNamespace,
) -> None:
    costs = summary_of(make.facts(make.table("lot", None)), make.steady("lot", 6, 10)).costs
    assert costs.total.as_is == costs.total.on_demand == Decimal("9.855")
    assert costs.as_is_after_free_tier == Decimal("9.855")
    assert text.usd(costs.total.as_recommended) == "2.94"


def test_the_total_is_the_sum_of_the_tables(parking: SimpleNamespace) -> None:
    costs = parking.costs
    assert costs.total.as_is == sum(cost.as_is for cost in costs.tables)
    assert costs.total.on_demand == sum(cost.on_demand for cost in costs.tables)


def test_an_empty_run_still_costs_what_is_provisioned(make: SimpleNamespace) -> None:
    costs = summary_of(make.facts(make.table("lot", 5, 5)), []).costs
    assert text.usd(costs.total.as_is) == text.usd(costs.total.as_recommended) == "2.85"
    assert costs.total.on_demand == 0


def test_prices_of_another_region_are_named(make: SimpleNamespace) -> None:
    facts = replace(make.facts(make.table("lot", 5, 5)), region="ap-south-1")
    assert summary_of(facts, []).costs.priced_region == "us-east-1"
