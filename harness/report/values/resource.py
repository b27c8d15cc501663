"""A provisioned number against the demand on it, in half-units and half-units a second."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from harness.model.charge import Arm
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


def half_units(arm: Arm, dimension: Dimension) -> int:
    """An arm's half-units of one dimension."""
    return arm.read_half_units if dimension is Dimension.READ else arm.write_half_units
