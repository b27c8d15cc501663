"""A figure a second over a run, kept where it is not zero: a month has few busy seconds."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Track:
    """``values``: by second, ascending, none outside 0 to ``seconds``. As an iterable it has every
    second's figure."""

    seconds: int
    values: Mapping[int, int]

    @classmethod
    def of(cls, figures: Sequence[int]) -> "Track":
        """A track of one figure per second."""
        return cls(
            len(figures), {second: figure for second, figure in enumerate(figures) if figure}
        )

    def __iter__(self) -> Iterator[int]:
        return (self.values.get(second, 0) for second in range(self.seconds))

    @property
    def total(self) -> int:
        """The sum over all seconds."""
        return sum(self.values.values())

    @property
    def peak(self) -> int:
        """The highest second."""
        return max(self.values.values(), default=0)

    @property
    def first(self) -> int | None:
        """The first second that is not zero."""
        return next(iter(self.values), None)

    def until(self, seconds: int) -> "Track":
        """The track's first seconds."""
        values = {second: figure for second, figure in self.values.items() if second < seconds}
        return Track(min(seconds, self.seconds), values)

    def sums(self, length: int) -> list[int]:
        """Of each so many seconds; the last may be fewer."""
        sums = [0] * -(-self.seconds // length)
        for second, figure in self.values.items():
            sums[second // length] += figure
        return sums

    def plus(self, other: "Track") -> "Track":
        """Of the same length."""
        if not other.values:
            return self
        values = {
            second: self.values.get(second, 0) + other.values.get(second, 0)
            for second in sorted({*self.values, *other.values})
        }
        return Track(self.seconds, values)


@dataclass(frozen=True, slots=True)
class Levels:
    """Half-units in the bucket at the end of each second: known after each second that took some,
    and growing by ``rate`` up to ``full`` from one to the next."""

    seconds: int
    rate: int
    full: int
    busy: tuple[int, ...]
    after: tuple[int, ...]

    def at(self, second: int) -> int:
        """The burst that was left in a second."""
        known = bisect_right(self.busy, second) - 1
        if known < 0:
            return self.full
        return min(self.full, self.after[known] + self.rate * (second - self.busy[known]))

    def least(self, start: int, stop: int) -> int:
        """The lowest from ``start`` to before ``stop``."""
        falls = self.after[bisect_left(self.busy, start) : bisect_left(self.busy, stop)]
        return min(self.at(start), *falls) if falls else self.at(start)

    def __iter__(self) -> Iterator[int]:
        return map(self.at, range(self.seconds))
