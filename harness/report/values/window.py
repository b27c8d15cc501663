"""The measured part of a run."""

from dataclasses import dataclass
from fractions import Fraction

from harness.model.time import NS_PER_S


@dataclass(frozen=True, slots=True)
class Window:
    """``origin_ns``: the arrival of the first call or invocation, second 0 of every figure.
    ``duration_ns``: from there to the last arrival, or to the end of the measured part where that
    is earlier; at least 1 s. ``seconds``: how many whole-second buckets the series have."""

    origin_ns: int
    duration_ns: int
    seconds: int

    def rate(self, amount: int | Fraction) -> Fraction:
        """An amount over the window, a second."""
        return Fraction(amount) * NS_PER_S / self.duration_ns
