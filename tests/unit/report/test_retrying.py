from fractions import Fraction
from types import SimpleNamespace

from harness.model.charge import Arm
from harness.model.entry import CallEntry, Throttle
from harness.report.summary import Retries

REFUSED = Throttle("lot", None, "TableWriteProvisionedThroughputExceeded")


def retries(make: SimpleNamespace, *entries: CallEntry) -> Retries:
    found: Retries = make.counts([], entries).retries
    return found


def test_attempts_of_one_call_are_put_together(make: SimpleNamespace) -> None:
    served = Arm("lot", None, write_half_units=2)
    cost = retries(
        make,
        make.call(0, refused=REFUSED, sdk_invocation="a"),
        make.call(0, served, sdk_invocation="easy"),
        make.call(1, refused=REFUSED, sdk_invocation="b"),
        make.call(2, refused=REFUSED, sdk_invocation="a"),
        make.call(3, served, sdk_invocation="a"),
        make.call(4, refused=REFUSED, sdk_invocation="b"),
    )
    assert (cost.calls, cost.refusals, cost.recovered, cost.given_up) == (2, 4, 1, 1)
    # Three further attempts, of which one got through.
    assert cost.refused_again == Fraction(2, 3)
    assert cost.added.max_ns == cost.added.mean_ns == 3_000_000_000
    assert [price.failing for price in cost.modelled] == [
        Fraction(8, 27),
        Fraction(2, 3) ** 9,
        1,
    ]


def test_a_call_that_was_not_tried_again_models_nothing(make: SimpleNamespace) -> None:
    cost = retries(make, make.call(0, refused=REFUSED, sdk_invocation="a"))
    assert (cost.calls, cost.given_up, cost.refused_again, cost.modelled) == (1, 1, None, ())


def test_a_call_whose_first_attempt_failed_otherwise_waits_from_its_first_refusal(
    make: SimpleNamespace,
) -> None:
    cost = retries(
        make,
        make.call(0, error="InternalServerError", sdk_invocation="a", attempt=1),
        make.call(1, refused=REFUSED, sdk_invocation="a", attempt=2),
        make.call(3, sdk_invocation="a", attempt=3),
    )
    assert (cost.calls, cost.recovered, cost.added.max_ns) == (1, 1, 2_000_000_000)
