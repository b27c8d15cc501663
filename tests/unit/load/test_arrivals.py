from itertools import pairwise
from random import Random

import pytest

from harness.load.arrivals import Arrivals


def test_closed_arrivals_are_evenly_spaced() -> None:
    arrivals = Arrivals(2, 5)
    assert [arrivals.next_due_s(now) for now in (0, 5.1, 7.9)] == [5, 7, 9]


def test_a_late_closed_arrival_puts_off_those_after_it() -> None:
    arrivals = Arrivals(2, 5)
    assert [arrivals.next_due_s(now) for now in (0, 100, 100)] == [5, 100, 102]


def test_open_arrivals_are_due_when_they_are_however_late_it_is() -> None:
    prompt, late = (Arrivals(2, 5, Random(1)) for _ in range(2))
    assert [prompt.next_due_s(0) for _ in range(50)] == [late.next_due_s(1e6) for _ in range(50)]


def test_open_arrivals_keep_their_rate_and_are_not_even() -> None:
    arrivals = Arrivals(2, 0, Random(1))
    due = [arrivals.next_due_s(0) for _ in range(5000)]
    gaps = [later - earlier for earlier, later in pairwise(due)]
    assert due[-1] / 5000 == pytest.approx(2, rel=0.05)
    assert sum(gap < 1 for gap in gaps) / 5000 == pytest.approx(0.393, abs=0.03)  # 1 - e^(-1/2)
