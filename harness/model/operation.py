"""A DynamoDB request as the capacity rules see it: which throughput it may draw on."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Access:
    """One table or one index that an operation reads or writes. ``index`` None: the table."""

    table: str
    index: str | None
    write: bool


@dataclass(frozen=True, slots=True)
class Operation:
    """``metered``: whether the engine tells what this operation consumed."""

    name: str
    accesses: tuple[Access, ...] = ()
    metered: bool = False

    @property
    def tables(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(access.table for access in self.accesses))
