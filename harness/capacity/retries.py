"""How an AWS SDK for Python waits when DynamoDB refuses a call."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class RetryMode:
    """``waits_ms``: the mean pause before each further attempt; one fewer than attempts."""

    name: str
    waits_ms: tuple[Fraction, ...]

    @property
    def attempts(self) -> int:
        """How often a call is made in all, the first time included."""
        return len(self.waits_ms) + 1


# botocore 1.44.5, measured 2026-11: standard is the default since 1.44.0, DynamoDB has four
# attempts in it, and a throttled one is followed by a random part of 1, 2, 4 seconds. legacy was
# the default before: ten attempts, 50 ms doubled each time. adaptive waits as standard does, and
# slows the client down besides.
RETRY_MODES = (
    RetryMode("standard", tuple(Fraction(1000 * 2**n, 2) for n in range(3))),
    RetryMode("legacy", tuple(Fraction(50 * 2**n) for n in range(9))),
    RetryMode("no retries", ()),
)


@dataclass(frozen=True, slots=True)
class RetryPrice:
    """Of a call that was refused once: its attempts and the pauses between them, means, and the
    share of such calls that fail in the end."""

    mode: RetryMode
    attempts: Fraction
    added_ms: Fraction
    failing: Fraction


def retry_prices(refused_again: Fraction) -> Iterator[RetryPrice]:
    """Of each mode, where every further attempt is refused with the same probability.

    That it is the same however long the pause was is the model's simplification.
    """
    for mode in RETRY_MODES:
        reached = [refused_again**n for n in range(len(mode.waits_ms))]
        yield RetryPrice(
            mode,
            attempts=1 + sum(reached, Fraction(0)),
            added_ms=sum(
                (share * wait for share, wait in zip(reached, mode.waits_ms, strict=True)),
                Fraction(0),
            ),
            failing=refused_again ** len(mode.waits_ms),
        )
