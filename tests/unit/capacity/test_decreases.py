import pytest

from harness.capacity.decreases import DAY_S, DecreaseBudget, SwitchBudget

MIDNIGHT_S = 1_665_360_000  # Monday, October 10, 2022, 00:00 UTC
AFTERNOON_S = MIDNIGHT_S + 13 * 3600 + 19  # 1:00:19 PM


def spent(at_s: int, decreases: int = 4) -> DecreaseBudget:
    budget = DecreaseBudget()
    for _ in range(decreases):
        assert budget.refuse(at_s) is None
        budget.accept(at_s)
    return budget


def test_the_fifth_decrease_of_a_day_is_refused_in_aws_s_words() -> None:
    assert spent(AFTERNOON_S).refuse(AFTERNOON_S + 5) == (
        "Subscriber limit exceeded: Provisioned throughput decreases are limited within a given "
        "UTC day. After the first 4 decreases, each subsequent decrease in the same UTC day can be "
        "performed at most once every 3600 seconds. Number of decreases today: 4. "
        "Last decrease at Monday, October 10, 2022 at 1:00:19 PM Coordinated Universal Time. "
        "Next decrease can be made at "
        "Monday, October 10, 2022 at 2:00:19 PM Coordinated Universal Time"
    )


def test_one_more_is_given_3600_seconds_after_the_last_accepted_one() -> None:
    budget = spent(AFTERNOON_S)
    assert budget.refuse(AFTERNOON_S + 3599) is not None
    assert budget.refuse(AFTERNOON_S + 3600) is None
    budget.accept(AFTERNOON_S + 3600)
    again = budget.refuse(AFTERNOON_S + 3601)
    assert again is not None
    assert "Number of decreases today: 5." in again


def test_at_midnight_the_whole_budget_is_back_and_the_message_said_so() -> None:
    late_s = MIDNIGHT_S + DAY_S - 600
    budget = spent(late_s)
    refused = budget.refuse(MIDNIGHT_S + DAY_S - 1)
    assert refused is not None
    assert refused.endswith("Tuesday, October 11, 2022 at 12:00:00 AM Coordinated Universal Time")
    for _ in range(4):
        assert budget.refuse(MIDNIGHT_S + DAY_S) is None
        budget.accept(MIDNIGHT_S + DAY_S)
    assert budget.refuse(MIDNIGHT_S + DAY_S) is not None


def test_midnight_clears_the_count_but_not_the_date() -> None:
    budget = spent(AFTERNOON_S, decreases=2)
    assert budget.today(AFTERNOON_S) == 2
    assert budget.today(MIDNIGHT_S + DAY_S) == 0
    assert budget.last_s == AFTERNOON_S


def test_a_table_goes_on_demand_four_times_in_any_24_hours() -> None:
    budget = SwitchBudget()
    for hour in range(4):
        assert budget.refuse(MIDNIGHT_S + hour * 3600) is None
        budget.accept(MIDNIGHT_S + hour * 3600)
    refused = budget.refuse(MIDNIGHT_S + DAY_S - 1)
    assert refused is not None
    assert refused.endswith("Next update can be made at Tue Oct 11 00:00:00 UTC 2022")
    assert budget.refuse(MIDNIGHT_S + DAY_S) is None


@pytest.mark.parametrize("hour", [0, 12])
def test_twelve_o_clock_is_written_as_12(hour: int) -> None:
    at_s = MIDNIGHT_S + hour * 3600
    refused = spent(at_s).refuse(at_s)
    assert refused is not None
    assert f"at 12:00:00 {'AM' if hour == 0 else 'PM'}" in refused
