from fractions import Fraction
from types import SimpleNamespace

import pytest

from harness.model.charge import Arm
from harness.report.values.resource import Dimension
from harness.report.versus.design import Design, Need, Trial, design_of
from tests.unit.report.summaries import summary_of

READ, WRITE = Dimension.READ, Dimension.WRITE


def trial(rate: int) -> Trial:
    return Trial("parking", "ParkingKey", Fraction(rate), 7, "us-east-1")


def need(
    dimension: Dimension, per_request: str, provisioned: int | None = 5, rate: int = 100
) -> Need:
    return Need("lot", None, dimension, provisioned, Fraction(per_request), Fraction(rate))


def design(value: str, *needs: Need, rate: int = 100) -> Design:
    return Design(trial(rate), value, f"run-{value}", 100, 120, 0, 0, (), needs)


def test_a_full_burst_lasts_300_seconds_of_the_limit_over_what_exceeds_it() -> None:
    # 100 requests a second at 1.2 WCU are 120 WCU: 3,600 / (120 − 12) = 33.3 seconds
    writes = need(WRITE, "2.4", provisioned=12)
    assert writes.throttles_at == 33
    assert need(WRITE, "2.4", provisioned=12, rate=10).throttles_at is None
    assert writes.used == 10
    assert writes.needed == 120


def test_a_table_on_demand_has_no_limit_to_reach() -> None:
    writes = need(WRITE, "2.4", provisioned=None, rate=10_000)
    assert writes.throttles_at is None
    assert writes.used is None
    assert design("a", writes).month.as_is is None


def test_what_is_never_touched_still_takes_one_unit() -> None:
    assert need(WRITE, "0").needed == 1


def test_the_first_to_throttle_is_the_one_whose_burst_ends_first() -> None:
    slow, fast = need(READ, "0.2", 8), need(WRITE, "2", 5)
    assert design("a", slow, fast).throttling == (15, fast)
    slow, fast = need(READ, "0.2", 8, rate=1), need(WRITE, "2", 5, rate=1)
    assert design("a", slow, fast).throttling is None


def test_a_design_carries_what_its_scarcer_dimension_does() -> None:
    lot = design("a", need(READ, "1"), need(WRITE, "2.4"))
    assert lot.carried == Fraction(25) / Fraction("1.2")
    assert lot.scarce is WRITE
    assert design("a", need(WRITE, "5")).carried_a_month == 26_280_000


def test_an_index_that_is_never_written_takes_one_of_the_free_units() -> None:
    index = Need("lot", "by-cpf", WRITE, 5, Fraction(0), Fraction(100))
    assert design("a", need(WRITE, "2.4"), index).carried == 20


def test_a_design_with_more_tables_than_there_are_free_units_is_carried_not_at_all() -> None:
    tables = [
        Need(f"lot-{number}", None, READ, 5, Fraction(1), Fraction(100)) for number in range(26)
    ]
    assert design("a", *tables, need(WRITE, "1")).carried == 0
    assert design("a", *tables, need(WRITE, "1")).scarce is READ


def test_a_month_is_priced_by_hand() -> None:
    needs = need(READ, "1", 8, rate=10), need(WRITE, "2", 12, rate=10)
    month = design("a", *needs, rate=10).month
    # 8 × 0.00013 + 12 × 0.00065 an hour; 5 RCU and 10 WCU for 10 a second; 2.628 M s a month
    assert month.as_is is not None
    assert float(month.as_is) == pytest.approx((8 * 0.00013 + 12 * 0.00065) * 730)
    assert float(month.as_needed) == pytest.approx((5 * 0.00013 + 10 * 0.00065) * 730)
    assert float(month.on_demand) == pytest.approx(2.628 * (5 * 0.125 + 10 * 0.625))


def test_a_design_is_of_the_tables_that_were_used_with_all_of_their_limits(
    make: SimpleNamespace,
) -> None:
    facts = make.facts(
        make.table("lot", 8, 12, make.global_index("por-cpf", 2, 1)), make.table("idle", 5, 5)
    )
    entries = [
        entry
        for second in range(10)
        for entry in (
            make.call(second, Arm("lot", None, write_half_units=2), invocation=f"{second}"),
            make.invocation(second, f"{second}"),
        )
    ]
    found = design_of(trial(100), "placa", summary_of(facts, entries))
    assert (found.value, found.requests, found.calls) == ("placa", 10, 10)
    assert [(need.index, need.dimension, need.provisioned) for need in found.needs] == [
        (None, READ, 8),
        (None, WRITE, 12),
        ("por-cpf", READ, 2),
        ("por-cpf", WRITE, 1),
    ]
    assert found.per_request(WRITE) == 2
    assert found.per_request(READ) == 0
