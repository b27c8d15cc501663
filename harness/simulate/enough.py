"""When a run has measured enough.

Decided on counts alone, never on time: two machines, or one that is idle and the same one busy,
stop after the same request.
"""

from collections import Counter
from collections.abc import Iterator

from harness.simulate.line import Line
from harness.simulate.measure import RequestSample
from harness.simulate.profile import ResourceId

SAMPLES_ENOUGH = 200
REQUESTS_MAX = 6_000

# Slopes are looked at after every so many requests.
_STEP = 50


class Enough:
    """Takes samples in the order of their number; a request may have several. The end is
    ``reached`` once each kind seen so far was seen 200 times and its growth is known, or after
    6,000 requests.

    Growth is known where the half-units of each resource change from the first request to the last
    by something whose standard error is at most 20 % of it, or of the half-units that a request
    takes on average, whichever is more: otherwise a kind that does not grow would never end. A kind
    that has not come yet is not waited for.
    """

    def __init__(self) -> None:
        self.reached = False
        self._requests = 0
        self._kinds: dict[str, _KindLines] = {}

    def add(self, sample: RequestSample) -> None:
        """Count one more sample in; takes some microseconds."""
        self._requests = sample.number + 1
        self._kinds.setdefault(sample.kind, _KindLines()).add(sample)
        self.reached = self.reached or self._is_enough()

    def _is_enough(self) -> bool:
        if self._requests >= REQUESTS_MAX:
            return True
        kinds = self._kinds.values()
        if self._requests % _STEP or any(kind.samples < SAMPLES_ENOUGH for kind in kinds):
            return False
        return all(line.is_known_over(self._requests) for kind in kinds for line in kind.lines())


class _KindLines:
    """The sums of a kind's lines, half-units (y) over numbers (x)."""

    def __init__(self) -> None:
        self.samples = 0
        self._x = self._xx = 0
        self._y: Counter[ResourceId] = Counter()
        self._xy: Counter[ResourceId] = Counter()
        self._yy: Counter[ResourceId] = Counter()

    def add(self, sample: RequestSample) -> None:
        number = sample.number
        self.samples += 1
        self._x += number
        self._xx += number * number
        for resource, half_units in sample.half_units().items():
            self._y[resource] += half_units
            self._xy[resource] += number * half_units
            self._yy[resource] += half_units * half_units

    def lines(self) -> Iterator[Line]:
        for resource, y in self._y.items():
            yield Line(self.samples, self._x, y, self._xx, self._xy[resource], self._yy[resource])
