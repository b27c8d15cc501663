from decimal import Decimal
from fractions import Fraction

import pytest

from harness.report.render import text


@pytest.mark.parametrize(
    ("half_units", "said"), [(0, "0"), (1, "0.5"), (2, "1"), (2469, "1,234.5"), (6000, "3,000")]
)
def test_half_units_read_as_units(half_units: int, said: str) -> None:
    assert text.units(half_units) == said


@pytest.mark.parametrize(
    ("half_units", "said"),
    [
        (Fraction(0), "0"),
        (Fraction(1), "0.50"),
        (Fraction(236, 10), "11.8"),
        (Fraction(24), "12"),
        (Fraction(2469, 10), "123"),
        (None, "–"),
    ],
)
def test_rates_keep_the_digits_that_matter(half_units: Fraction | None, said: str) -> None:
    assert text.rate(half_units) == said


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (Fraction(118, 100), "118 %"),
        (Fraction(1004, 1000), "100.4 %"),
        (Fraction(1), "100 %"),
        (Fraction(4, 1000), "0.4 %"),
        (Fraction(0), "0 %"),
        (None, "–"),
    ],
)
def test_percentages_show_a_decimal_where_it_decides(share: Fraction | None, said: str) -> None:
    assert text.percent(share) == said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "0 s"),
        (59, "59 s"),
        (60, "1 min"),
        (200, "3 min 20 s"),
        (3600, "1 h"),
        (7500, "2 h 5 min"),
        (86400, "1 d"),
        (100_000, "1 d 3 h"),
    ],
)
def test_spans_use_their_two_largest_units(seconds: int, said: str) -> None:
    assert text.span(seconds) == said


def test_a_far_second_says_how_far() -> None:
    assert text.second(214) == "second 214"
    assert text.second(1667) == "second 1,667 (27 min 47 s)"


def test_money_rounds_half_a_cent_up() -> None:
    assert text.usd(Decimal("9.855")) == "9.86"
    assert text.usd(Decimal("1234.5")) == "1,234.50"


def test_a_list_names_the_most_frequent_and_counts_the_rest() -> None:
    assert text.listed({"a": 5, "b": 4, "c": 3, "d": 2, "e": 1}) == "a 5, b 4, c 3 and 3 other"
