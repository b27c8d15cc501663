from fractions import Fraction
from random import Random

from harness.simulate.line import Line

# Of x and y, in the order of Line's sums.
_POWERS = ((0, 0), (1, 0), (0, 1), (2, 0), (1, 1), (0, 2))


def line(*points: tuple[int, int]) -> Line:
    sums = (sum(x**i * y**j for x, y in points) for i, j in _POWERS)
    return Line(*sums)


def test_a_straight_line_is_found_exactly() -> None:
    rising = line(*((x, 3 + 2 * x) for x in range(30)))
    assert (rising.at(0), rising.at(30)) == (3, 63)
    assert rising.rises


def test_what_stays_the_same_or_falls_does_not_rise() -> None:
    assert not line(*((x, 5) for x in range(30))).rises
    assert not line(*((x, 50 - x) for x in range(30))).rises


def test_noise_does_not_rise_and_a_rise_under_it_does() -> None:
    dice = Random(7)
    noise = [(x, dice.choice((1, 2, 3))) for x in range(300)]
    assert not line(*noise).rises
    assert line(*((x, y + x // 100) for x, y in noise)).rises


def test_few_points_and_one_second_say_nothing() -> None:
    assert not line(*((x, x) for x in range(10))).rises
    at_once = line(*((3, y) for y in range(30)))
    assert not at_once.rises
    assert at_once.at(9) == Fraction(29, 2)


def test_without_points_nothing_rises() -> None:
    assert not Line().rises


def test_a_change_is_known_to_a_fifth_of_itself_or_of_the_mean() -> None:
    dice = Random(7)
    noise = [(x, dice.choice((1, 2, 3))) for x in range(300)]
    assert line(*noise).is_known_over(300)
    assert not line(*noise).is_known_over(3_000)
    assert line(*((x, y + x) for x, y in noise)).is_known_over(3_000)
    assert line(*((x, 5) for x in range(30))).is_known_over(10**9)
    assert not line(*((x, 5) for x in range(19))).is_known_over(19)


def test_a_slope_has_a_standard_error() -> None:
    assert line(*((x, 3 + 2 * x) for x in range(30))).standard_error == 0
    # y - x alternates between 1 and -1: residuals of 1, less what tilts the line.
    error = line(*((x, x + (-1) ** x) for x in range(1_000))).standard_error
    assert abs(float(error) - (12 / 1_000**3) ** 0.5) < 1e-6
