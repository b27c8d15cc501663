from collections import Counter
from datetime import UTC, datetime
from random import Random

import pytest

from course.month import DAY_S, month_after, plan_month

PLAN = plan_month(20_000, 30, 100, Random(1))


def days_of(task: str) -> Counter[int]:
    return Counter(int(due.at_s // DAY_S) for due in PLAN if due.task == task)


@pytest.mark.parametrize(
    ("now", "first", "days"),
    [
        (datetime(2026, 11, 23, 20, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC), 31),
        (datetime(2026, 12, 31, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC), 31),
        (datetime(2028, 1, 31, 23, tzinfo=UTC), datetime(2028, 2, 1, tzinfo=UTC), 29),
    ],
)
def test_the_month_is_the_next_whole_one(now: datetime, first: datetime, days: int) -> None:
    assert month_after(now) == (first, days)


def test_the_shares_are_those_of_the_mix() -> None:
    tasks = Counter(due.task for due in PLAN)
    assert tasks == {"register": 16_000, "account": 3_000, "bill": 1_000}


def test_it_is_in_order_and_within_the_month() -> None:
    times = [due.at_s for due in PLAN]
    assert times == sorted(times)
    assert times[0] >= 0
    assert times[-1] < 30 * DAY_S


def test_every_night_accounts_and_the_last_one_bills_at_the_rate_of_a_batch() -> None:
    assert set(days_of("account").values()) == {100}
    assert days_of("bill") == {29: 1_000}
    bills = [due.at_s for due in PLAN if due.task == "bill"]
    assert bills[-1] - bills[0] == pytest.approx(9.99)


def test_registers_follow_the_days_curve() -> None:
    hours = Counter(int(due.at_s % DAY_S // 3600) for due in PLAN if due.task == "register")
    assert hours[8] > 2 * hours[15] > 10 * hours[3]
    assert len(days_of("register")) == 30


def test_a_seed_repeats_it() -> None:
    assert plan_month(500, 30, 100, Random(1)) == plan_month(500, 30, 100, Random(1))
    assert plan_month(500, 30, 100, Random(1)) != plan_month(500, 30, 100, Random(2))


@pytest.mark.parametrize("requests", [1, 7, 100, 101])
def test_no_request_is_lost(requests: int) -> None:
    assert len(plan_month(requests, 31, 100, Random(1))) == requests
