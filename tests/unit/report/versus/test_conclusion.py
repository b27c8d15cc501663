from dataclasses import replace
from fractions import Fraction

import pytest

from harness.report.versus.conclusion import conclusion, notices, title
from harness.report.versus.page import markdown_of
from harness.report.versus.variation import Variation
from tests.unit.report.versus.conftest import TRIAL, Vary


def test_the_conclusion_follows_from_the_figures(dearer: Variation) -> None:
    said = conclusion(dearer)
    assert (
        "costs 0 RCU and 1 WCU with ParkingKey=placa, and 0.50 RCU and 1 WCU with cpf: "
        "0.50 instead of no reads and as many writes." in said
    )
    assert "With cpf a request costs more for register (1 to 1.50 units)." in said
    # 262.8 million a month: × 0.625 a million writes, and × 0.5 × 0.125 a million reads
    assert "USD 164.25 or 180.68 on demand (10 % more)" in said
    # 24 WCU of 25: the index takes one
    assert "25 RCU and 25 WCU carry 63.1 million requests a month: both end at WCU." in said
    assert "with placa the WCU of lot throttle first, in second 40" in said
    assert "with cpf the RCU of por-cpf throttle first, in second 12" in said
    assert "So placa is the cheaper one, though" in said
    assert said.endswith("is the cheaper one, though within the free tier neither carries more.")


def test_where_the_other_design_is_cheaper_the_conclusion_says_so(vary: Vary) -> None:
    said = conclusion(vary(cpf=(1,), placa=(0,)))
    assert "So placa is the cheaper one" in said
    assert "With placa a request costs less for register (1.50 to 1 units)." in said


def test_where_the_designs_are_alike_the_conclusion_says_so(vary: Vary) -> None:
    same = vary(replace(TRIAL, rate=Fraction(1)), a=(0,), b=(0,))
    assert conclusion(same).endswith("So neither is the cheaper one in every respect.")
    assert "With b a request costs" not in conclusion(same)
    assert "nothing throttles" in conclusion(same)


def test_limits_that_differ_are_priced_and_others_are_not(vary: Vary, dearer: Variation) -> None:
    said = conclusion(vary(low=(0, 2, 12), high=(0, 2, 130)))
    # (8 + 2) × 0.00013 and 13 or 131 × 0.00065 an hour, for 730 hours
    assert "and 7.12 or 63.11 with the template's limits." in said
    assert "with low the WCU of lot throttle first, in second 40; with high nothing" in said
    assert "with the template's limits." not in conclusion(dearer)


@pytest.mark.parametrize(
    ("lots", "sentences"),
    [
        (
            {"a": (1,), "b": (0,), "c": (2, 4)},
            (
                "costs 0.50 RCU and 1 WCU with ParkingKey=a; "
                "0 RCU and 1 WCU with b: 100 % fewer reads and as many writes; "
                "1 RCU and 2 WCU with c: 100 % more reads and 100 % more writes.",
                "With b a request costs less for register (1.50 to 1 units). "
                "With c a request costs more for register (1.50 to 3 units).",
                "USD 180.68, 164.25 or 361.35 on demand (9.1 % less, 100 % more), and",
                "carry 63.1 or 31.5 million requests a month: all end at WCU.",
                "So b is the cheapest, though within the free tier another carries as much.",
            ),
        ),
        ({"a": (0,), "b": (0,), "c": (1,)}, ("So none is the cheapest in every respect.",)),
        ({"a": (0, 4), "b": (0,), "c": (0, 6)}, ("So b is the cheapest.",)),
    ],
    ids=["one as good in the free tier", "two alike", "one best"],
)
def test_more_than_two_are_each_compared_with_the_first(
    vary: Vary, lots: dict[str, tuple[int, ...]], sentences: tuple[str, ...]
) -> None:
    said = conclusion(vary(**lots))
    for sentence in sentences:
        assert sentence in said


def test_a_title_has_the_parameter_its_values_and_how_much_was_sent(
    vary: Vary, dearer: Variation
) -> None:
    assert title(dearer) == "Parking with ParkingKey=placa or cpf: 10 requests each"
    assert "ParkingKey=a, b or c:" in title(vary(a=(0,), b=(0,), c=(0,)))
    assert "ParkingKey=(empty) or b" in title(vary(**{"": (0,), "b": (0,)}))
    one, other = dearer.designs
    uneven = replace(dearer, designs=(one, replace(other, requests=12)))
    assert title(uneven).endswith(": 10 or 12 requests")


def test_what_makes_the_figures_doubtful_is_said(dearer: Variation) -> None:
    assert notices(dearer) == []
    first, other = dearer.designs
    (comparison,) = dearer.comparisons
    failing = replace(
        dearer,
        designs=(first, replace(other, unanswered=3)),
        comparisons=(replace(comparison, after=replace(comparison.after, kinds=())),),
    )
    assert len(notices(failing)) == 2
    assert "With cpf, 3 requests ended in an error" in markdown_of(failing)
