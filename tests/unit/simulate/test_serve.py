from hypothesis import given
from hypothesis import strategies as st

from harness.simulate.serve import pass_through

offers = st.lists(
    st.dictionaries(st.integers(0, 3), st.integers(0, 50), min_size=1), min_size=1, max_size=5
)


def test_calls_of_another_bucket_pass_while_one_is_empty() -> None:
    passed = pass_through([0, 10], [{0: 4}, {1: 6}])
    assert passed[0].half_units == {0: 0}
    assert passed[0].refused_by == 0
    assert passed[1].half_units == {1: 6}
    assert passed[1].refused_by is None


def test_what_an_index_keeps_back_leaves_the_table_enough_for_the_rest() -> None:
    table, index = 0, 1
    passed = pass_through([10, 2], [{table: 8, index: 8}, {table: 8}])
    assert passed[0].half_units == {table: 2, index: 2}
    assert passed[0].refused_by == index
    assert passed[1].half_units == {table: 8}


@given(st.lists(st.integers(0, 100), min_size=4, max_size=4), offers)
def test_no_bucket_gives_more_than_it_has_and_one_that_refuses_gives_it_all(
    available: list[int], offers: list[dict[int, int]]
) -> None:
    passed = pass_through(available, offers)
    for bucket, units in enumerate(available):
        given_units = sum(part.half_units.get(bucket, 0) for part in passed)
        assert 0 <= given_units <= units
        refusing = [part for part in passed if part.refused_by == bucket]
        if refusing:
            assert units - given_units <= len(offers)
    for part, offer in zip(passed, offers, strict=True):
        assert all(0 <= part.half_units[at] <= units for at, units in offer.items())
        if part.refused_by is None:
            assert part.half_units == offer
