"""How many bytes of text an item gets besides its own: none, or drawn. Pure."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from harness.errors import UsageError

# An item cannot have more than 400 KB (Service quotas, 2026-11): room is left for its attributes.
MOST_BYTES = 400_000


@dataclass(frozen=True, slots=True)
class Sizes:
    """How large the texts are that a load writes."""

    draw_bytes: Callable[[Random], int]

    def text(self, dice: Random) -> str:
        """A text of a drawn size, at most what an item can hold."""
        return "x" * min(MOST_BYTES, max(0, self.draw_bytes(dice)))


NONE = Sizes(lambda dice: 0)


def read_sizes(text: str) -> Sizes:
    """``0``; ``2000`` bytes each; ``100-3000``, all alike; ``lognormal:800:0.5``, a median and the
    standard deviation of its logarithm. Raises UsageError."""
    try:
        return _read(text)
    except ValueError:
        hint = "bytes: 2000, 100-3000, or lognormal:800:0.5"
        raise UsageError(f"{text!r} is not a valid size", where="--sizes", hint=hint) from None


def _read(text: str) -> Sizes:
    if text.startswith("lognormal:"):
        _, median, spread = text.split(":")
        mu, sigma = math.log(_bytes(median)), float(spread)
        if not 0 <= sigma <= 10:
            raise ValueError(spread)
        return Sizes(lambda dice: int(min(MOST_BYTES, dice.lognormvariate(mu, sigma))))
    low, _, high = text.partition("-")
    least, most = _bytes(low), _bytes(high or low)
    if most < least:
        raise ValueError(text)
    return Sizes(lambda dice: dice.randint(least, most))


def _bytes(text: str) -> int:
    count = int(text)
    if not 0 <= count <= MOST_BYTES:
        raise ValueError(text)
    return count
