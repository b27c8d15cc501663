from fractions import Fraction

from harness.capacity.free_tier import best_split


def test_one_table_gets_all_25_units() -> None:
    split = best_split({"lot": Fraction(3)})  # 1.5 units a request
    assert split is not None
    assert (split.units, split.requests_per_s) == ({"lot": 25}, Fraction(50, 3))


def test_units_go_where_they_are_wanted_most() -> None:
    # 2 units a request of the table, half a unit of its index: 4 to 1.
    split = best_split({"lot": Fraction(4), "by-cpf": Fraction(1)})
    assert split is not None
    assert split.units == {"lot": 20, "by-cpf": 5}
    assert split.requests_per_s == 10


def test_what_is_not_consumed_still_has_the_one_unit_it_must_have() -> None:
    split = best_split({"lot": Fraction(2), "by-cpf": Fraction(0)})
    assert split is not None
    assert (split.units, split.requests_per_s) == ({"lot": 24, "by-cpf": 1}, 24)


def test_a_mix_that_consumes_nothing_is_served_without_end() -> None:
    split = best_split({"lot": Fraction(0)})
    assert split is not None
    assert split.requests_per_s is None


def test_more_tables_and_indexes_than_units_do_not_fit() -> None:
    assert best_split({str(number): Fraction(1) for number in range(26)}) is None


def test_no_other_split_serves_more() -> None:
    each = {"a": Fraction(3), "b": Fraction(2), "c": Fraction(5, 2)}
    best = best_split(each, 12)
    assert best is not None
    others = (
        min(2 * a / each["a"], 2 * b / each["b"], 2 * (12 - a - b) / each["c"])
        for a in range(1, 11)
        for b in range(1, 12 - a)
    )
    assert best.requests_per_s == max(others)
