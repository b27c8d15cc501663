"""How often each of many is drawn: all alike, by Zipf's law, or one above all others. Pure."""

from bisect import bisect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from random import Random
from typing import Generic, TypeVar

from harness.errors import UsageError

_Value = TypeVar("_Value")

# How much more the first is drawn than the second: 2 to this power (web requests: 0.6 to 1,
# Breslau and others, INFOCOM 1999).
_ZIPF = 1.0
_HOT_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Popularity:
    """The weight of the value at a rank, the most popular first (0), out of so many values."""

    weight: Callable[[int, int], float] | None = None


UNIFORM = Popularity()


class Ranked(Generic[_Value]):
    """Values to draw from, the most popular first."""

    def __init__(self, values: Sequence[_Value], popularity: Popularity = UNIFORM) -> None:
        self.values = values
        self._sums: list[float] | None = None
        if popularity.weight is not None:
            count = len(values)
            self._sums = list(accumulate(popularity.weight(rank, count) for rank in range(count)))

    def draw(self, dice: Random) -> _Value:
        """One of the values, the popular ones more often."""
        if self._sums is None:
            return dice.choice(self.values)
        place = bisect(self._sums, dice.random() * self._sums[-1])
        return self.values[min(place, len(self.values) - 1)]


def read_popularity(text: str) -> Popularity:
    """``uniform``, ``zipf`` or ``zipf:EXPONENT``, ``hot`` or ``hot:SHARE`` (of the first alone).

    Raises UsageError.
    """
    name, _, figure = text.partition(":")
    if text == "uniform":
        return UNIFORM
    if name == "zipf":
        return _zipf(_number(text, figure, _ZIPF, most=10.0))
    if name == "hot":
        return _hot(_number(text, figure, _HOT_SHARE, most=1.0))
    raise _refused(text)


def _zipf(exponent: float) -> Popularity:
    return Popularity(lambda rank, count: (rank + 1) ** -exponent)


def _hot(share: float) -> Popularity:
    return Popularity(lambda rank, count: share if rank == 0 else (1 - share) / max(1, count - 1))


def _number(text: str, figure: str, default: float, *, most: float) -> float:
    try:
        number = float(figure) if figure else default
    except ValueError:
        raise _refused(text) from None
    if not 0 < number <= most:
        raise _refused(text)
    return number


def _refused(text: str) -> UsageError:
    hint = "uniform, zipf, zipf:0.8, hot or hot:0.5"
    return UsageError(f"{text!r} is not a valid popularity", where="--popularity", hint=hint)
