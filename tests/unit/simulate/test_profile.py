from fractions import Fraction

from harness.simulate.measure import (
    CallSample,
    InvocationSample,
    RequestSample,
    profile_of,
)
from harness.simulate.profile import Distribution, Draw, KeyShares
from tests.unit.simulate.profiles import INDEX_WRITES, READS, WRITES


def test_an_interval_is_the_mean_and_its_standard_error() -> None:
    assert Distribution({1: 3, 3: 1}).mean == Fraction(3, 2)
    assert f"{Distribution({1: 3, 3: 1}).standard_error:.3f}" == "0.500"
    assert Distribution({4: 1}).standard_error is None


def test_requests_become_kinds_with_units_calls_keys_and_functions() -> None:
    samples = [
        RequestSample(
            "bill",
            number,
            (
                CallSample("Query", {READS: 1 + number % 2}, {READS: number % 3}),
                CallSample("PutItem", {WRITES: 2, INDEX_WRITES: 0}),
            ),
            (InvocationSample("bill", 128, "arm64", 10 + number),),
            {"t": 100},
        )
        for number in range(6)
    ]
    measured = profile_of(samples, "template")
    bill = measured.kinds[0]
    assert bill.interval(READS) == "0.75 RCU ± 0.11 from 6"
    assert bill.interval(WRITES) == "1.00 WCU ± 0.00 from 6"
    assert [shape.operation for shape in bill.calls] == ["PutItem", "Query"]
    # The index that the write may have changed is one that can refuse it.
    assert bill.calls[0].draws == ((Draw(1, (2, 0)), 6),)
    assert bill.calls[0].resources == (WRITES, INDEX_WRITES)
    assert measured.keys == (KeyShares(READS, ((0, 3), (1, 3), (2, 3))),)
    assert bill.functions[0].billed_ms == 75
    assert bill.stored_bytes == {"t": 600}
    assert not bill.is_few


def test_the_order_of_samples_says_nothing() -> None:
    samples = [
        RequestSample("k", number, (CallSample("Scan", {READS: number}),)) for number in range(9)
    ]
    assert profile_of(samples) == profile_of(reversed(samples))


def test_a_scan_that_gets_dearer_grows_by_a_known_slope() -> None:
    samples = [
        RequestSample("k", number, (CallSample("Scan", {READS: 10 + number // 2}),))
        for number in range(100)
    ]
    growth = profile_of(samples).kinds[0].growth[0]
    assert abs(growth.slope - Fraction(1, 2)) < Fraction(1, 1000)
    assert growth.is_sure


def test_what_varies_by_chance_is_no_growth() -> None:
    samples = [
        RequestSample("k", number, (CallSample("Get", {READS: 1 + number * 7 % 3}),))
        for number in range(60)
    ]
    growth = profile_of(samples).kinds[0].growth[0]
    assert not growth.is_sure


def test_a_kind_of_four_requests_says_so() -> None:
    samples = [RequestSample("k", number, (CallSample("Get", {READS: 1}),)) for number in range(4)]
    assert profile_of(samples).kinds[0].is_few
