"""What a request of each kind costs: measured in a run, true on every machine.

Units do not depend on how fast a machine serves, so that a profile of a few hundred requests stands
for millions of them. It keeps distributions and not only means, because a mean says nothing of how
sure it is, and calls rather than sums, because DynamoDB refuses calls.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

# A figure from fewer requests is marked wherever it is shown.
FEW_SAMPLES = 5


@dataclass(frozen=True, slots=True)
class ResourceId:
    """A table (``index`` None) or a global index, its reads or its writes. A local index draws on
    its table's throughput and is never one of its own."""

    table: str
    index: str | None
    write: bool

    @property
    def dimension(self) -> str:
        """``read`` or ``write``."""
        return "write" if self.write else "read"

    @property
    def unit(self) -> str:
        """``RCU`` or ``WCU``."""
        return "WCU" if self.write else "RCU"

    @property
    def order(self) -> tuple[str, str, bool]:
        """To sort by: a table goes before its indexes, reads before writes."""
        return self.table, self.index or "", self.write


@dataclass(frozen=True, slots=True)
class Distribution:
    """``counts``: how many samples had each value, by ascending value."""

    counts: Mapping[int, int]

    @property
    def samples(self) -> int:
        """How many there were."""
        return sum(self.counts.values())

    @property
    def total(self) -> int:
        """The sum of all samples."""
        return sum(value * count for value, count in self.counts.items())

    @property
    def mean(self) -> Fraction:
        """Needs a sample."""
        return Fraction(self.total, self.samples)

    @property
    def standard_error(self) -> Decimal | None:
        """Of the mean; None from fewer than two samples."""
        samples = self.samples
        if samples < 2:
            return None
        squares = sum(value * value * count for value, count in self.counts.items())
        variance = (squares - Fraction(self.total**2, samples)) / (samples - 1)
        return square_root(variance / samples)


@dataclass(frozen=True, slots=True)
class Draw:
    """What one request took in calls of one shape: how many, and half-units by the shape's
    resources."""

    calls: int
    half_units: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class CallGroup:
    """Calls of one operation that draw on the same resources, which are of one table and either
    read or write. ``draws``: how many requests took what, those without such a call included.

    A write that may change an index, but did not, has it with 0 half-units: an index without
    capacity refuses it all the same.
    """

    operation: str
    resources: tuple[ResourceId, ...]
    draws: tuple[tuple[Draw, int], ...]


@dataclass(frozen=True, slots=True)
class UnitGrowth:
    """How much dearer each request makes the ones after it: half-units of ``resource`` a request
    for each request served before, to 28 digits, with its standard error."""

    resource: ResourceId
    slope: Fraction
    standard_error: Decimal

    @property
    def is_sure(self) -> bool:
        """Whether it rises, by four standard errors at least."""
        return self.slope > 0 and decimal(self.slope) > 4 * self.standard_error


@dataclass(frozen=True, slots=True)
class FunctionUsage:
    """Invocations of a function that requests of a kind cause, and the milliseconds that are billed
    for them in all. Milliseconds are this machine's, units are not."""

    function: str
    memory_mb: int
    architecture: str
    invocations: int
    billed_ms: int


@dataclass(frozen=True, slots=True)
class KindProfile:
    """``units``: half-units a request, by resource; ``reads`` and ``writes``: of all together.
    ``stored_bytes``: what all samples together put into each table. ``calls``: the same units, as
    the calls that DynamoDB passes or refuses. ``refused``: how many more such requests came, of
    which DynamoDB refused a part for good: they are no samples."""

    kind: str
    samples: int
    units: Mapping[ResourceId, Distribution]
    calls: tuple[CallGroup, ...] = ()
    growth: tuple[UnitGrowth, ...] = ()
    stored_bytes: Mapping[str, int] = field(default_factory=dict)
    functions: tuple[FunctionUsage, ...] = ()
    reads: Distribution = Distribution({})
    writes: Distribution = Distribution({})
    refused: int = 0

    @property
    def is_few(self) -> bool:
        """Whether its figures rest on fewer than five requests."""
        return self.samples < FEW_SAMPLES

    @property
    def sentence(self) -> str:
        """For example `` `bill`: 1.16 RCU ± 0.05 from 191``, of all tables and indexes."""
        units = [
            _mean(units, write=write)
            for write, units in enumerate((self.reads, self.writes))
            if units.total
        ]
        return f"`{self.kind}`: {', '.join(units) or 'no units'} {self._basis}"

    def interval(self, resource: ResourceId) -> str:
        """For example ``1.16 RCU ± 0.05 from 191``, plus and minus one standard error."""
        return f"{_mean(self.units[resource], write=resource.write)} {self._basis}"

    @property
    def _basis(self) -> str:
        return f"from {self.samples}" + (" (too few to rely on)" if self.is_few else "")


def _mean(units: Distribution, *, write: bool | int) -> str:
    words = f"{decimal(units.mean / 2):.2f} {'WCU' if write else 'RCU'}"
    if units.standard_error is not None:
        words += f" ± {units.standard_error / 2:.2f}"
    return words


@dataclass(frozen=True, slots=True)
class KeyShares:
    """Which part of a resource's half-units goes to which partition keys. ``hottest``: hashes with
    their half-units, the hottest first. ``rest``: the others as a curve, (keys, half-units in all),
    the hotter first."""

    resource: ResourceId
    hottest: tuple[tuple[int, int], ...]
    rest: tuple[tuple[int, int], ...] = ()

    @property
    def total(self) -> int:
        """Half-units of all keys together."""
        return sum(units for _, units in (*self.hottest, *self.rest))


@dataclass(frozen=True, slots=True)
class Profile:
    """``template``: what identifies the template that the run was of; empty where that is not
    known. ``unserved``: how many requests came of kinds of which DynamoDB served none. ``turns``:
    how many times the load drew something to send, which may have been several requests; None
    where it does not number them."""

    kinds: tuple[KindProfile, ...]
    keys: tuple[KeyShares, ...] = ()
    template: str = ""
    unserved: Mapping[str, int] = field(default_factory=dict)
    turns: int | None = None

    @property
    def mix(self) -> dict[str, int]:
        """How many requests came of each kind that was measured."""
        return {kind.kind: kind.samples + kind.refused for kind in self.kinds}

    @property
    def requests_a_turn(self) -> Fraction:
        """A load that asks for 100 a second draws so many times, and sends this many requests for
        each, those included by which functions invoke each other. At least 1: a run that was cut
        off is not a reason to expect less."""
        requests = sum(self.mix.values())
        return max(Fraction(1), Fraction(requests, self.turns or requests or 1))

    @property
    def resources(self) -> tuple[ResourceId, ...]:
        """All that any kind draws on, by name."""
        used = {
            resource for kind in self.kinds for call in kind.calls for resource in call.resources
        }
        return tuple(sorted(used, key=lambda resource: resource.order))

    def key_shares(self, resource: ResourceId) -> KeyShares | None:
        """None where no call named a key of it."""
        return next((shares for shares in self.keys if shares.resource == resource), None)

    def mean(self, kind: str, resource: ResourceId) -> Fraction:
        """Half-units a request; 0 where it takes none."""
        profile = next(profile for profile in self.kinds if profile.kind == kind)
        units = profile.units.get(resource)
        return units.mean if units else Fraction(0)


# Of a run without a request.
NO_PROFILE = Profile(())


def decimal(fraction: Fraction) -> Decimal:
    """To 28 digits."""
    return Decimal(fraction.numerator) / Decimal(fraction.denominator)


def square_root(fraction: Fraction) -> Decimal:
    """To 28 digits; the fraction is not negative."""
    return decimal(fraction).sqrt()
