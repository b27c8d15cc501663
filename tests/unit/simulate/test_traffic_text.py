from fractions import Fraction

import pytest

from harness.errors import UsageError
from harness.simulate.traffic import Batch
from harness.simulate.traffic_text import (
    parse_amount,
    parse_batch,
    parse_course,
    parse_dispersion,
    parse_duration,
    parse_mix,
)


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("100/s", 100),
        ("6000/min", 100),
        ("200M/month", Fraction(200_000_000, 730 * 3600)),
        ("1.5k/h", Fraction(1500, 3600)),
    ],
)
def test_an_amount_is_a_rate_and_a_month_has_730_hours(text: str, rate: Fraction) -> None:
    assert parse_amount(text) == rate


def test_a_mix_a_batch_and_a_duration() -> None:
    assert parse_mix("register=80, account=15,bill=5") == {"register": 80, "account": 15, "bill": 5}
    assert parse_batch("account: daily at 23:00, 50/s") == Batch("account", 1380, Fraction(50))
    assert parse_batch("a: daily at 1:30, 60/min for 20 min") == Batch("a", 90, Fraction(1), 20)
    assert parse_duration("30d") == 30 * 86_400
    assert parse_dispersion("47") == 47
    assert parse_course("flat").name == "flat"


@pytest.mark.parametrize("text", ["0/s", "100", "100/fortnight", "-5/s", "9999G/s", "nan/s", ""])
def test_an_amount_that_is_none_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(UsageError) as refused:
        parse_amount(text)
    assert refused.value.where == "--traffic"
    assert refused.value.hint


@pytest.mark.parametrize("text", ["a", "a=", "=5", "a=-1", "a=1,a=2", "a=x"])
def test_a_mix_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        parse_mix(text)


@pytest.mark.parametrize("text", ["a: daily at 25:00, 5/s", "daily at 23:00, 5/s", "a: weekly"])
def test_a_batch_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        parse_batch(text)


@pytest.mark.parametrize("text", ["0.5", "x", "1/0"])
def test_arrivals_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(UsageError):
        parse_dispersion(text)
