"""How often throughput may be lowered, and how often a table may go on demand."""

from collections import deque
from datetime import UTC, datetime

# Developer Guide, Service quotas (2026 copy) says 4 a UTC day and then one an hour. Measured on AWS
# on 2026-10-09 (ack-api-quirks DDB-TABLE-184, -185, -326): after 4 exactly one more 3,600 s after
# the last accepted one; at 00:00 UTC the whole budget is back; a refused one changes nothing; read
# and write lowered in one call are one decrease.
FREE_DECREASES_A_DAY = 4
DECREASE_INTERVAL_S = 3600

# Developer Guide, Considerations when switching capacity modes (2026 copy). Doubtful: its older
# text says once, and a lab of 2026-10 met no limit at all.
SWITCHES_TO_ON_DEMAND = 4

DAY_S = 86_400

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


class DecreaseBudget:
    """The decreases of one table or one global index: each has its own. ``now_s``: seconds since
    the epoch, UTC."""

    __slots__ = ("_last_s", "_today")

    def __init__(self) -> None:
        self._last_s: int | None = None
        self._today = 0

    @property
    def last_s(self) -> int | None:
        """When the last accepted decrease was; midnight does not clear it."""
        return self._last_s

    def today(self, now_s: int) -> int:
        """AWS's NumberOfDecreasesToday."""
        same_day = self._last_s is not None and self._last_s // DAY_S == now_s // DAY_S
        return self._today if same_day else 0

    def refuse(self, now_s: int) -> str | None:
        """AWS's LimitExceededException message, or None where a decrease may be made now."""
        today = self.today(now_s)
        if self._last_s is None or today < FREE_DECREASES_A_DAY:
            return None
        midnight_s = (now_s // DAY_S + 1) * DAY_S
        next_s = min(self._last_s + DECREASE_INTERVAL_S, midnight_s)
        return None if now_s >= next_s else _too_often(today, self._last_s, next_s)

    def accept(self, now_s: int) -> None:
        """A decrease was made."""
        self._today = self.today(now_s) + 1
        self._last_s = now_s


class SwitchBudget:
    """One table's switches from provisioned to on demand, within any 24 hours."""

    __slots__ = ("_accepted_s",)

    def __init__(self) -> None:
        self._accepted_s: deque[int] = deque(maxlen=SWITCHES_TO_ON_DEMAND)

    def refuse(self, now_s: int) -> str | None:
        """A LimitExceededException message, or None where the switch may be made now.

        AWS's words as recorded in 2019, when the limit was one a day; today's are doubtful.
        """
        if len(self._accepted_s) < SWITCHES_TO_ON_DEMAND or now_s >= self._accepted_s[0] + DAY_S:
            return None
        return (
            "Subscriber limit exceeded: Update to PayPerRequest mode are limited to "
            f"{SWITCHES_TO_ON_DEMAND} times in 1 day(s). "
            f"Last update at {_short(self._accepted_s[-1])}. "
            f"Next update can be made at {_short(self._accepted_s[0] + DAY_S)}"
        )

    def accept(self, now_s: int) -> None:
        """Count a switch that AWS accepted. ``now_s``: since the epoch."""
        self._accepted_s.append(now_s)


def _too_often(today: int, last_s: int, next_s: int) -> str:
    """As recorded on AWS (ansible community.aws issue 1558, 2022-10; DDB-TABLE-326, 2026-10)."""
    return (
        "Subscriber limit exceeded: Provisioned throughput decreases are limited within a given "
        f"UTC day. After the first {FREE_DECREASES_A_DAY} decreases, each subsequent decrease in "
        f"the same UTC day can be performed at most once every {DECREASE_INTERVAL_S} seconds. "
        f"Number of decreases today: {today}. Last decrease at {_long(last_s)}. "
        f"Next decrease can be made at {_long(next_s)}"
    )


def _long(epoch_s: int) -> str:
    """``Monday, October 10, 2022 at 1:00:19 PM Coordinated Universal Time``, in any locale."""
    at = datetime.fromtimestamp(epoch_s, UTC)
    day = f"{_WEEKDAYS[at.weekday()]}, {_MONTHS[at.month - 1]} {at.day}, {at.year}"
    half = "AM" if at.hour < 12 else "PM"
    return f"{day} at {at.hour % 12 or 12}:{at:%M:%S} {half} Coordinated Universal Time"


def _short(epoch_s: int) -> str:
    """``Sat Feb 23 03:07:45 UTC 2019``, in any locale."""
    at = datetime.fromtimestamp(epoch_s, UTC)
    weekday, month = _WEEKDAYS[at.weekday()][:3], _MONTHS[at.month - 1][:3]
    return f"{weekday} {month} {at:%d %H:%M:%S} UTC {at.year}"
