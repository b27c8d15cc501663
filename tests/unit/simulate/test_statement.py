from fractions import Fraction

import pytest

from harness.errors import UsageError
from harness.simulate.statement import TrafficStatement, parse_statement
from harness.simulate.traffic import EVEN, POISSON, Batch, Origin, RecordedCounts

MEASURED = {"bill": 100, "register": 300}


@pytest.mark.parametrize(
    "text",
    [
        "100/s",
        "register=80/s,bill=300/min",
        "200M/month; week; peak 5; growth 10%; arrivals 47; seed 3",
        "mix register=80,bill=20; even",
        "bill: daily at 23:00, 50/s for 30 min; register: daily at 1:00, 5/s",
        "counts.csv; zone Europe/Lisbon",
        "file /tmp/counts",
    ],
)
def test_a_statement_is_the_text_that_repeats_it(text: str) -> None:
    statement = parse_statement(text)
    statement.check()
    assert str(statement) == text
    assert parse_statement(str(statement)) == statement


def test_the_keyword_may_be_left_out_where_the_text_says_what_it_is() -> None:
    assert parse_statement("rate 100/s; course day; arrivals even") == parse_statement(
        "100/s; day; even"
    )


def test_a_rate_is_split_by_the_mix_and_that_is_the_measured_one_where_none_is_stated() -> None:
    measured = parse_statement("100/s").traffic(MEASURED, 7)
    assert measured.rates == {"bill": 25, "register": 75}
    assert (measured.origin, measured.dispersion) == (Origin.STATED, POISSON)
    assert measured.sentence(59.7) == "at 100 requests/s (stated: 100/s)"
    mixed = parse_statement("100/s; mix register=1; even").traffic(MEASURED, 7)
    assert mixed.rates == {"register": 100}
    assert mixed.dispersion == EVEN


def test_without_a_rate_it_is_the_one_asked_for_and_else_an_assumed_one() -> None:
    asked = TrafficStatement().traffic(MEASURED, 100.0)
    assert asked.rates == {"bill": 25, "register": 75}
    assert asked.sentence(59.7) == "at 100 requests/s (asked; this machine sent 59.7)"
    assumed = parse_statement("day").traffic(MEASURED, None)
    assert sum(assumed.rates.values()) == 10
    assert assumed.sentence(1234.5) == (
        "at 10 requests/s on average (assumed: the scenario names no rate, with day; "
        "this machine sent 1,234)"
    )


def test_everything_that_is_stated_is_in_the_traffic() -> None:
    text = "register=80/s; bill=60/min; week; peak 5; growth 10%; seed 3"
    traffic = parse_statement(text + "; bill: daily at 23:00, 24/s").traffic(MEASURED, None)
    assert traffic.rates == {"register": 80, "bill": 1}
    assert float(traffic.course.peak) == pytest.approx(5, rel=0.01)
    assert traffic.growth_a_month == Fraction(1, 10)
    assert traffic.batches == (Batch("bill", 1380, Fraction(24)),)
    assert traffic.seed == 3
    assert traffic.mean_rate == 82
    assert traffic.times(Fraction(2)).mean_rate == 164


def test_the_counts_of_a_file_take_the_place_of_a_rate_and_may_be_split_by_the_mix() -> None:
    stated = parse_statement("counts.csv")
    counts = RecordedCounts(90, 60, {"all": (40, 80)})
    traffic = TrafficStatement(stated.terms, counts).traffic(MEASURED, 100)
    assert traffic.recorded is not None
    assert traffic.recorded.counts == {"bill": (10, 20), "register": (30, 60)}
    assert (traffic.rates, traffic.start_s, traffic.mean_rate) == ({}, 60, 1)
    assert traffic.times(Fraction(1, 2)).mean_rate == Fraction(1, 2)


@pytest.mark.parametrize(
    ("stronger", "weaker", "both"),
    [
        ("50/s", "100/s; week; peak 5", "week; peak 5; 50/s"),
        ("peak 2", "100/s; week; peak 5", "100/s; week; peak 2"),
        ("day", "100/s; week; peak 5", "100/s; day"),
        ("counts.csv", "100/s; week; peak 5; seed 2", "seed 2; counts.csv"),
        ("100/s", "counts.csv; zone UTC; even", "even; 100/s"),
        ("", "100/s", "100/s"),
    ],
)
def test_stronger_terms_replace_weaker_ones_of_the_same_thing(
    stronger: str, weaker: str, both: str
) -> None:
    assert str(parse_statement(stronger).over(parse_statement(weaker))) == both


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("fast", "is not a term of a traffic"),
        ("peak", "is not a term of a traffic"),
        ("0/s", "cannot be simulated"),
        ("100/fortnight", "not a valid amount"),
        ("register=80", "not a valid amount"),
        ("register=1/s,register=2/s", "not a valid rate of a kind"),
        ("day; week", "course is stated twice"),
        ("100/s; bill=5/s", "two rates"),
        ("counts.csv; day", "a file has its own"),
        ("counts.csv; 100/s", "a file has its own"),
        ("peak 5", "a flat course has no peak"),
        ("flat; peak 5", "a flat course has no peak"),
        ("bill=5/s; mix bill=1", "nothing to mix"),
        ("100/s; zone UTC", "a zone is of a file's times"),
        ("day; peak 1e999999999", "not a valid peak"),
        ("bill: daily at 23:00, 5/s for 25 h", "not a valid batch"),
        ("bill: daily at 23:00, 5/s for 0 min", "not a valid batch"),
        ("peak 0", "not a valid peak"),
        ("growth lots", "not a valid growth"),
        ("growth -100%", "not a valid growth"),
        ("seed -1", "not a valid seed"),
        ("zone Nowhere", "not a time zone"),
        ("zone ../etc", "not a time zone"),
        ("arrivals never", "not a way of arriving"),
    ],
)
def test_what_is_not_a_traffic_is_refused_with_what_to_do(text: str, what: str) -> None:
    with pytest.raises(UsageError, match=what) as refused:
        parse_statement(text).check()
    assert refused.value.hint
    assert refused.value.where


@pytest.mark.parametrize(
    ("text", "where"), [("mix pay=1", "--mix"), ("pay=1/s", "--traffic"), ("mix bill=0", "--mix")]
)
def test_a_kind_that_was_not_measured_is_refused_with_those_that_were(
    text: str, where: str
) -> None:
    with pytest.raises(UsageError) as refused:
        parse_statement(text).traffic(MEASURED, 10)
    assert refused.value.where == where
