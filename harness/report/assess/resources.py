"""Each provisioned number against what was asked of it."""

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction

from harness.ledger.run import RunFacts
from harness.model.table import Table, Throughput
from harness.model.time import NS_PER_S
from harness.report.assess.burst import projected_second, replay, smallest_sufficient
from harness.report.assess.demand import Demand
from harness.report.count.counts import Counts
from harness.report.values.resource import Dimension, Resource, ResourceKey, Series, Standing
from harness.report.values.series import Track
from harness.report.values.window import Window

_FREE_SECONDS_MIN = 10


def window_of(counts: Counts, ended_ns: int | None) -> Window | None:
    """See ``Window``. Second 0 begins with the first entry in the ledger, or less than a second
    before the earliest arrival where that one was written later."""
    if counts.first_ns is None or counts.last_ns is None:
        return None
    end_ns = counts.last_ns
    if ended_ns is not None and counts.first_ns < ended_ns < end_ns:
        end_ns = ended_ns
    return Window(
        origin_ns=counts.origin_ns,
        duration_ns=max(NS_PER_S, end_ns - counts.first_ns),
        seconds=(counts.last_ns - counts.origin_ns) // NS_PER_S + 1,
    )


def resources_of(
    counts: Counts, facts: RunFacts, window: Window, demand: Demand
) -> tuple[Resource, ...]:
    """The template's in its order, then what the ledger knows besides."""
    limits = _limits(facts.tables)
    borne = [
        counts.payer(arm.table, arm.index, dimension)
        for arm in counts.arms
        for dimension in Dimension
    ]
    limits |= {key: None for key in (*borne, *counts.refused) if key not in limits}
    assessment = _Assessment(counts, window, demand, facts.limits == "enforce")
    return tuple(assessment.resource(key, provisioned) for key, provisioned in limits.items())


def _limits(tables: Iterable[Table]) -> dict[ResourceKey, int | None]:
    return {
        (table.name, index, dimension): provisioned
        for table in tables
        for index, throughput in _throughputs(table)
        for dimension, provisioned in _units(throughput)
    }


def _throughputs(table: Table) -> Iterator[tuple[str | None, Throughput | None]]:
    yield None, table.throughput
    for index in table.global_indexes:
        yield index.name, index.throughput


def _units(throughput: Throughput | None) -> Iterator[tuple[Dimension, int | None]]:
    yield Dimension.READ, None if throughput is None else throughput.read_units
    yield Dimension.WRITE, None if throughput is None else throughput.write_units


class _Assessment:
    """What all resources of a run are assessed with."""

    def __init__(self, counts: Counts, window: Window, demand: Demand, enforced: bool) -> None:
        self._counts = counts
        self._window = window
        self._demand = demand
        self._enforced = enforced
        self._free_seconds = self._before_first_refusal()

    def resource(self, key: ResourceKey, provisioned: int | None) -> Resource:
        table, index, dimension = key
        consumed = self._track(self._counts.consumed.get(key, {}))
        refused = self._track(self._counts.refused.get(key, {}))
        missing = self._track(self._demand.missing(key))
        demand = consumed.plus(missing)
        typical, demand_rate = self._typical(demand)
        burst = None if provisioned is None else replay(consumed, provisioned)
        standing, breaks_at = self._standing(provisioned, demand, refused, demand_rate)
        return Resource(
            table=table,
            index=index,
            dimension=dimension,
            provisioned=provisioned,
            standing=standing,
            consumed_half_units=consumed.total,
            refused_calls=refused.total,
            average=self._window.rate(consumed.total),
            peak_half_units=consumed.peak,
            demand=demand_rate,
            breaks_at=breaks_at,
            recommended=_recommended(standing, provisioned, typical, demand_rate),
            series=Series(consumed, demand, refused, None if burst is None else burst.left),
        )

    def _track(self, by_second: Mapping[int, int]) -> Track:
        values = {second: figure for second, figure in sorted(by_second.items()) if figure}
        return Track(self._window.seconds, values)

    def _before_first_refusal(self) -> int:
        """Whole seconds of the window in which nothing was refused to anybody yet."""
        refused = [second for calls in self._counts.refused.values() for second in calls]
        return min(refused, default=0)

    def _typical(self, demand: Track) -> tuple[Track, Fraction]:
        """The seconds that show what callers ask for, and their rate.

        Once calls are refused, callers wait before they retry and so send less; the rest of the
        run then says less than its beginning, if that was long enough to say anything.
        """
        rate = self._window.rate(demand.total)
        free = demand.until(self._free_seconds)
        free_rate = Fraction(free.total, max(1, free.seconds))
        if free.seconds >= _FREE_SECONDS_MIN and free_rate > rate:
            return free, free_rate
        return demand, rate

    def _standing(
        self,
        provisioned: int | None,
        demand: Track,
        refused: Track,
        rate: Fraction,
    ) -> tuple[Standing, int | None]:
        """Demand, not consumption, goes through the bucket: where another limit refused the calls
        first, this one would be next."""
        if refused.values:
            return Standing.THROTTLED, refused.first
        if not demand.values:
            return Standing.IDLE, None
        if provisioned is None:
            return Standing.UNLIMITED, None
        burst = replay(demand, provisioned)
        breaks_at = burst.exhausted_second
        if breaks_at is None:
            left = burst.left.at(self._window.seconds - 1)
            breaks_at = projected_second(left, self._window.seconds, rate, provisioned)
        elif not self._enforced:
            return Standing.WOULD_THROTTLE, breaks_at
        return (Standing.FITS if breaks_at is None else Standing.WILL_THROTTLE), breaks_at


def _recommended(standing: Standing, provisioned: int | None, demand: Track, rate: Fraction) -> int:
    """What nothing was asked of stays as it is: the run says nothing about it."""
    if standing is Standing.IDLE and provisioned is not None:
        return provisioned
    return smallest_sufficient(demand, rate)
