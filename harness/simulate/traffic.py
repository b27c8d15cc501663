"""How many requests of each kind come, and when: said by the user, never by a machine.

Rates are exact: ``course`` and batches give micro-requests a second by minute, as integers, and the
draw by second (``arrivals``) starts from those.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from fractions import Fraction
from itertools import accumulate
from math import lcm

from harness.capacity.prices import HOURS_A_MONTH
from harness.errors import UsageError

MINUTE_S = 60
DAY_MINUTES = 24 * 60
WEEK_MINUTES = 7 * DAY_MINUTES
MONTH_S = HOURS_A_MONTH * 3600
MONTH_MINUTES = HOURS_A_MONTH * 60

MICRO = 1_000_000

# Longer horizons are refused: a profile says nothing of data that is years older.
HORIZON_MAX_S = 366 * 86_400

# What 1,000,000 requests a second for all kinds take is beyond the quotas of any one account.
RATE_MAX = 1_000_000

# Where nothing says when the traffic starts: a Monday, 00:00 UTC, so that weeks are whole.
START_S = int(datetime(2026, 1, 5, tzinfo=UTC).timestamp())

# Index of dispersion of the arrivals: the variance of a minute's count by its mean.
EVEN = Fraction(0)
POISSON = Fraction(1)

# Hours 0 to 23 and Monday to Sunday by their mean, in hundredths: New York's taxi trips, seven
# months of half hours in local time (Numenta Anomaly Benchmark, realKnownCause/nyc_taxi).
DAY_HOURS = (
    97, 72, 53, 38, 28, 24, 48, 82, 101, 106, 106, 112,
    118, 118, 122, 117, 100, 119, 144, 151, 143, 142, 138, 123,
)  # fmt: skip
WEEK_DAYS = (88, 95, 100, 101, 106, 112, 97)


@dataclass(frozen=True, slots=True)
class Course:
    """``weights``: of each minute of a period that comes over and over, in proportion."""

    name: str
    weights: tuple[int, ...]

    @property
    def peak(self) -> Fraction:
        """The busiest minute by the mean."""
        return Fraction(max(self.weights) * len(self.weights), sum(self.weights))


FLAT = Course("flat", (1,))


@dataclass(frozen=True, slots=True)
class Batch:
    """``requests_per_s`` more requests of a kind, daily from a minute of the day (UTC) on."""

    kind: str
    minute: int
    requests_per_s: Fraction
    minutes: int = 60


@dataclass(frozen=True, slots=True)
class RecordedCounts:
    """Requests by kind and step, from a file; ``start_s``: seconds since the epoch, UTC. A longer
    horizon repeats them from their start. ``factor``: how many times each count comes."""

    start_s: int
    step_s: int
    counts: Mapping[str, tuple[int, ...]]
    factor: Fraction = Fraction(1)

    @property
    def period_minutes(self) -> int:
        """Whole minutes after which all of it comes again."""
        return lcm(
            *(max(1, len(of_kind) * self.step_s // MINUTE_S) for of_kind in self.counts.values())
        )

    def mean_rate(self, kind: str) -> Fraction:
        """Requests a second of a kind that it has."""
        counts = self.counts[kind]
        return self.factor * Fraction(sum(counts), len(counts) * self.step_s)


class Origin(StrEnum):
    """Who said the rate: the user, for this traffic; the scenario's own or ``--rate``; nobody."""

    STATED = "stated"
    SCENARIO = "asked"
    ASSUMED = "assumed"


@dataclass(frozen=True, slots=True)
class Traffic:
    """``rates``: mean requests a second by kind in the first month, batches apart.
    ``growth_a_month``: 0.1 is 10 % more a month, compound by month. ``dispersion``: of arrivals, 0
    even, 1 Poisson, more is burstier. ``start_s``: seconds since the epoch, UTC. ``recorded``:
    takes the place of rates and course. ``seed``: of what is drawn. ``statement``: what the user
    stated, as text."""

    rates: Mapping[str, Fraction]
    course: Course = FLAT
    growth_a_month: Fraction = Fraction(0)
    batches: tuple[Batch, ...] = ()
    dispersion: Fraction = POISSON
    start_s: int = START_S
    recorded: RecordedCounts | None = None
    seed: int = 0
    origin: Origin = Origin.SCENARIO
    statement: str = ""

    @property
    def kinds(self) -> tuple[str, ...]:
        """All request kinds that come, by name."""
        recorded = self.recorded.counts if self.recorded else {}
        return tuple(sorted({*self.rates, *recorded, *(batch.kind for batch in self.batches)}))

    @property
    def assumed(self) -> bool:
        """Whether nobody said the rate."""
        return self.origin is Origin.ASSUMED

    @property
    def mean_rate(self) -> Fraction:
        """Requests a second of all kinds together, batches included, before any growth."""
        recorded = self.recorded
        daily = sum(batch.requests_per_s * batch.minutes for batch in self.batches)
        return (
            sum(self.rates.values(), Fraction(daily) / DAY_MINUTES)
            if recorded is None
            else sum(map(recorded.mean_rate, recorded.counts), Fraction(daily) / DAY_MINUTES)
        )

    def times(self, factor: Fraction) -> "Traffic":
        """The same with so many times the requests, batches among them."""
        recorded = self.recorded
        return replace(
            self,
            rates={kind: rate * factor for kind, rate in self.rates.items()},
            batches=tuple(
                replace(batch, requests_per_s=batch.requests_per_s * factor)
                for batch in self.batches
            ),
            recorded=recorded and replace(recorded, factor=recorded.factor * factor),
        )

    def sentence(self, sent: float | None = None) -> str:
        """For example ``at 100 requests/s (asked; this machine sent 59.7)``. ``sent``: requests a
        second in the run; not shown beside a rate that the user stated."""
        varies = self.course.name != FLAT.name or self.batches or self.recorded
        notes = [self.origin.value]
        if self.assumed:
            notes[0] += ": the scenario names no rate"
        if self.statement:
            notes[0] += (": " if self.origin is Origin.STATED else ", with ") + self.statement
        if sent is not None and self.origin is not Origin.STATED:
            notes.append(f"this machine sent {_short(sent)}")
        mean = "requests/s on average" if varies else "requests/s"
        return f"at {_short(float(self.mean_rate))} {mean} ({'; '.join(notes)})"


def shared(rate: Fraction, mix: Mapping[str, int]) -> dict[str, Fraction]:
    """A rate for all kinds together, split by a mix's parts. Raises UsageError where none has
    a part."""
    parts = sum(mix.values())
    if parts <= 0:
        raise UsageError(
            "the mix has no requests", where="--mix", hint="give one kind a part above zero"
        )
    return {kind: rate * part / parts for kind, part in mix.items()}


def check_kinds(traffic: Traffic, measured: Sequence[str]) -> None:
    """Raises UsageError where the traffic has a kind that the run never measured, or comes to
    nothing."""
    unknown = [kind for kind in traffic.kinds if kind not in measured]
    if unknown:
        raise UsageError(
            f"{unknown[0]} was never measured in this run",
            where="--traffic",
            hint=f"name one of {', '.join(measured)}, or measure it with harness run",
        )
    if not traffic.mean_rate:
        raise UsageError(
            "the traffic has no requests",
            where="--traffic",
            hint="give a rate above zero, for example 100/s",
        )


def check_horizon(seconds: int) -> None:
    """Raises UsageError where so long cannot be simulated."""
    if not 0 < seconds <= HORIZON_MAX_S:
        raise UsageError(
            f"{seconds} s cannot be simulated",
            where="--for",
            hint=f"give a time between a minute and {HORIZON_MAX_S // 86_400} days, such as 30d",
        )


def day_course(peak: Fraction | None = None) -> Course:
    """The hours of ``DAY_HOURS``, straight lines between their middles; ``peak``: the busiest
    minute by the mean, where it is to be another than the curve's own 1.51."""
    return _peaked(Course("day", tuple(_minutes_of_day(DAY_HOURS))), peak)


def week_course(peak: Fraction | None = None) -> Course:
    """The day's course seven times from Monday on, by ``WEEK_DAYS``."""
    day = _minutes_of_day(DAY_HOURS)
    weights = tuple(weight * share for share in WEEK_DAYS for weight in day)
    return _peaked(Course("week", weights), peak)


def micro_rates(traffic: Traffic, kind: str, first_minute: int, minutes: int) -> list[int]:
    """Micro-requests a second in each of so many minutes from the start of the traffic on."""
    if traffic.recorded is not None:
        rates = _recorded_rates(traffic, kind, first_minute, minutes)
    else:
        rates = _course_rates(traffic, kind, first_minute, minutes)
    for batch in traffic.batches:
        if batch.kind == kind:
            _add_batch(rates, batch, traffic.start_s // MINUTE_S + first_minute)
    return rates


def _course_rates(traffic: Traffic, kind: str, first_minute: int, minutes: int) -> list[int]:
    rate = traffic.rates.get(kind, Fraction(0))
    weights = traffic.course.weights
    mean = MICRO * rate * len(weights) / sum(weights)
    # The epoch's first Monday is its fifth day.
    of_week = traffic.start_s // MINUTE_S - 4 * DAY_MINUTES
    rates: list[int] = []
    for start, stop, growth in _months(traffic, first_minute, minutes):
        grown = mean * growth
        rates += [
            grown.numerator * weights[(of_week + at) % len(weights)] // grown.denominator
            for at in range(start, stop)
        ]
    return rates


def _months(
    traffic: Traffic, first_minute: int, minutes: int
) -> Iterator[tuple[int, int, Fraction]]:
    """The minutes by month, with how many times as much as in the first comes in each."""
    start, end = first_minute, first_minute + minutes
    while start < end:
        month = start // MONTH_MINUTES
        stop = min(end, (month + 1) * MONTH_MINUTES)
        yield start, stop, (1 + traffic.growth_a_month) ** month
        start = stop


def _recorded_rates(traffic: Traffic, kind: str, first_minute: int, minutes: int) -> list[int]:
    """Steps below a minute count together in it; longer ones are spread over their minutes."""
    assert traffic.recorded is not None
    recorded = traffic.recorded
    counts = recorded.counts.get(kind, ())
    if not counts:
        return [0] * minutes
    step_s = recorded.step_s
    until = [0, *accumulate(counts)]
    seconds = len(counts) * step_s
    whole = max(MINUTE_S, seconds // MINUTE_S * MINUTE_S)

    def count_until(second: int) -> Fraction:
        step, rest = divmod(second, step_s)
        return until[step] + Fraction(rest * (counts[step] if rest else 0), step_s)

    def count(minute: int) -> Fraction:
        start = minute * MINUTE_S % whole
        return count_until(min(seconds, start + MINUTE_S)) - count_until(start)

    return [
        int(count(minute) * growth * recorded.factor * MICRO / MINUTE_S)
        for start, stop, growth in _months(traffic, first_minute, minutes)
        for minute in range(start, stop)
    ]


def _add_batch(rates: list[int], batch: Batch, first_minute: int) -> None:
    for at in range(len(rates)):
        since = (first_minute + at - batch.minute) % DAY_MINUTES
        if since < batch.minutes:
            rates[at] += int(batch.requests_per_s * MICRO)


def _minutes_of_day(hours: Sequence[int]) -> list[int]:
    """In units of 1/60 of the hours'; an hour's own weight is in its middle."""
    minutes = []
    for minute in range(DAY_MINUTES):
        hour, past = divmod(minute - 30, 60)
        minutes.append(hours[hour % 24] * (60 - past) + hours[(hour + 1) % 24] * past)
    return minutes


def _peaked(course: Course, peak: Fraction | None) -> Course:
    """Each weight to a power that makes the peak right: none becomes negative, and quiet hours stay
    quiet. The power is searched in thousandths and the weights are rounded to a millionth of the
    highest, so that machines agree."""
    if peak is None:
        return course
    if not 1 <= peak <= 100:
        raise UsageError(
            f"{float(peak):g} cannot be the peak of a course",
            where="--peak",
            hint="give the busiest minute as a multiple of the mean, between 1 and 100",
        )
    low, high = 0, 1_000_000
    while low < high:
        middle = (low + high) // 2
        if _powered(course, middle).peak < peak:
            low = middle + 1
        else:
            high = middle
    return _powered(course, low)


def _powered(course: Course, thousandths: int) -> Course:
    highest = max(course.weights)
    powers = {
        weight: max(1, round(MICRO * (weight / highest) ** (thousandths / 1000)))
        for weight in set(course.weights)
    }
    return Course(course.name, tuple(powers[weight] for weight in course.weights))


def _short(rate: float) -> str:
    """Three digits, all of a whole number of four or more."""
    return f"{rate:,.0f}" if rate >= 1000 else f"{rate:.3g}"
