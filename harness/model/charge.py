"""What one call consumed. Units are counted in half-units, so that 0.5 RCU is the integer 1."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Arm:
    """The part of a call's consumption that one table or one index bears.

    ``index`` is None for the table itself. Local indexes have arms of their own, but draw on the
    table's throughput.
    """

    table: str
    index: str | None
    read_half_units: int = 0
    write_half_units: int = 0
