"""Latencies in bounded memory: log-linear buckets, at most 0.8 % wide."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import repeat
from operator import rshift

from harness.report.summary import Latency

# Values below 2 ** 7 have a bucket each; every octave above is cut into 2 ** 7 of them.
_PRECISION_BITS = 7
_FINE_KEPT = 10_000


class Histogram:
    """Counts non-negative integers. ``maximum`` is exact; percentiles are at most 0.8 % high."""

    __slots__ = ("_counts", "_fine", "count", "maximum", "total")

    def __init__(self) -> None:
        self._counts: Counter[int] = Counter()
        # Not yet in their buckets: by how many low bits were cut off, too few to matter.
        self._fine: dict[int, Counter[int]] = defaultdict(Counter)
        self.count = 0
        self.total = 0
        self.maximum = 0

    def add(self, values: Sequence[int]) -> None:
        if not values:
            return
        fewest_bits = _octave(min(values))
        fine = self._fine[fewest_bits]
        fine.update(map(rshift, values, repeat(fewest_bits)))
        if len(fine) > _FINE_KEPT:
            self._settle()
        self.count += len(values)
        self.total += sum(values)
        self.maximum = max(self.maximum, max(values))

    def merge(self, other: "Histogram") -> None:
        other._settle()
        self._counts.update(other._counts)
        self.count += other.count
        self.total += other.total
        self.maximum = max(self.maximum, other.maximum)

    def _settle(self) -> None:
        for bits, fine in self._fine.items():
            for value, times in fine.items():
                self._counts[_index(value << bits)] += times
        self._fine.clear()

    def percentile(self, percent: int) -> int:
        """The smallest bucket's upper edge that ``percent`` % of the values do not exceed; 0 where
        there are none."""
        self._settle()
        wanted = -(-self.count * percent // 100)
        seen = 0
        for index in sorted(self._counts):
            seen += self._counts[index]
            if seen >= wanted:
                return min(_upper_edge(index), self.maximum)
        return self.maximum

    def latency(self) -> Latency:
        """Of nanoseconds."""
        return Latency(
            count=self.count,
            mean_ns=self.total // max(1, self.count),
            p50_ns=self.percentile(50),
            p90_ns=self.percentile(90),
            p95_ns=self.percentile(95),
            p99_ns=self.percentile(99),
            max_ns=self.maximum,
        )


def _octave(value: int) -> int:
    return max(0, value.bit_length() - _PRECISION_BITS - 1)


def _index(value: int) -> int:
    octave = _octave(value)
    return (octave << _PRECISION_BITS) + (value >> octave)


def _upper_edge(index: int) -> int:
    octave = max(0, (index >> _PRECISION_BITS) - 1)
    return ((index - (octave << _PRECISION_BITS) + 1) << octave) - 1
