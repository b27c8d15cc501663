"""What a run adds up to. Values only: units are half-units, rates are half-units a second."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from harness.capacity.free_tier import Split
from harness.capacity.prices import SECONDS_A_MONTH, Usd
from harness.capacity.retries import RetryPrice
from harness.ledger.run import RunFacts
from harness.model.charge import Arm
from harness.model.time import NS_PER_S
from harness.report.values.series import Levels, Track

# A table or a global index, and reads or writes.
ResourceKey = tuple[str, str | None, "Dimension"]


class Dimension(StrEnum):
    """Reads and writes, which have limits of their own."""

    READ = "read"
    WRITE = "write"

    @property
    def unit(self) -> str:
        """AWS's abbreviation: RCU or WCU."""
        return "RCU" if self is Dimension.READ else "WCU"


class Standing(StrEnum):
    """How a provisioned number stands against what was asked of it."""

    IDLE = "idle"  # nothing was asked of it
    UNLIMITED = "unlimited"  # on demand, or a table whose limits are not known
    FITS = "fits"
    WILL_THROTTLE = "will throttle"  # asked for too much, but nothing was refused by it yet
    WOULD_THROTTLE = "would throttle"  # limits were not enforced; the modelled burst ran out
    THROTTLED = "throttled"  # calls were refused in this run

    @property
    def breaks(self) -> bool:
        """Whether AWS refuses, or would refuse, calls at this standing."""
        return self in (Standing.THROTTLED, Standing.WOULD_THROTTLE, Standing.WILL_THROTTLE)


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


@dataclass(frozen=True, slots=True)
class Series:
    """One figure a second, all of the same length. ``consumed``, ``demand`` and ``burst_left`` in
    half-units, ``refused`` in calls; ``burst_left`` is None where nothing is provisioned."""

    consumed: Track
    demand: Track
    refused: Track
    burst_left: Levels | None


@dataclass(frozen=True, slots=True)
class Resource:
    """One provisioned number: reads or writes of a table (its local indexes included) or of a
    global index.

    ``average``: consumed half-units a second. ``demand``: the same with the estimate for what was
    refused or, where it is more, of the seconds before DynamoDB refused anything. ``breaks_at``:
    the second from which calls are, or would be, refused.
    ``recommended``: the fewest units that sustain the demand of this window.
    """

    table: str
    index: str | None
    dimension: Dimension
    provisioned: int | None
    standing: Standing
    consumed_half_units: int
    refused_calls: int
    average: Fraction
    peak_half_units: int
    demand: Fraction
    breaks_at: int | None
    recommended: int
    series: Series

    @property
    def average_utilisation(self) -> Fraction | None:
        """Mean consumption ÷ limit, None without a limit."""
        return None if self.provisioned is None else self.average / (2 * self.provisioned)

    @property
    def peak_utilisation(self) -> Fraction | None:
        """Highest second ÷ limit, None without a limit."""
        if self.provisioned is None:
            return None
        return Fraction(self.peak_half_units, 2 * self.provisioned)

    @property
    def demand_utilisation(self) -> Fraction | None:
        """Demand ÷ limit, None without a limit."""
        return None if self.provisioned is None else self.demand / (2 * self.provisioned)

    @property
    def burst_left_half_units(self) -> int | None:
        """At the end of the run."""
        levels = self.series.burst_left
        return None if levels is None else levels.at(levels.seconds - 1)


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


@dataclass(frozen=True, slots=True)
class FunctionUse:
    """What one caller took: a function, or ``client`` for calls from outside any function.

    ``duration``: the handler alone. ``init``: its cold starts. ``billed_ms``: both, each
    invocation rounded up to a millisecond as Lambda bills it. ``memory_mb``: None for ``client``,
    and where the run did not note it.
    """

    name: str
    outcomes: Outcomes
    memory_mb: int | None
    architecture: str
    billed_ms: int
    calls: int
    refused_calls: int
    read_half_units: int
    write_half_units: int
    duration: Latency
    init: Latency

    @property
    def cold_starts(self) -> int:
        """Invocations that waited for a cold start."""
        return self.init.count


@dataclass(frozen=True, slots=True)
class Totals:
    """``call_errors`` and ``request_errors``: error name to count, throttling left out of neither.
    ``failures``: those of the requests that count as failed, so without throttling.
    ``operations``: operation to calls. ``scans``: as of a kind."""

    calls: int
    refused_calls: int
    over_calls: int
    read_half_units: int
    write_half_units: int
    outcomes: Outcomes
    call_errors: Mapping[str, int]
    request_errors: Mapping[str, int]
    failures: Mapping[str, int]
    operations: Mapping[str, int]
    scans: int


@dataclass(frozen=True, slots=True)
class HotKey:
    """``partition``: the hash of the partition key's value. ``name``: the value made readable,
    where the run kept that. ``share``: of the units of all known keys."""

    partition: str
    name: str | None
    share: Fraction


@dataclass(frozen=True, slots=True)
class Heat:
    """How the units of a table or index spread over its keys and its modelled partitions.

    ``ceiling``: units a second that one partition serves. ``busiest_share``: the part of the units
    that the busiest partition bore. ``peak_half_units``: in its busiest second. ``hottest``: the
    keys that took most, at most five of ``keys_seen``.
    """

    table: str
    index: str | None
    dimension: Dimension
    partitions: int
    ceiling: int
    busiest_share: Fraction
    peak_half_units: int
    keys_seen: int
    hottest: tuple[HotKey, ...]

    @property
    def peak_utilisation(self) -> Fraction:
        """Highest second ÷ the ceiling of a partition."""
        return Fraction(self.peak_half_units, 2 * self.ceiling)


@dataclass(frozen=True, slots=True)
class Retries:
    """What throttling cost the callers whose SDK marks its attempts.

    ``calls``: refused once at least; ``refusals``: attempts of them that were refused;
    ``recovered``: calls that went through in the end. ``added``: from the first attempt to the
    last, of all of them. ``refused_again``: the share of further attempts that were refused too,
    None where there was none. ``modelled``: the retry modes at that share.
    """

    calls: int
    refusals: int
    recovered: int
    added: Latency
    refused_again: Fraction | None
    modelled: tuple[RetryPrice, ...]

    @property
    def given_up(self) -> int:
        """Calls that no retry helped."""
        return self.calls - self.recovered


@dataclass(frozen=True, slots=True)
class TableCost:
    """USD a month, unrounded, None where a price is not known. ``as_is`` is ``on_demand`` where the
    table is on demand. ``scaled``: provisioned by auto scaling."""

    table: str
    as_is: Usd
    as_recommended: Usd
    scaled: Usd
    on_demand: Usd


@dataclass(frozen=True, slots=True)
class LambdaCost:
    """A month of the invocations measured, with this machine's durations. ``month`` and
    ``after_free_tier``: USD, unrounded, None where a price is not known."""

    invocations: int
    gb_seconds: Fraction
    month: Usd
    after_free_tier: Usd


@dataclass(frozen=True, slots=True)
class VolumeCost:
    """USD for a month of so many requests of the run's mix, at an even rate. ``provisioned``: the
    fewest units that serve it. ``functions``: Lambda's part, None where it is not known."""

    requests: int
    provisioned: Usd
    on_demand: Usd
    functions: Usd


@dataclass(frozen=True, slots=True)
class BreakEven:
    """Where provisioned and on-demand capacity cost the same. ``read_use`` and ``write_use``: the
    share of a provisioned unit's time in use. ``million``: USD for a million requests of the run's
    mix on demand. ``requests``: so many a month cost on demand what the recommended values do."""

    read_use: Fraction | None
    write_use: Fraction | None
    million: Usd
    requests: int | None


@dataclass(frozen=True, slots=True)
class FreeUnits:
    """A table's or an index's part of the free tier's units."""

    table: str
    index: str | None
    read_units: int
    write_units: int


@dataclass(frozen=True, slots=True)
class FreeTier:
    """What 25 RCU and 25 WCU serve of the run's mix, split as is best over the tables and global
    indexes that it touches. None where there are too many of those."""

    reads: Split[tuple[str, str | None]] | None
    writes: Split[tuple[str, str | None]] | None

    @property
    def requests_per_s(self) -> Fraction | None:
        """Requests per second that the free tier carries, None where it bounds nothing."""
        splits = (self.reads, self.writes)
        rates = [
            split.requests_per_s for split in splits if split and split.requests_per_s is not None
        ]
        return None if None in splits else min(rates, default=None)

    @property
    def requests_a_month(self) -> int | None:
        """Requests in 730 hours that the free tier carries, None where it bounds nothing."""
        rate = self.requests_per_s
        return None if rate is None else int(rate * SECONDS_A_MONTH)

    @property
    def split(self) -> tuple[FreeUnits, ...]:
        """Empty where there is none."""
        if not self.reads or not self.writes:
            return ()
        return tuple(
            FreeUnits(*name, units, self.writes.units[name])
            for name, units in self.reads.units.items()
        )


@dataclass(frozen=True, slots=True)
class Costs:
    """``region``: whose prices these are. ``total``: of the tables, without Lambda.
    ``after_free_tier``: of the total, nothing else of the account using it. ``functions``: None
    where no function was invoked. ``missing``: the prices that these costs need and that are not
    known, by ``PRICE_NAMES``. ``doubtful``: sentences on the prices."""

    region: str
    tables: tuple[TableCost, ...]
    total: TableCost
    after_free_tier: TableCost
    functions: LambdaCost | None
    volumes: tuple[VolumeCost, ...]
    break_even: BreakEven
    missing: tuple[str, ...]
    sources: tuple[str, ...]
    doubtful: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """Everything a report says, before it is put into words.

    ``free_tier``: where requests come one after the other; ``free_tier_at_peaks``: where they come
    in waves, hour by hour as in this run.

    ``window`` is None where the ledger has no call and no invocation. ``demand_is_floor``: some
    request kind was only ever refused, so that its demand is not in the estimate. ``torn``: the
    ledger's last line was incomplete and is left out.
    """

    facts: RunFacts
    torn: bool
    window: Window | None
    resources: tuple[Resource, ...]
    arms: tuple[Arm, ...]
    kinds: tuple[Kind, ...]
    functions: tuple[FunctionUse, ...]
    totals: Totals
    costs: Costs
    free_tier: FreeTier
    free_tier_at_peaks: FreeTier
    heats: tuple[Heat, ...]
    retries: Retries
    demand_is_floor: bool

    @property
    def cut_off(self) -> bool:
        """Whether the run has no end: it still runs, or was killed."""
        return self.facts.ended_ns is None

    @property
    def enforced(self) -> bool:
        """Whether calls over the limits were refused."""
        return self.facts.limits == "enforce"

    @property
    def used(self) -> tuple[Resource, ...]:
        """The resources that something was asked of."""
        return tuple(
            resource for resource in self.resources if resource.standing is not Standing.IDLE
        )


def half_units(arm: Arm, dimension: Dimension) -> int:
    """An arm's half-units of one dimension."""
    return arm.read_half_units if dimension is Dimension.READ else arm.write_half_units
