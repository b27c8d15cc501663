from dataclasses import replace
from decimal import Decimal
from types import SimpleNamespace

from harness.model.charge import Arm
from harness.model.table import TableClass
from harness.report.assess.costs import VOLUMES
from harness.report.render import text
from tests.unit.report.summaries import summary_of


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
    assert costs.after_free_tier.as_is == 0


def test_an_on_demand_table_costs_on_demand_as_it_is_and_the_free_tier_spares_none_of_it(
    make: SimpleNamespace,
) -> None:
    costs = summary_of(make.facts(make.table("lot", None)), make.steady("lot", 6, 10)).costs
    assert costs.total.as_is == costs.total.on_demand == Decimal("9.855")
    assert costs.after_free_tier.as_is == costs.after_free_tier.on_demand == Decimal("9.855")
    assert text.usd(costs.total.as_recommended) == "2.94"


def test_the_total_is_the_sum_of_the_tables(parking: SimpleNamespace) -> None:
    costs = parking.costs
    assert costs.total.as_is == sum(cost.as_is for cost in costs.tables)
    assert costs.total.on_demand == sum(cost.on_demand for cost in costs.tables)


def test_an_empty_run_still_costs_what_is_provisioned(make: SimpleNamespace) -> None:
    costs = summary_of(make.facts(make.table("lot", 5, 5)), []).costs
    assert text.usd(costs.total.as_is) == text.usd(costs.total.as_recommended) == "2.85"
    assert costs.total.on_demand == 0


def test_a_region_has_its_own_prices_or_none(make: SimpleNamespace) -> None:
    facts = replace(make.facts(make.table("lot", 5, 5)), region="eu-north-1")
    costs = summary_of(facts, make.steady("lot", 6, 10)).costs
    assert costs.region == "eu-north-1"
    # (5 × 0.00014 + 5 × 0.000698) × 730
    assert costs.total.as_is == Decimal("3.0587")
    assert costs.total.on_demand is None  # of reads there are none, of writes no price
    assert costs.missing == ("million_reads", "million_writes")
    assert costs.break_even.write_use is None
    (doubt,) = costs.doubtful
    assert doubt.startswith("One source only has the price of provisioned reads")


def test_a_table_is_priced_as_its_class_is(make: SimpleNamespace) -> None:
    """Standard-IA on demand, us-east-1: 0.78 a million writes instead of 0.625."""
    rare = replace(make.table("lot", None), table_class=TableClass.INFREQUENT_ACCESS)
    plain = make.table("owners", None)
    entries = [*make.steady("lot", 6, 10), *make.steady("owners", 6, 10)]
    costs = summary_of(make.facts(rare, plain), entries).costs
    of_lot, of_owners = costs.tables
    assert of_lot.on_demand == Decimal("15.768") * Decimal("0.78")
    assert of_owners.on_demand == Decimal("15.768") * Decimal("0.625")
    assert of_lot.as_recommended is None
    assert costs.missing == ("read_unit_hour_ia", "write_unit_hour_ia")
    assert costs.total.as_recommended is None
    assert costs.total.on_demand == of_lot.on_demand + of_owners.on_demand
    # 60 units of each for 22 requests.
    million = Decimal("1.405") * 60 / 22
    assert abs(costs.break_even.million - million) < Decimal("1e-12")


def test_standard_ia_has_no_free_tier(make: SimpleNamespace) -> None:
    prices = {"read_unit_hour_ia": "0.0002", "write_unit_hour_ia": "0.0008"}
    rare = replace(make.table("lot", 5, 5), table_class=TableClass.INFREQUENT_ACCESS)
    facts = replace(make.facts(rare, make.table("owners", 20, 20)), prices=prices)
    summary = summary_of(facts, make.steady("lot", 1, 10))
    assert summary.costs.after_free_tier.as_is == 5 * Decimal("0.001") * 730
    assert summary.free_tier.requests_a_month is None


def test_a_function_is_priced_as_its_architecture_is(make: SimpleNamespace) -> None:
    """1 GB for 1 s, once a second: 2,628,000 GB-seconds."""
    call = make.invocation(0, "a", duration_ns=1_000_000_000)
    entries = [call, make.call(1, metered=False)]
    facts = replace(make.facts(make.table("lot", 5, 5)), memory_mb={call.function: 1024})
    for architecture, price in (("x86_64", "0.0000166667"), ("arm64", "0.0000133334")):
        of = replace(facts, architectures={call.function: architecture})
        cost = summary_of(of, entries).costs.functions
        assert cost.month == 2_628_000 * Decimal(price) + Decimal("2.628") * Decimal("0.20")
    unknown = replace(facts, region="eu-central-1")  # arm64 is sourced there, x86_64 is not
    costs = summary_of(unknown, entries).costs
    assert costs.functions.month is None
    assert costs.missing == ("gb_second",)


def test_auto_scaling_keeps_three_tenths_free(make: SimpleNamespace) -> None:
    summary = summary_of(make.facts(make.table("lot", 5, 5)), make.steady("lot", 7, 600))
    # 7 / 0.7 = 10 WCU, and the 5 RCU that nothing was asked of.
    assert text.usd(summary.costs.total.scaled) == text.usd(
        (10 * Decimal("0.00065") + 5 * Decimal("0.00013")) * 730
    )


def test_a_volume_is_served_by_the_fewest_units_at_an_even_rate(make: SimpleNamespace) -> None:
    arms = (Arm("lot", None, write_half_units=4), Arm("lot", "by-cpf", write_half_units=2))
    lot = make.table("lot", 5, 5, make.global_index("by-cpf", 5, 5))
    entries = [make.call(second, *arms) for second in range(60)]
    costs = summary_of(make.facts(lot), [*entries, make.call(60, metered=False)]).costs
    (million, ten, hundred, _) = costs.volumes
    assert tuple(volume.requests for volume in costs.volumes) == VOLUMES
    # 0.38 requests a second: 0.76 and 0.38 WCU, 1 each; 1 RCU each, which is the least.
    assert million.provisioned == (2 * Decimal("0.00065") + 2 * Decimal("0.00013")) * 730
    assert million.on_demand == 3 * Decimal("0.625")
    # 3.8 requests a second: 7.6 and 3.8 WCU.
    assert ten.provisioned == (12 * Decimal("0.00065") + 2 * Decimal("0.00013")) * 730
    assert hundred.on_demand == 300 * Decimal("0.625")
    assert million.functions is None
    # The recommended 2 and 1 WCU (a request a second) and the idle 10 RCU cost as much as
    assert costs.break_even.million == Decimal("1.875")
    recommended = (3 * Decimal("0.00065") + 10 * Decimal("0.00013")) * 730
    assert costs.break_even.requests == recommended * 1_000_000 // Decimal("1.875")


def test_lambda_is_billed_by_the_millisecond_begun_with_its_memory(make: SimpleNamespace) -> None:
    facts = replace(make.facts(make.table("lot", 5, 5)), memory_mb={"parking-register": 512})
    invocations = [
        make.invocation(0, "a", duration_ns=3_000_001, init_ns=200_000_000),
        make.invocation(1, "b", duration_ns=4_000_000),
    ]
    summary = summary_of(facts, invocations)
    assert summary.functions[0].billed_ms == 204 + 4
    cost = summary.costs.functions
    assert cost is not None
    # 2 a second and 208 ms × 0.5 GB a second, for 2,628,000 s.
    assert cost.invocations == 2 * 2_628_000
    assert cost.gb_seconds == Decimal("0.104") * 2_628_000
    assert summary_of(make.facts(), invocations).costs.functions is None


def test_own_prices_replace_the_regions(make: SimpleNamespace) -> None:
    facts = replace(make.facts(make.table("lot", 5, 5)), prices={"write_unit_hour": "0.001"})
    costs = summary_of(facts, []).costs
    assert costs.total.as_is == 5 * (Decimal("0.001") + Decimal("0.00013")) * 730
    assert "provisioned writes: your own (--prices)" in costs.sources
