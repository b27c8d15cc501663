"""Calls against the buckets that they share, a day at a time.

Where nothing is refused, one look at whole arrays is exact. Where one bucket refuses and nothing
comes again, so is ``buckets.walk``. Only otherwise, while an episode lasts, seconds are stepped one
by one: with the calls that come again, and with what an index without capacity keeps from its
table. In an episode that goes on, what is served is the rate, whatever the retries: so after five
minutes the rest of the day is walked as if nothing came again, with the attempts that retries make
of it, or stepped by the minute where several buckets refuse. So that a bucket which hovers at zero
for a month costs no more than one that starves, a day is stepped for ten minutes at most.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from harness.capacity.limit import Cause
from harness.simulate.arrivals import Counts64, differences
from harness.simulate.buckets import unrefused_levels, walk
from harness.simulate.pauses import Pause
from harness.simulate.profile import ResourceId
from harness.simulate.serve import pass_through
from harness.simulate.traffic import MINUTE_S
from harness.simulate.waiting import Floats, WaitingCalls

EPISODE_S = 5 * MINUTE_S
STEPPED_A_DAY_S = 10 * MINUTE_S

_WINDOW_S = 3600  # is looked at again after an episode
_CALM_S = 30  # without a refusal, and with nothing to come again, ends an episode


@dataclass(frozen=True, slots=True)
class GroupBucket:
    """``burst_s``: how many seconds of its rate it holds."""

    resource: ResourceId
    cause: Cause
    burst_s: int


@dataclass(frozen=True, slots=True)
class GroupFlow:
    """Calls of a kind over a day. ``half_units``: by bucket and second, for each bucket that they
    draw on, of which some may give nothing."""

    kind: str
    calls: Counts64
    half_units: dict[int, Counts64]


@dataclass(frozen=True, slots=True)
class GroupDay:
    """By bucket: half-units asked for and served, calls refused, by second; the least half-units
    left. By flow: attempts, attempts refused, calls that were given up."""

    demand: list[Counts64]
    served: list[Counts64]
    refused: list[Counts64]
    least: list[int]
    attempts: list[int]
    attempts_refused: list[int]
    failed: list[int]


class BucketGroup:
    """Buckets that start full (or ``empty``) and keep their levels, and the calls that will come
    again, from day to day. ``fits_empty``: whether nothing would have been refused had they started
    empty."""

    def __init__(
        self, buckets: Sequence[GroupBucket], pauses: Sequence[Pause], *, empty: bool = False
    ) -> None:
        self.buckets = buckets
        self.pauses = pauses
        self.levels: list[int] = []
        self.empty_levels: list[int] = []
        self.fits_empty = True
        self.waiting = WaitingCalls(pauses, len(buckets))
        self._empty = empty

    def day(self, flows: Sequence[GroupFlow], incomes: Sequence[Counts64]) -> GroupDay:
        """``incomes``: half-units a second by bucket, by second. The flows are every day the same
        ones, in the same order."""
        fulls = [
            income * bucket.burst_s for income, bucket in zip(incomes, self.buckets, strict=True)
        ]
        if not self.levels:
            self.levels = [0 if self._empty else int(full[0]) for full in fulls]
            self.empty_levels = [0] * len(fulls)
        self.waiting.open(len(flows))
        day = _Day(self, flows, incomes, fulls)
        day.run()
        return day.result()


class _Day:
    """One day of a group. Writes the group's levels and queue."""

    def __init__(
        self,
        group: BucketGroup,
        flows: Sequence[GroupFlow],
        incomes: Sequence[Counts64],
        fulls: Sequence[Counts64],
    ) -> None:
        self._group = group
        self._flows = flows
        self._incomes = incomes
        self._fulls = fulls
        self._seconds = len(incomes[0])
        zero = np.zeros(self._seconds, np.int64)
        self._demand = [
            sum((flow.half_units[at] for flow in flows if at in flow.half_units), zero)
            for at in range(len(incomes))
        ]
        self._served = [demand.copy() for demand in self._demand]
        self._refused_calls = [np.zeros(self._seconds) for _ in incomes]
        self._least = list(group.levels)
        self._attempts = np.array([flow.calls.sum() for flow in flows], np.float64)
        self._attempts_refused = np.zeros(len(flows))
        self._failed = np.zeros(len(flows))
        self._stepped = 0
        self._first_calls = self._income = np.zeros((0, 0), np.int64)

    def result(self) -> GroupDay:
        return GroupDay(
            self._demand,
            self._served,
            [_whole_calls(calls) for calls in self._refused_calls],
            self._least,
            _rounded(self._attempts),
            _rounded(self._attempts_refused),
            _rounded(self._failed),
        )

    def run(self) -> None:
        """Walk the day; ``result`` has what came of it."""
        self._try_empty()
        if not self._group.waiting.any:
            levels = self._scan(0, self._seconds)
            if min(int(of_bucket.min()) for of_bucket in levels) >= 0:
                self._keep(levels)
                return
            if not self._group.pauses and self._walked(0):
                return
        self._by_episodes()

    def _scan(self, start: int, stop: int) -> list[Counts64]:
        return [
            unrefused_levels(
                self._group.levels[at],
                self._incomes[at][start:stop],
                self._demand[at][start:stop],
                self._fulls[at][start:stop],
            )
            for at in range(len(self._incomes))
        ]

    def _keep(self, levels: Sequence[Counts64]) -> None:
        self._least = [
            min(least, int(of_bucket.min()))
            for least, of_bucket in zip(self._least, levels, strict=True)
        ]
        self._group.levels = [int(of_bucket[-1]) for of_bucket in levels]

    def _try_empty(self) -> None:
        group = self._group
        if not group.fits_empty:
            return
        for at, level in enumerate(group.empty_levels):
            levels = unrefused_levels(level, self._incomes[at], self._demand[at], self._fulls[at])
            group.fits_empty = group.fits_empty and int(levels.min()) >= 0
            group.empty_levels[at] = int(levels[-1])

    def _alone(self, bucket: int) -> bool:
        """Whether every call that draws on the bucket takes something from it: the refused part of
        calls and of half-units is then the same."""
        return all(
            not flow.calls[flow.half_units[bucket] == 0].any()
            for flow in self._flows
            if bucket in flow.half_units
        )

    def _walked(self, start: int) -> bool:
        """Whether the rest of the day could be walked at once: one bucket refuses alone, and the
        others have enough for what it lets pass."""
        rest = slice(start, None)
        bucket = _tightest(
            [demand[rest] for demand in self._demand], [income[rest] for income in self._incomes]
        )
        if start == self._seconds or not self._alone(bucket):
            return False
        group, demand = self._group, self._demand[bucket][rest]
        refused = walk(
            group.levels[bucket], self._incomes[bucket][rest], demand, self._fulls[bucket][rest]
        ).refused
        part = np.maximum(demand, 1)
        drawing = [at for at, flow in enumerate(self._flows) if bucket in flow.half_units]
        served = [of_bucket[rest].copy() for of_bucket in self._served]
        served[bucket] -= refused
        for at in drawing:
            for other, half_units in self._flows[at].half_units.items():
                if other != bucket:
                    served[other] -= half_units[rest] * refused // part
        levels = [
            unrefused_levels(level, income[rest], of_bucket, full[rest])
            for level, income, of_bucket, full in zip(
                group.levels, self._incomes, served, self._fulls, strict=True
            )
        ]
        if min(int(of_bucket.min()) for of_bucket in levels) < 0:
            return False
        for flow in drawing:
            self._lose(flow, bucket, self._flows[flow].calls[rest] * (refused / part), start)
        for of_day, of_rest in zip(self._served, served, strict=True):
            of_day[rest] = of_rest
        self._keep(levels)
        return True

    def _lose(self, at: int, bucket: int, failed: Floats, start: int) -> None:
        """Calls of a flow that fail, by second. With retries every attempt of a minute is refused
        with the same probability, and as many calls fail in the end as were not served."""
        self._failed[at] += failed.sum()
        refused = failed
        retries = len(self._group.pauses)
        if retries:
            minutes = np.arange(0, len(failed), MINUTE_S)
            calls = np.add.reduceat(self._flows[at].calls[start:], minutes)
            shares = np.add.reduceat(failed, minutes) / np.maximum(calls, 1)
            each = shares ** (1 / (retries + 1))
            reached = sum(each**number for number in range(1, retries + 1))
            self._attempts[at] += (calls * reached).sum()
            times = 1 + np.divide(reached, shares, out=np.zeros_like(shares), where=shares > 0)
            refused = failed * np.repeat(times, MINUTE_S)[: len(failed)]
        self._attempts_refused[at] += refused.sum()
        self._refused_calls[bucket][start:] += refused

    def _by_episodes(self) -> None:
        self._first_calls = _stacked(self._flows, len(self._incomes), self._seconds)
        self._income = np.stack(self._incomes, axis=1)
        at = 0
        while at < self._seconds:
            if not self._group.waiting.any:
                at = self._calm(at)
            if at < self._seconds:
                at = self._episode(at)

    def _calm(self, start: int) -> int:
        """Up to the first refusal."""
        while start < self._seconds:
            stop = min(self._seconds, start + _WINDOW_S)
            levels = self._scan(start, stop)
            firsts = [int(np.argmax(of_bucket < 0)) for of_bucket in levels if of_bucket.min() < 0]
            kept = min(firsts, default=stop - start)
            if kept:
                self._keep([of_bucket[:kept] for of_bucket in levels])
            start += kept
            if firsts:
                break
        return start

    def _episode(self, start: int) -> int:
        """Until nothing was refused for a while and nothing will come again."""
        calm = 0
        second = start
        while second < self._seconds:
            if second - start >= EPISODE_S or self._stepped >= STEPPED_A_DAY_S:
                return self._by_minutes(second)
            self._stepped += 1
            refused = self._step(second, second + 1)
            second += 1
            calm = 0 if refused else calm + 1
            if calm >= _CALM_S and not self._group.waiting.any:
                break
        return second

    def _by_minutes(self, second: int) -> int:
        """To the end of the day at once, if that is possible; otherwise until the first minute in
        which nothing is refused."""
        start = second
        while second < self._seconds:
            stop = min(self._seconds, (second // MINUTE_S + 1) * MINUTE_S)
            refused = self._step(second, stop)
            first, second = second == start, stop
            if not refused:
                break
            if first and not self._group.waiting.any and self._walked(second):
                return self._seconds
        return second

    def _step(self, start: int, stop: int) -> bool:
        """One second, or what is left of one minute; whether something was refused in it."""
        group = self._group
        cohorts = group.waiting.take(stop - start)
        cohorts[:, 0] += self._first_calls[start:stop].sum(axis=0)
        offered = group.waiting.whole(cohorts[:, :, 1:].sum(axis=1))
        offers = [
            {bucket: offered[at][bucket] for bucket in flow.half_units}
            for at, flow in enumerate(self._flows)
        ]
        available = [
            level + income
            for level, income in zip(
                group.levels, self._income[start:stop].sum(axis=0).tolist(), strict=True
            )
        ]
        passed = pass_through(available, offers)
        served = [
            sum(part.half_units.get(at, 0) for part in passed) for at in range(len(available))
        ]
        for bucket, taken in enumerate(served):
            self._served[bucket][start:stop] = 0
            self._served[bucket][start] = taken
        group.levels = [
            min(int(full[stop - 1]), left - taken)
            for full, left, taken in zip(self._fulls, available, served, strict=True)
        ]
        self._least = list(map(min, self._least, group.levels))
        if all(part.refused_by is None for part in passed):
            return False
        shares = np.array([1 - part.numerator / part.denominator for part in passed])
        refused = cohorts * shares[:, None, None]
        if stop - start == 1:
            attempts = refused[:, :, 0].sum(axis=1)
            self._failed += refused[:, -1, 0]
            self._attempts += group.waiting.add(refused)
        else:
            attempts = self._give_up(cohorts[:, :, 0], shares)
        self._attempts_refused += attempts
        for part, count in zip(passed, attempts.tolist(), strict=True):
            if part.refused_by is not None:
                self._refused_calls[part.refused_by][start] += count
        return True

    def _give_up(self, calls: Floats, shares: Floats) -> Floats:
        """Attempts refused by flow. In a starved minute as many calls fail in the end as were not
        served, and every attempt is refused with the same probability."""
        self._failed += (calls.sum(axis=1)) * shares
        attempts = np.zeros(len(calls))
        most = calls.shape[1]
        for attempt in range(most):
            left = most - attempt
            each = shares ** (1 / left)
            reached = sum(each**number for number in range(1, left))
            self._attempts += calls[:, attempt] * reached
            attempts += calls[:, attempt] * (reached + each**left)
        return attempts


def _tightest(demand: Sequence[Counts64], incomes: Sequence[Counts64]) -> int:
    """The bucket with the least income for what is asked of it."""
    return max(
        range(len(demand)), key=lambda at: int(demand[at].sum()) / max(1, int(incomes[at].sum()))
    )


def _stacked(flows: Sequence[GroupFlow], buckets: int, seconds: int) -> Counts64:
    """By second and flow: calls, then half-units by bucket."""
    stacked = np.zeros((seconds, len(flows), 1 + buckets), np.int64)
    for at, flow in enumerate(flows):
        stacked[:, at, 0] = flow.calls
        for bucket, half_units in flow.half_units.items():
            stacked[:, at, 1 + bucket] = half_units
    return stacked


def _rounded(sums: Floats) -> list[int]:
    return [int(value) for value in np.floor(sums + 0.5).tolist()]


def _whole_calls(calls: Floats) -> Counts64:
    """Whole ones, each when the sum from the start reaches it; the first with the first part."""
    if not calls.any():
        return np.zeros(len(calls), np.int64)
    until: Counts64 = np.ceil(np.cumsum(calls) - 1e-6).astype(np.int64)
    return differences(until)
