"""What a resource may serve, minute by minute, where that follows what it serves: auto scaling by
AWS's alarms, and the growth of an on-demand table.

Both see what is *consumed*, not what is asked for: while a table throttles, a step of auto scaling
is at most 1 / target, so 100 units reach a demand of 1,000 at 70 % in seven rounds.
"""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from harness.capacity.decreases import DecreaseBudget
from harness.capacity.on_demand import Peak
from harness.capacity.quotas import TABLE_UNITS
from harness.model.table import ON_DEMAND_START
from harness.simulate.plan import MAXIMUM_UNITS, AutoScaled, OnDemand
from harness.simulate.traffic import DAY_MINUTES, MINUTE_S

_MINUTE_NS = MINUTE_S * 1_000_000_000
_NEVER_NS = 1 << 63


@dataclass(frozen=True, slots=True)
class ScalingRules:
    """AWS's, where a source has them; what is doubtful can be set.

    ``points_to_raise``, ``points_to_lower``: minutes in a row (Developer Guide, Managing throughput
    capacity automatically with auto scaling, 2026 copy). ``band``: how far below the target the
    lower alarm is; alarms exported from six accounts have 20 points, whatever the target, though
    the guide says 15. Doubtful: ``delay_minutes`` from the end of the last point until the new
    units serve, CloudWatch's delay ("up to a few minutes") and UpdateTable's 30 to 40 seconds
    together; two points and three minutes are five minutes from the rise. Doubtful:
    ``lower_to_highest``, whether a decrease goes to the need of the last point, as here, or of the
    highest of its points. A policy's cooldowns are whole minutes here, begun or not (Application
    Auto Scaling API reference, TargetTrackingScalingPolicyConfiguration, 2026).
    """

    points_to_raise: int = 2
    points_to_lower: int = 15
    band: Fraction = Fraction(20, 100)
    delay_minutes: int = 3
    lower_to_highest: bool = False


RULES = ScalingRules()

DEFAULT = AutoScaled(1, MAXIMUM_UNITS)

# Whole windows of at least so much are gone through before a mean is taken: until units have
# settled, and then a day, for decreases are limited by the day.
_SETTLING_MINUTES = 60


class TargetTracking:
    """The alarms of one resource. ``units``: provisioned now. ``budget``: the decreases that it
    shares with the other dimension of its table, or index."""

    def __init__(
        self, policy: AutoScaled, units: int, budget: DecreaseBudget, rules: ScalingRules = RULES
    ) -> None:
        self.units = min(policy.maximum, max(policy.minimum, units))
        self._policy = policy
        self._budget = budget
        self._rules = rules
        self._points: deque[int] = deque(maxlen=rules.points_to_lower)
        self._pending: tuple[int, int] | None = None
        self._step = self._cool_minute = 0
        self._high = self._low = 0
        self._above = self._below = 0
        self._set_alarms()

    def observe(self, minute: int, half_units: int) -> None:
        """What was consumed in a minute (of the epoch, so that a day's decreases end with UTC's):
        ``units`` holds for the minute after it."""
        self._points.append(half_units)
        self._above = self._above + 1 if half_units > self._high else 0
        self._below = self._below + 1 if half_units < self._low else 0
        if self._pending is None:
            if self._above >= self._rules.points_to_raise:
                self._raise(minute, half_units)
            elif self._below >= self._rules.points_to_lower and self._policy.scale_in:
                highest = self._rules.lower_to_highest
                self._lower(minute, max(self._points) if highest else half_units)
        if self._pending is not None and minute + 1 >= self._pending[0]:
            self._apply(minute + 1, self._pending[1])
            self._pending = None
            self._set_alarms()

    def _apply(self, minute: int, units: int) -> None:
        """A change begins its cooldown; a raise ends that of a decrease."""
        self._step = units - self.units
        policy = self._policy
        seconds = policy.scale_out_cooldown_s if self._step > 0 else policy.scale_in_cooldown_s
        self._cool_minute = minute + -(-seconds // MINUTE_S)
        self.units = units

    def _raise(self, minute: int, half_units: int) -> None:
        """Within the cooldown of a raise only a larger one is made."""
        if (
            minute + 1 >= self._cool_minute
            or self._step < 0
            or self.needed(half_units) - self.units > self._step
        ):
            self._request(minute, half_units)

    def _request(self, minute: int, half_units: int) -> None:
        units = self.needed(half_units)
        if units != self.units:
            self._pending = minute + 1 + self._rules.delay_minutes, units

    def _lower(self, minute: int, half_units: int) -> None:
        """AlarmLow acts again every minute, so that a decrease which is over the limit comes as
        soon as it may."""
        if minute + 1 < self._cool_minute and self._step < 0:
            return
        now_s = (minute + 1) * MINUTE_S
        if self.needed(half_units) < self.units and self._budget.refuse(now_s) is None:
            self._budget.accept(now_s)
            self._request(minute, half_units)

    def needed(self, half_units: int) -> int:
        """The units of which a minute's consumption is the target, rounded up, within bounds."""
        target = self._policy.target
        needed = -(-half_units * target.denominator // (2 * MINUTE_S * target.numerator))
        return min(self._policy.maximum, max(self._policy.minimum, needed))

    def _set_alarms(self) -> None:
        """Thresholds in half-units a minute; points before count against them too."""
        minute = 2 * MINUTE_S * self.units
        high, low = minute * self._policy.target, minute * (self._policy.target - self._rules.band)
        self._high, self._low = int(high), -int(-low // 1)
        self._above = self._run(lambda point: point > self._high)
        self._below = self._run(lambda point: point < self._low)

    def _run(self, holds: Callable[[int], bool]) -> int:
        count = 0
        for point in reversed(self._points):
            if not holds(point):
                break
            count += 1
        return count


def scaled_units(half_units: Sequence[int], seconds: int, policy: AutoScaled = DEFAULT) -> Fraction:
    """The mean provisioned units of a window that comes over and over, at the default target where
    nothing else is set. ``half_units``: consumed in each minute of it; the last may be shorter, so
    that all together are ``seconds``."""
    lengths = [min(MINUTE_S, seconds - start) for start in range(0, seconds, MINUTE_S)]
    points = [
        consumed * MINUTE_S // length for consumed, length in zip(half_units, lengths, strict=True)
    ]
    tracking = TargetTracking(policy, 0, DecreaseBudget())
    tracking = TargetTracking(policy, tracking.needed(points[0]), DecreaseBudget())
    settling = -(-_SETTLING_MINUTES // len(points))
    counted = -(-DAY_MINUTES // len(points))
    unit_seconds = 0
    for minute in range((settling + counted) * len(points)):
        at = minute % len(points)
        if minute >= settling * len(points):
            unit_seconds += tracking.units * lengths[at]
        tracking.observe(minute, points[at])
    return Fraction(unit_seconds, counted * seconds)


class OnDemandGrowth:
    """Twice the highest minute of half an hour ago, by the gateway's own rule, up to the quota."""

    def __init__(self, capacity: OnDemand, *, write: bool, minute: int) -> None:
        start = ON_DEMAND_START.write_units if write else ON_DEMAND_START.read_units
        self._reached = max(start, capacity.warm_units)
        self._peak = Peak(self._reached, minute * _MINUTE_NS)

    @property
    def units(self) -> int:
        """Units a second that it can serve now."""
        return min(self._reached, TABLE_UNITS)

    @property
    def is_capped(self) -> bool:
        """Whether the quota is what limits it."""
        return self._reached >= TABLE_UNITS

    def moves(self, half_units: int) -> bool:
        """Whether minutes of at most so much demand could make it grow, or earlier ones still do:
        where not, nothing needs to be observed."""
        return self._peak.due_ns < _NEVER_NS or half_units // MINUTE_S > self._peak.half_units_per_s

    def observe(self, minute: int, half_units: int) -> None:
        """What was consumed in a minute: ``units`` holds for the minute after it."""
        self._peak.take(half_units, minute * _MINUTE_NS)
        after_ns = (minute + 1) * _MINUTE_NS
        self._peak.take(0, after_ns)
        if after_ns >= self._peak.due_ns:
            self._peak.rise(after_ns)
        # Half-units of the peak are as many units as twice the peak.
        self._reached = max(self._reached, self._peak.half_units_per_s)
