from harness.capacity.bucket import BURST_S, TokenBucket
from harness.model.time import NS_PER_S

FIVE_WCU = 10  # half-units a second


def drain(bucket: TokenBucket, half_units: int, now_ns: int) -> int:
    """Take that much at a time until refused; return how many calls passed."""
    passed = 0
    while bucket.has_tokens(now_ns):
        bucket.take(half_units, now_ns)
        passed += 1
    return passed


def test_a_fresh_bucket_holds_300_seconds_of_its_rate() -> None:
    bucket = TokenBucket(FIVE_WCU, now_ns=0)
    assert bucket.level_half_units(0) == FIVE_WCU * BURST_S
    assert drain(bucket, 2, 0) == 1500


def test_an_empty_bucket_gives_its_rate_a_second() -> None:
    bucket = TokenBucket(FIVE_WCU, now_ns=0)
    drain(bucket, 2, 0)
    passed = sum(drain(bucket, 2, second * NS_PER_S) for second in range(1, 101))
    assert passed == 500


def test_a_fresh_5_wcu_table_takes_a_400_wcu_write_and_then_owes_nothing() -> None:
    bucket = TokenBucket(FIVE_WCU, now_ns=0)
    bucket.take(800, 0)
    assert bucket.level_half_units(0) == 3000 - 800
    assert bucket.has_tokens(0)


def test_debt_is_paid_off_before_the_next_call_passes() -> None:
    bucket = TokenBucket(2, now_ns=0)
    bucket.take(2 * BURST_S + 10, 0)
    assert bucket.level_half_units(0) == -10
    assert not bucket.has_tokens(5 * NS_PER_S)
    assert bucket.has_tokens(5 * NS_PER_S + 1)


def test_unused_capacity_is_kept_for_300_seconds_and_no_longer() -> None:
    bucket = TokenBucket(FIVE_WCU, now_ns=0)
    drain(bucket, 2, 0)
    assert bucket.level_half_units(10_000 * NS_PER_S) == FIVE_WCU * BURST_S


def test_time_that_goes_back_refills_nothing() -> None:
    bucket = TokenBucket(FIVE_WCU, now_ns=NS_PER_S)
    bucket.take(100, NS_PER_S)
    assert bucket.level_half_units(0) == FIVE_WCU * BURST_S - 100


def test_a_lower_rate_cuts_what_was_saved_to_its_own_ceiling() -> None:
    bucket = TokenBucket(FIVE_WCU, now_ns=0)
    bucket.change_rate(2, 0)
    assert bucket.level_half_units(0) == 2 * BURST_S


def test_a_higher_rate_keeps_the_level_and_fills_faster() -> None:
    bucket = TokenBucket(2, now_ns=0)
    bucket.take(2 * BURST_S, 0)
    bucket.change_rate(20, 0)
    assert bucket.level_half_units(0) == 0
    assert bucket.level_half_units(NS_PER_S) == 20
