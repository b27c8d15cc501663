from hypothesis import given
from hypothesis import strategies as st

from harness.ledger.rate import Rate


def test_the_second_that_runs_is_in_the_total_only() -> None:
    rate = Rate()
    rate.add(3, 100)
    assert (rate.total, rate.last(1, 100), rate.last(1, 101), rate.last(1, 102)) == (3, 0, 3, 0)


def test_a_minute_is_sixty_whole_seconds() -> None:
    rate = Rate()
    for second in range(1000):
        rate.add(1, second)
    assert rate.total == 1000
    assert rate.last(60, 1000) == 60
    assert rate.last(60, 1030) == 30
    assert rate.last(60, 2000) == 0


@given(st.lists(st.tuples(st.integers(1, 9), st.integers(0, 3)), max_size=200))
def test_it_equals_a_recount_of_all_that_was_added(added: list[tuple[int, int]]) -> None:
    rate, second, log = Rate(), 500, []
    for amount, step in added:
        second += step
        rate.add(amount, second)
        log.append((amount, second))
    assert rate.last(60, second + 1) == sum(n for n, s in log if second + 1 - 60 <= s <= second)
    assert rate.total == sum(n for n, _ in log)


def test_an_entry_that_comes_more_than_a_minute_late_spoils_no_newer_second() -> None:
    rate = Rate()
    rate.add(1, 164)
    rate.add(5, 100)
    assert (rate.total, rate.last(60, 165)) == (6, 1)
