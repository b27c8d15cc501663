"""A run's requests by kind: how they ended, what they took, what they consumed."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from harness.model.charge import Arm
from harness.report.values.resource import Dimension, half_units


@dataclass(frozen=True, slots=True)
class Outcomes:
    """How requests ended; each is counted once.

    ``throttled``: in a throttling error, or in an error right after DynamoDB refused a call (a
    time-out while the SDK waits to retry). ``failed``: in any other error. ``declined``: answered
    with a ``statusCode`` of 400 or more (a race lost with 409, for example).
    """

    requests: int = 0
    throttled: int = 0
    failed: int = 0
    declined: int = 0

    @property
    def answered(self) -> int:
        """Requests that ended well."""
        return self.requests - self.throttled - self.failed - self.declined


@dataclass(frozen=True, slots=True)
class Latency:
    """Nanoseconds; percentiles are at most 0.8 % high, ``max_ns`` is exact."""

    count: int
    mean_ns: int
    p50_ns: int
    p90_ns: int
    p95_ns: int
    p99_ns: int
    max_ns: int


@dataclass(frozen=True, slots=True)
class Growth:
    """Half-units a request, at the beginning of the window and at its end: of the straight line
    through all requests, where that surely rises."""

    dimension: Dimension
    first: Fraction
    last: Fraction


@dataclass(frozen=True, slots=True)
class Kind:
    """A request kind: what the load generator named, or an operation called directly.

    ``arms``: all units it consumed. ``served``: the requests that DynamoDB did not refuse in the
    end, and ``served_arms`` what those consumed; units each come from these two. ``operations``:
    operation to calls. ``scans``: those that AWS executes as a Scan, PartiQL's included.
    ``growths``: what got dearer in this run.
    """

    name: str
    outcomes: Outcomes
    arms: tuple[Arm, ...]
    served: int
    served_arms: tuple[Arm, ...]
    operations: Mapping[str, int]
    scans: int
    growths: tuple[Growth, ...]
    latency: Latency

    @property
    def read_half_units(self) -> int:
        """Half-units read, of all arms."""
        return sum(arm.read_half_units for arm in self.arms)

    @property
    def write_half_units(self) -> int:
        """Half-units written, of all arms."""
        return sum(arm.write_half_units for arm in self.arms)

    def each(self, dimension: Dimension) -> Fraction | None:
        """Half-units a served request, None where none was served."""
        if not self.served:
            return None
        units = sum(half_units(arm, dimension) for arm in self.served_arms)
        return Fraction(units, self.served)

    @property
    def read_each(self) -> Fraction | None:
        """Half-units that a request reads, None without requests."""
        return self.each(Dimension.READ)

    @property
    def write_each(self) -> Fraction | None:
        """Half-units that a request writes, None without requests."""
        return self.each(Dimension.WRITE)
