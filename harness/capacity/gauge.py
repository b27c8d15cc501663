"""What a live view shows of one table or index."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Gauge:
    """Reads or writes. ``units_per_s``: granted now, whatever limits most. ``burst_half_units``:
    what is left to take at once, negative in debt; partitions apart."""

    table: str
    index: str | None
    write: bool
    units_per_s: int
    burst_half_units: int
