"""What calls consumed. Units are counted in half-units, so that 0.5 RCU is the integer 1."""

from collections.abc import Iterable
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


ArmKey = tuple[str, str | None]


class ArmTally:
    """Half-units by table and index."""

    __slots__ = ("_read", "_write")

    def __init__(self) -> None:
        self._read: dict[ArmKey, int] = {}
        self._write: dict[ArmKey, int] = {}

    def add(self, arms: Iterable[Arm], times: int = 1) -> None:
        """Count arms in, each ``times`` over."""
        for arm in arms:
            key = arm.table, arm.index
            self._read[key] = self._read.get(key, 0) + times * arm.read_half_units
            self._write[key] = self._write.get(key, 0) + times * arm.write_half_units

    def arms(self) -> tuple[Arm, ...]:
        """By name."""
        return tuple(
            Arm(*key, self._read[key], self._write[key]) for key in sorted(self._read, key=by_name)
        )


def by_name(key: ArmKey) -> tuple[str, str]:
    """Sorts a table before its indexes."""
    return key[0], key[1] or ""
