from collections.abc import Callable
from itertools import count
from random import Random

from harness.simulate.enough import REQUESTS_MAX, Enough
from harness.simulate.measure import CallSample, RequestSample
from tests.unit.simulate.profiles import READS, WRITES


def requests_until_enough(sample_of: Callable[[int], RequestSample]) -> int:
    """How many samples it takes."""
    enough = Enough()
    for number in count():
        enough.add(sample_of(number))
        if enough.reached:
            return number + 1
    raise AssertionError("unreachable")


def bill(number: int, half_units: int) -> RequestSample:
    return RequestSample("bill", number, (CallSample("Query", {READS: half_units}),))


def test_what_always_takes_the_same_is_known_after_200() -> None:
    assert requests_until_enough(lambda number: bill(number, 2)) == 200


def test_every_kind_is_waited_for() -> None:
    def sample(number: int) -> RequestSample:
        if number % 10:
            return bill(number, 2)
        return RequestSample("entry", number, (CallSample("PutItem", {WRITES: 2}),))

    assert requests_until_enough(sample) == 2_000


def test_a_rare_kind_is_waited_for_until_the_last_request() -> None:
    def sample(number: int) -> RequestSample:
        return bill(number, 2) if number % 100 else RequestSample("rare", number, ())

    assert requests_until_enough(sample) == REQUESTS_MAX


def test_growth_that_stands_out_of_the_noise_is_soon_known() -> None:
    dice = Random(1)
    assert requests_until_enough(lambda number: bill(number, number + dice.choice((0, 9)))) == 200


def test_a_flat_kind_that_varies_ends_once_its_slope_is_surely_small() -> None:
    """12 σ² / n of noise and a tolerance of a fifth of the mean: n = 300 where σ is the mean."""
    dice = Random(2)
    assert 250 <= requests_until_enough(lambda number: bill(number, dice.choice((0, 4)))) <= 350


def test_what_varies_wildly_goes_on_to_the_last_request() -> None:
    dice = Random(3)
    wild = requests_until_enough(lambda number: bill(number, 10_000 * (dice.random() < 0.01)))
    assert wild == REQUESTS_MAX


def test_a_request_without_calls_is_a_sample_too() -> None:
    assert requests_until_enough(lambda number: RequestSample("ping", number, ())) == 200


def test_reached_stays() -> None:
    enough = Enough()
    for number in range(201):
        enough.add(bill(number, 2))
    assert enough.reached
