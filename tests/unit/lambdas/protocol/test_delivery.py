import random

import pytest

from harness.lambdas.protocol.delivery import (
    Attempt,
    Delivery,
    GiveUp,
    Patience,
    TryAgain,
    after,
)

SECOND = 1_000_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
NEW = Delivery(arrived_ns=0)
AS_AWS = Patience()


def test_what_succeeds_is_delivered() -> None:
    assert after(NEW, Attempt.SUCCEEDED, 5, AS_AWS) is None


def test_a_function_error_is_retried_after_one_minute_and_after_two_and_given_up() -> None:
    first = after(NEW, Attempt.FAILED, 0, AS_AWS)
    assert first == TryAgain(Delivery(0, invoked=1), MINUTE)
    second = after(Delivery(0, invoked=1), Attempt.FAILED, MINUTE, AS_AWS)
    assert second == TryAgain(Delivery(0, invoked=2), 3 * MINUTE)
    third = after(Delivery(0, invoked=2), Attempt.FAILED, 3 * MINUTE, AS_AWS)
    assert third == GiveUp(Delivery(0, invoked=3), "RetriesExhausted")


def test_a_refused_event_waits_longer_each_time_up_to_five_minutes() -> None:
    delivery, now_ns, waits = NEW, 0, []
    for _ in range(12):
        then = after(delivery, Attempt.REFUSED, now_ns, AS_AWS)
        assert isinstance(then, TryAgain)
        waits.append((then.at_ns - now_ns) // SECOND)
        delivery, now_ns = then.delivery, then.at_ns
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300]


def test_a_refusal_uses_up_no_retry_and_a_run_starts_the_back_off_anew() -> None:
    refused = Delivery(0, invoked=1, refused=9)
    then = after(refused, Attempt.FAILED, 0, AS_AWS)
    assert then == TryAgain(Delivery(0, invoked=2, refused=0), 2 * MINUTE)


@pytest.mark.parametrize("attempt", [Attempt.FAILED, Attempt.REFUSED])
def test_what_would_be_tried_after_six_hours_is_given_up(attempt: Attempt) -> None:
    then = after(NEW, attempt, 6 * HOUR, AS_AWS)
    assert isinstance(then, GiveUp)
    assert then.condition == "EventAgeExceeded"


def test_reserved_concurrency_of_zero_is_given_up_at_once() -> None:
    assert after(NEW, Attempt.OFF, 0, AS_AWS) == GiveUp(NEW, "ZeroReservedConcurrency")


def test_without_retries_the_first_error_is_the_last() -> None:
    then = after(NEW, Attempt.FAILED, 0, Patience(retries_max=0))
    assert then == GiveUp(Delivery(0, invoked=1), "RetriesExhausted")


def test_a_delay_of_zero_retries_at_once_and_does_not_spin_where_refused() -> None:
    now = Patience(retry_delay_ns=0)
    failed, refused = (after(NEW, attempt, 7, now) for attempt in (Attempt.FAILED, Attempt.REFUSED))
    assert isinstance(failed, TryAgain)
    assert isinstance(refused, TryAgain)
    assert failed.at_ns == 7
    assert refused.at_ns == 7 + SECOND // 100


def test_every_event_ends_delivered_or_given_up_whatever_happens() -> None:
    dice = random.Random(1)
    for _ in range(2000):
        patience = Patience(dice.choice([0, SECOND, MINUTE]), dice.randint(0, 2), MINUTE * 5)
        then = after(NEW, dice.choice(list(Attempt)), 0, patience)
        steps = 0
        while isinstance(then, TryAgain):
            assert then.delivery.invoked <= patience.retries_max
            assert then.at_ns <= patience.age_max_ns
            took_ns = dice.randint(SECOND, MINUTE)
            attempt = dice.choice([Attempt.FAILED, Attempt.REFUSED, Attempt.REFUSED])
            then = after(then.delivery, attempt, then.at_ns + took_ns, patience)
            steps += 1
        assert steps <= 300
