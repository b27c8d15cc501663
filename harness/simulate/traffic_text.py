"""What a user writes of traffic, to values: ``100/s``, ``register=80,bill=20``, ``day``."""

import re
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

from harness.errors import UsageError
from harness.simulate.traffic import (
    DAY_MINUTES,
    EVEN,
    FLAT,
    MONTH_S,
    POISSON,
    RATE_MAX,
    Batch,
    Course,
    day_course,
    week_course,
)

_SECONDS = {"s": 1, "min": 60, "h": 3600, "d": 86_400, "month": MONTH_S}
_TIMES = {"": 1, "k": 10**3, "M": 10**6, "G": 10**9}
_PERCENT = re.compile(r"(-?\d+(?:\.\d+)?)\s*%(?:\s*/\s*month)?")
_AMOUNT = re.compile(r"(\d+(?:\.\d+)?)([kMG]?)\s*/\s*(s|min|h|d|month)")
_FRACTION = re.compile(r"\d{1,9}([./]\d{1,9})?")
_DURATION = re.compile(r"(\d+)(s|min|h|d)")
_BATCH = re.compile(
    r"([^:]+):\s*daily at (\d{1,2}):(\d{2}),\s*([^,]+?)(?:\s+for\s+(\d+)\s*(min|h))?"
)
_COURSES: dict[str, Callable[[Fraction | None], Course]] = {
    "day": day_course,
    "week": week_course,
}

# A hundred times as much in a month.
GROWTH_MAX = 99
PEAK_MAX = 100


def parse_amount(text: str) -> Fraction:
    """Requests a second, of ``100/s``, ``6000/min``, ``3k/h`` or ``200M/month``; a month is 730 h.
    Raises UsageError."""
    match = _AMOUNT.fullmatch(text.strip())
    if not match:
        raise UsageError(
            f"{text!r} is not a valid amount of traffic",
            where="--traffic",
            hint="write for example 100/s, 6000/min or 200M/month",
        )
    number, times, unit = match.groups()
    rate = Fraction(Decimal(number)) * _TIMES[times] / _SECONDS[unit]
    if not 0 < rate <= RATE_MAX:
        raise UsageError(
            f"{text} cannot be simulated",
            where="--traffic",
            hint=f"give more than 0, and at most {RATE_MAX:,}/s",
        )
    return rate


def parse_rate(text: str) -> Fraction | dict[str, Fraction]:
    """An amount for all kinds together, or by kind: ``register=80/s,bill=300/min``. Raises
    UsageError."""
    if "=" not in text:
        return parse_amount(text)
    rates: dict[str, Fraction] = {}
    for part in text.split(","):
        kind, _, amount = (word.strip() for word in part.rpartition("="))
        if not kind or kind in rates:
            raise UsageError(
                f"{part.strip()!r} is not a valid rate of a kind",
                where="--traffic",
                hint="write each kind once, for example register=80/s,bill=300/min",
            )
        rates[kind] = parse_amount(amount)
    return rates


def parse_mix(text: str) -> dict[str, int]:
    """Parts by kind, of ``register=80,account=15,bill=5``. Raises UsageError."""
    mix: dict[str, int] = {}
    for part in text.split(","):
        kind, separator, share = (word.strip() for word in part.rpartition("="))
        if not separator or not kind or not share.isdecimal() or kind in mix:
            raise UsageError(
                f"{part.strip()!r} is not a valid part of a mix",
                where="--mix",
                hint="write each kind once, for example register=80,account=15,bill=5",
            )
        mix[kind] = int(share)
    return mix


def parse_course(text: str, peak: Fraction | None = None) -> Course:
    """Of ``flat``, ``day`` or ``week``. Raises UsageError."""
    if text == FLAT.name and peak in (None, 1):
        return FLAT
    make = _COURSES.get(text)
    if make is None:
        raise UsageError(
            "a flat course has no peak" if text == FLAT.name else f"{text!r} is not a course",
            where="--traffic",
            hint="choose flat, day or week; --peak goes with day and week",
        )
    return make(peak)


def parse_peak(text: str) -> Fraction:
    """The busiest minute as a multiple of the mean, 1 to 100. Raises UsageError."""
    peak = _fraction(text)
    if peak is None or not 1 <= peak <= PEAK_MAX:
        raise UsageError(
            f"{text!r} is not a valid peak",
            where="--peak",
            hint="give the busiest minute as a multiple of the mean, between 1 and 100",
        )
    return peak


def parse_growth(text: str) -> Fraction:
    """By month, of ``10%``: 1/10. Raises UsageError."""
    match = _PERCENT.fullmatch(text.strip())
    growth = Fraction(match[1]) / 100 if match else None
    if growth is None or not -1 < growth <= GROWTH_MAX:
        raise UsageError(
            f"{text!r} is not a valid growth",
            where="--traffic",
            hint="write how much more comes each month, for example growth 10%",
        )
    return growth


def parse_seed(text: str) -> int:
    """A whole number from 0. Raises UsageError."""
    if not (text.isascii() and text.isdecimal()):
        raise UsageError(
            f"{text!r} is not a valid seed", where="--traffic", hint="write for example seed 7"
        )
    return int(text)


def parse_zone(text: str) -> ZoneInfo:
    """A time zone by its name. Raises UsageError."""
    try:
        return ZoneInfo(text)
    except (KeyError, ValueError, OSError):
        raise UsageError(
            f"{text!r} is not a time zone",
            where="--traffic",
            hint="write for example zone America/Sao_Paulo",
        ) from None


def parse_batch(text: str) -> Batch:
    """Of ``account: daily at 23:00, 50/s for 30 min``; without a length it lasts an hour. Raises
    UsageError."""
    match = _BATCH.fullmatch(text.strip())
    length, unit = match.group(5, 6) if match else (None, None)
    minutes = int(length) * (60 if unit == "h" else 1) if length else 60
    if not match or int(match[2]) > 23 or int(match[3]) > 59 or not 0 < minutes <= DAY_MINUTES:
        raise UsageError(
            f"{text!r} is not a valid batch",
            where="--traffic",
            hint="write for example account: daily at 23:00, 50/s for 30 min; for a day at most",
        )
    kind, hour, minute, amount = match.group(1, 2, 3, 4)
    return Batch(kind.strip(), int(hour) * 60 + int(minute), parse_amount(amount), minutes)


def parse_dispersion(text: str) -> Fraction:
    """Of ``poisson``, ``even``, or an index of dispersion such as 47. Raises UsageError."""
    if text in ("poisson", "even"):
        return POISSON if text == "poisson" else EVEN
    dispersion = _fraction(text)
    if dispersion is None or not 1 <= dispersion <= 10_000:
        raise UsageError(
            f"{text!r} is not a way of arriving",
            where="--traffic",
            hint="write arrivals and poisson, even, or an index of dispersion between 1 and 10,000",
        )
    return dispersion


def parse_duration(text: str) -> int:
    """Seconds, of ``30d``, ``730h``, ``90min``. Raises UsageError."""
    match = _DURATION.fullmatch(text.strip())
    if not match:
        raise UsageError(
            f"{text!r} is not a valid duration", where="--for", hint="write for example 30d or 730h"
        )
    return int(match[1]) * _SECONDS[match[2]]


def _fraction(text: str) -> Fraction | None:
    """None where it is not a number; without an exponent, whose value might not fit the memory."""
    try:
        return Fraction(text.strip()) if _FRACTION.fullmatch(text.strip()) else None
    except ZeroDivisionError:
        return None
