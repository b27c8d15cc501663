from fractions import Fraction

from harness.capacity.retries import RETRY_MODES, retry_prices


def prices(refused_again: Fraction) -> dict[str, tuple[Fraction, Fraction, Fraction]]:
    return {
        price.mode.name: (price.attempts, price.added_ms, price.failing)
        for price in retry_prices(refused_again)
    }


def test_standard_has_four_attempts_and_legacy_ten() -> None:
    assert {mode.name: mode.attempts for mode in RETRY_MODES} == {
        "standard": 4,
        "legacy": 10,
        "no retries": 1,
    }
    # 0.05 × (2⁹ - 1) s, about the 25.6 s of the last pause doubled once more.
    assert sum(RETRY_MODES[1].waits_ms) == 25_550


def test_where_every_second_attempt_is_refused() -> None:
    half = prices(Fraction(1, 2))
    # 1 + 1 + 1/2 + 1/4 attempts; 500 + 1000/2 + 2000/4 ms; 1/8 fail.
    assert half["standard"] == (Fraction(11, 4), Fraction(1500), Fraction(1, 8))
    # Each further pause is twice as long and half as likely: nine times 50 ms.
    assert half["legacy"][1:] == (Fraction(450), Fraction(1, 512))
    assert half["no retries"] == (1, 0, 1)


def test_where_the_first_retry_always_gets_through_and_where_none_does() -> None:
    assert prices(Fraction(0))["standard"] == (2, 500, 0)
    assert prices(Fraction(1))["standard"] == (4, 3500, 1)
