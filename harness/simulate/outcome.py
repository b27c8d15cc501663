"""What a plan does with a traffic: values, without a way of showing them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from harness.capacity.limit import Cause
from harness.capacity.prices import Usd
from harness.simulate.plan import CapacityMode
from harness.simulate.profile import ResourceId


class Shortage(StrEnum):
    """Of what there is too little: of units, or of room in one partition."""

    STARVED = "starved"
    HOT_KEY = "hot key"


@dataclass(frozen=True, slots=True)
class RefusalReason:
    """``hottest_share``: of the resource's half-units, what its hottest key takes; None where no
    keys were measured."""

    resource: ResourceId
    shortage: Shortage
    hottest_share: Fraction | None


@dataclass(frozen=True, slots=True)
class SaltSpread:
    """Refused shares where other keys share a partition, which no user chooses."""

    salts: int
    fitting: int
    median_share: Fraction
    worst_share: Fraction


class Fit(StrEnum):
    """``FITS``: no refusal even with every bucket empty at the start, and no minute above what is
    provisioned. ``FITS_WITH_BURST``: no refusal otherwise."""

    FITS = "fits"
    FITS_WITH_BURST = "fits with burst"
    THROTTLES = "throttles"


@dataclass(frozen=True, slots=True)
class UnitsRun:
    """``units`` provisioned from a second of the traffic on, until the next of them."""

    start_s: int
    units: int


@dataclass(frozen=True, slots=True)
class ResourceOutcome:
    """One table or index, reads or writes.

    ``calls`` and ``refused_calls``: attempts that drew on it, retries among them, and those that
    it refused, by cause in ``causes``. A write that an index refuses counts for the index alone.
    ``demand_half_units``: of first attempts; ``consumed_half_units``: served. ``busiest_minute``
    and its ``busiest_half_units`` (in the whole minute). ``minutes_above``: with more demand than
    is provisioned. ``least_burst_half_units``: left at the end of a second, of
    ``full_burst_half_units``. ``units``: provisioned over time, or what an on-demand table could
    serve. ``partition_refused_calls``: those that a partition at its ceiling refused.
    """

    resource: ResourceId
    mode: CapacityMode
    fit: Fit
    calls: int
    refused_calls: int
    partition_refused_calls: int
    causes: Mapping[Cause, int]
    first_refusal_s: int | None
    throttled_minutes: int
    minutes_above: int
    demand_half_units: int
    consumed_half_units: int
    busiest_minute: int
    busiest_half_units: int
    least_burst_half_units: int
    full_burst_half_units: int
    units: tuple[UnitsRun, ...]
    mean_units: Fraction

    @property
    def refused_share(self) -> Fraction:
        """Of attempts."""
        return Fraction(self.refused_calls, self.calls) if self.calls else Fraction(0)


@dataclass(frozen=True, slots=True)
class KindOutcome:
    """``calls``: attempts; ``failed_calls``: given up after the last one was refused."""

    kind: str
    requests: int
    calls: int
    refused_calls: int
    failed_calls: int

    @property
    def refused_share(self) -> Fraction:
        """Of attempts."""
        return Fraction(self.refused_calls, self.calls) if self.calls else Fraction(0)


@dataclass(frozen=True, slots=True)
class DayCost:
    """``usd``: throughput of a day (the last may be shorter), mean units of each hour;
    ``usd_highest``: each hour by its highest minute, for which of both AWS bills is not settled.
    None where a price is not known."""

    day: int
    usd: Usd
    usd_highest: Usd


@dataclass(frozen=True, slots=True)
class SimulationOutcome:
    """``seconds``: of the horizon. ``days``: of cost, before the free tier; ``over_quota``:
    sentences."""

    seconds: int
    resources: tuple[ResourceOutcome, ...]
    kinds: tuple[KindOutcome, ...]
    days: tuple[DayCost, ...]
    over_quota: tuple[str, ...] = ()

    @property
    def fit(self) -> Fit:
        """The worst of its resources."""
        fits = {outcome.fit for outcome in self.resources}
        return next((fit for fit in (Fit.THROTTLES, Fit.FITS_WITH_BURST) if fit in fits), Fit.FITS)

    @property
    def first_refusal_s(self) -> int | None:
        """The second of the traffic in which the first call was refused."""
        firsts = [
            outcome.first_refusal_s
            for outcome in self.resources
            if outcome.first_refusal_s is not None
        ]
        return min(firsts, default=None)

    @property
    def refused_share(self) -> Fraction:
        """Of all attempts."""
        calls = sum(kind.calls for kind in self.kinds)
        return (
            Fraction(sum(kind.refused_calls for kind in self.kinds), calls)
            if calls
            else Fraction(0)
        )

    @property
    def usd(self) -> Usd:
        """Throughput over the horizon."""
        return _sum(day.usd for day in self.days)

    @property
    def usd_highest(self) -> Usd:
        """The same, each hour by its highest minute."""
        return _sum(day.usd_highest for day in self.days)

    def usd_month(self, month_s: int) -> Usd:
        """As if a month were made of such horizons."""
        usd = self.usd
        return None if usd is None else usd * month_s / self.seconds

    def of(self, resource: ResourceId) -> ResourceOutcome:
        """One resource's."""
        return next(outcome for outcome in self.resources if outcome.resource == resource)


def _sum(amounts: Iterable[Usd]) -> Usd:
    known = list(amounts)
    return None if None in known else sum((amount for amount in known if amount), Decimal(0))
