"""A DynamoDB request as the capacity rules see it: which throughput it may draw on.

Each call makes some of these, so they are msgspec's: a frozen dataclass takes ten times as long.
"""

from msgspec import Struct


class Touch(Struct, frozen=True):
    """A global index that a write may change. ``partition``: as in Access."""

    index: str
    partition: int | None = None


class Access(Struct, frozen=True):
    """One action of an operation on one table or index. A batch has one for each of its keys.

    ``index`` None: the table. ``partition``: a hash of the partition key's value, None where it is
    unknown or where there are several (Scan). ``least_half_units``: what it consumes at least, as
    far as the request alone tells. ``touches``: the global indexes that a write may change.
    """

    table: str
    index: str | None
    write: bool
    partition: int | None = None
    least_half_units: int = 1
    touches: tuple[Touch, ...] = ()


class Operation(Struct, frozen=True):
    """``metered``: whether its units are known here. ``transaction``: whether all of its accesses
    pass or none."""

    name: str
    accesses: tuple[Access, ...] = ()
    metered: bool = False
    transaction: bool = False

    @property
    def tables(self) -> tuple[str, ...]:
        """Their names, each once, in order of appearance."""
        if len(self.accesses) == 1:
            return (self.accesses[0].table,)
        return tuple(dict.fromkeys(access.table for access in self.accesses))

    @property
    def partition(self) -> int | None:
        """The hash of the one partition key that it concerns; None where there are several."""
        return self.accesses[0].partition if len(self.accesses) == 1 else None
