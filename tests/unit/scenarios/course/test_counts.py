from collections import Counter
from datetime import UTC, datetime
from random import Random

from course.counts import counts_csv, deal_month, requests_of
from course.lot import Lot, deal_lots
from course.month import DAY_MINUTES, Due, month_after, plan_month
from course.population import draw_owners
from harness.simulate.traffic_file import parse_counts

OWNERS = draw_owners(Random(1), 50)
START, DAYS = month_after(datetime(2026, 11, 23, tzinfo=UTC))
MONTH = plan_month(2000, DAYS, 100, Random(1))


def lots() -> list[Lot]:
    return deal_lots(OWNERS, 1, users=6, requests=2000)


def requests(month: list[Due] = MONTH) -> list[tuple[float, str]]:
    return list(requests_of(deal_month(month, lots())))


def test_no_request_is_lost_and_each_keeps_its_time() -> None:
    assert sorted(at_s for at_s, _ in requests()) == [due.at_s for due in MONTH]
    kinds = Counter(kind for _, kind in requests())
    registers = kinds["register entry"], kinds["register exit"]
    assert (kinds["account"], kinds["bill"], sum(registers)) == (300, 100, 1600)
    # A car leaves once for each time that it entered, but for those that are still inside.
    cars = sum(len(owner.cars) for owner in OWNERS)
    assert 0 <= registers[0] - registers[1] <= cars


def test_a_car_leaves_after_it_entered() -> None:
    [lot] = deal_lots(OWNERS[:1], 1, users=1, requests=4)
    plan = [Due(at_s, "register") for at_s in range(4 * len(OWNERS[0].cars))]
    inside = 0
    for _, kind in requests_of({lot: plan}):
        inside += 1 if kind == "register entry" else -1
        assert 0 <= inside <= len(OWNERS[0].cars)


def test_the_kinds_are_those_that_the_lots_draw_when_the_month_is_sent() -> None:
    """Another order of lots changes nothing: each has dice of its own."""
    plans = deal_month(MONTH, lots())
    backwards = dict(reversed(deal_month(MONTH, lots()).items()))
    assert sorted(requests_of(plans)) == sorted(requests_of(backwards))


def test_the_file_is_one_that_a_traffic_reads() -> None:
    recorded = parse_counts(counts_csv(requests(), START, DAYS * DAY_MINUTES), "month.csv")
    assert (recorded.start_s, recorded.step_s) == (int(START.timestamp()), 60)
    assert {kind: sum(counts) for kind, counts in recorded.counts.items()} == Counter(
        kind for _, kind in requests()
    )
    assert set(map(len, recorded.counts.values())) == {DAYS * DAY_MINUTES}
    # The batch of the first night, ten requests within a second.
    assert recorded.counts["account"][23 * 60] == sum(
        due.task == "account" for due in MONTH if due.at_s < 86_400
    )
