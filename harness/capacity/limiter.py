"""Provisioned throughput of all tables: may a call pass, and what it takes from which bucket."""

from collections.abc import Iterable

from harness.capacity.bucket import TokenBucket
from harness.model.charge import Arm
from harness.model.entry import Throttle
from harness.model.operation import Access, Operation
from harness.model.table import IndexType, Table, Throughput

# A bucket stands for one provisioned number: a table's or a global index's, read or write.
_Key = tuple[str, str | None, bool]


class Limiter:
    """Two steps, because what a call consumes is known only after it.

    ``authorize`` before forwarding: every bucket that the call may draw on has tokens. ``settle``
    after it: the real units leave the buckets, into debt if need be. A refused call takes nothing.
    """

    def __init__(self, tables: Iterable[Table], now_ns: int) -> None:
        self._tables: dict[str, Table] = {}
        self._buckets: dict[_Key, TokenBucket] = {}
        for table in tables:
            self.set_table(table, now_ns)

    def set_table(self, table: Table, now_ns: int) -> None:
        """A table was made, or its throughput changed."""
        self._tables[table.name] = table
        rates = _rates(table)
        for key in [key for key in self._buckets if key[0] == table.name and key not in rates]:
            del self._buckets[key]
        for key, units in rates.items():
            if key in self._buckets:
                self._buckets[key].change_rate(units * 2, now_ns)
            else:
                self._buckets[key] = TokenBucket(units * 2, now_ns)

    def remove_table(self, name: str) -> None:
        self._tables.pop(name, None)
        for key in [key for key in self._buckets if key[0] == name]:
            del self._buckets[key]

    def authorize(self, now_ns: int, operation: Operation) -> tuple[Throttle, ...]:
        """What refuses the call: nothing, or each empty bucket with AWS's reason for it."""
        return tuple(
            Throttle(key[0], key[1], _reason(key))
            for access in operation.accesses
            for key in self._keys(access)
            if not self._has_tokens(key, now_ns)
        )

    def settle(self, now_ns: int, arms: Iterable[Arm]) -> None:
        for arm in arms:
            for write, half_units in ((False, arm.read_half_units), (True, arm.write_half_units)):
                bucket = self._buckets.get(self._payer(arm.table, arm.index, write))
                if half_units and bucket is not None:
                    bucket.take(half_units, now_ns)

    def level_half_units(
        self, table: str, index: str | None, *, write: bool, now_ns: int
    ) -> int | None:
        """What is left in one bucket, or None where nothing limits (on demand)."""
        bucket = self._buckets.get((table, index, write))
        return None if bucket is None else bucket.level_half_units(now_ns)

    def _keys(self, access: Access) -> list[_Key]:
        """The buckets an access may draw on.

        A write needs capacity in the table and in every global index that it changes (Developer
        Guide, Global secondary indexes). Which ones it changes is known only after it, so every
        index of the table has to have tokens.
        """
        own = self._payer(access.table, access.index, access.write)
        if not access.write:
            return [own]
        table = self._tables.get(access.table)
        indexes = () if table is None else table.global_indexes
        return [own, *((access.table, index.name, True) for index in indexes)]

    def _payer(self, table_name: str, index_name: str | None, write: bool) -> _Key:
        """A local index draws on its table's throughput (Developer Guide, Local secondary
        indexes)."""
        table = self._tables.get(table_name)
        index = table.index(index_name) if table is not None and index_name else None
        local = index is not None and index.type is IndexType.LOCAL
        return (table_name, None if local else index_name, write)

    def _has_tokens(self, key: _Key, now_ns: int) -> bool:
        bucket = self._buckets.get(key)
        return bucket is None or bucket.has_tokens(now_ns)


def _rates(table: Table) -> dict[_Key, int]:
    throughputs: list[tuple[str | None, Throughput | None]] = [(None, table.throughput)]
    throughputs += [(index.name, index.throughput) for index in table.global_indexes]
    return {
        (table.name, index_name, write): units
        for index_name, throughput in throughputs
        if throughput is not None
        for write, units in ((False, throughput.read_units), (True, throughput.write_units))
    }


def _reason(key: _Key) -> str:
    """AWS's word for it: botocore 1.44.5, service model, ThrottlingReason."""
    _, index, write = key
    where = "Index" if index is not None else "Table"
    return f"{where}{'Write' if write else 'Read'}ProvisionedThroughputExceeded"
