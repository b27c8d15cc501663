"""How many seconds after a refusal an SDK tries again, by whole seconds."""

from fractions import Fraction

from harness.capacity.retries import RETRY_MODES, RetryMode

# Retry mode by the names of ``--retries``.
MODES = {"standard": RETRY_MODES[0], "legacy": RETRY_MODES[1], "none": RETRY_MODES[2]}

# (seconds, share of the calls), ascending.
Pause = tuple[tuple[int, Fraction], ...]


def pauses_of(mode: RetryMode) -> tuple[Pause, ...]:
    """One for each further attempt. ``standard`` waits a random part of twice its mean, ``legacy``
    always the same (botocore 1.44.5). A pause that ends within the second of the refusal counts as
    one second: doubtful by as much, for legacy's first five attempts are over in 0.75 s."""
    random = mode.name != "legacy"
    return tuple(
        _random(int(2 * wait_ms / 1000)) if random else _fixed(wait_ms / 1000)
        for wait_ms in mode.waits_ms
    )


def _random(longest_s: int) -> Pause:
    """A refusal at any point of its second, then a pause of anything up to ``longest_s``."""
    edge = Fraction(1, 2 * longest_s)
    inner = [Fraction(1, longest_s)] * (longest_s - 1)
    return _whole(dict(enumerate([edge, *inner, edge])))


def _fixed(pause_s: Fraction) -> Pause:
    whole = int(pause_s)
    return _whole({whole: 1 - (pause_s - whole), whole + 1: pause_s - whole})


def _whole(shares: dict[int, Fraction]) -> Pause:
    at_least_one: dict[int, Fraction] = {}
    for seconds, share in shares.items():
        if share:
            at_least_one[max(1, seconds)] = at_least_one.get(max(1, seconds), Fraction(0)) + share
    return tuple(sorted(at_least_one.items()))
