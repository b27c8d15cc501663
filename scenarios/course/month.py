"""A month of the parking lot: when each request is due. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

MINUTE_S, DAY_MINUTES = 60, 1440
DAY_S = DAY_MINUTES * MINUTE_S

# Of a hundred requests; the course's shares.
_REGISTERS, _ACCOUNTS = 80, 15

# Registers by hour of the day: people come in the morning, go in the evening, and some for lunch.
_CURVE = (1, 1, 1, 1, 2, 5, 14, 28, 30, 18, 12, 14, 20, 18, 12, 12, 16, 28, 30, 20, 10, 6, 3, 2)
_HOURS_S = range(0, DAY_S, 3600)

# At night, when few are at the gates: the day is accounted, and on the last day the month billed.
_ACCOUNTING_S, _BILLING_S = 23 * 3600, 23 * 3600 + 1800


@dataclass(frozen=True, slots=True, order=True)
class Due:
    """``at_s``: seconds since the month began. ``task``: ``register``, ``account`` or ``bill``."""

    at_s: float
    task: str


def month_after(now: datetime) -> tuple[datetime, int]:
    """The first instant of the next month, UTC, and how many days that has."""
    first = (now.replace(day=1) + timedelta(days=32)).replace(
        day=1, hour=0, minute=0, second=0, microsecond=0, tzinfo=UTC
    )
    next_first = (first + timedelta(days=32)).replace(day=1)
    return first, (next_first - first).days


def plan_month(requests: int, days: int, rate_per_s: float, dice: Random) -> list[Due]:
    """So many requests, in order: 80 % register by the day's curve, 15 % account in one batch a
    night, 5 % bill in one batch in the last night. A batch sends ``rate_per_s``."""
    registers, accounts = requests * _REGISTERS // 100, requests * _ACCOUNTS // 100
    bills = requests - registers - accounts
    due = [Due(_moment(days, dice), "register") for _ in range(registers)]
    for day in range(days):
        share = (accounts + days - 1 - day) // days
        due += _batch("account", day * DAY_S + _ACCOUNTING_S, share, rate_per_s)
    due += _batch("bill", (days - 1) * DAY_S + _BILLING_S, bills, rate_per_s)
    return sorted(due)


def _moment(days: int, dice: Random) -> float:
    (hour_s,) = dice.choices(_HOURS_S, weights=_CURVE)
    return dice.randrange(days) * DAY_S + hour_s + dice.uniform(0, 3600)


def _batch(task: str, start_s: int, count: int, rate_per_s: float) -> Iterator[Due]:
    return (Due(start_s + number / rate_per_s, task) for number in range(count))
