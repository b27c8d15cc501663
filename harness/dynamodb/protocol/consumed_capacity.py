"""ConsumedCapacity on the wire: the engine's into arms, arms into what the caller asked for."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

import orjson

from harness.dynamodb.protocol.action import FindTable
from harness.dynamodb.protocol.request import TRANSACTIONS, JsonObject, is_read, table_name
from harness.model.charge import Arm
from harness.model.table import IndexType

MEMBER = "ConsumedCapacity"
_KEY = b'"%s":' % MEMBER.encode()
_COMMA = ord(",")
# More than ConsumedCapacity of a table with all its indexes.
_LAST_BYTES_MAX = 8_192
ASK = "ReturnConsumedCapacity"

_INDEX_MEMBERS = ("LocalSecondaryIndexes", "GlobalSecondaryIndexes")

# These answer with a list, one element a table (DynamoDB API reference, 2026-11).
_LISTED = frozenset(
    (
        "BatchGetItem",
        "BatchWriteItem",
        "TransactGetItems",
        "TransactWriteItems",
        "BatchExecuteStatement",
        "ExecuteTransaction",
    )
)


def without_units(answer: bytes) -> bytes | None:
    """The answer's JSON with ConsumedCapacity cut out; None where it does not show that this is its
    last member."""
    start = answer.rfind(_KEY, -_LAST_BYTES_MAX)
    if start < 1 or _units_in(answer[start + len(_KEY) : -1]) is None:
        return None
    if start == 1:
        return b"{}"
    return answer[: start - 1] + b"}" if answer[start - 1] == _COMMA else None


def arms_in(answer: bytes, operation: str) -> tuple[Arm, ...]:
    """As ``arms_of``, from the answer's JSON; none, too, where without_units is None."""
    start = answer.rfind(_KEY, -_LAST_BYTES_MAX)
    return _arms_in(answer[start + len(_KEY) : -1], operation) if start > 0 else ()


def arms_of(operation: str, answer: JsonObject) -> tuple[Arm, ...]:
    """What a call consumed, by table and index, from an answer at level INDEXES."""
    consumed = answer.get(MEMBER) or ()
    entries = consumed if isinstance(consumed, list) else (consumed,) if consumed else ()
    read = is_read(operation)
    return tuple([arm for entry in entries for arm in _arms(entry, read) if arm is not None])


def summed(arms: Iterable[Arm]) -> tuple[Arm, ...]:
    """One arm for each table and index, in order of first appearance."""
    sums: dict[tuple[str, str | None], tuple[int, int]] = {}
    for arm in arms:
        read, write = sums.get((arm.table, arm.index), (0, 0))
        sums[arm.table, arm.index] = (read + arm.read_half_units, write + arm.write_half_units)
    return tuple(Arm(table, index, *units) for (table, index), units in sums.items())


def at_level(
    operation: str,
    answer: JsonObject,
    arms: Sequence[Arm],
    level: object,
    named: Sequence[str],
    find: FindTable,
    failed: Sequence[Arm] = (),
) -> JsonObject:
    """The answer with ConsumedCapacity as the caller asked for it: INDEXES, TOTAL or none at all.

    ``named``: the tables as the request names them; an ARN comes back as an ARN. ``failed``: what
    failed members of a batch consumed; it is in the total of a table of which others succeeded,
    and nowhere else (recorded on AWS by nubo-db/dynoxide, 2026-08).
    """
    rest = {name: value for name, value in answer.items() if name != MEMBER}
    if level not in ("INDEXES", "TOTAL"):
        return rest
    entries = [
        _entry(operation, name, arms, failed, find, with_arms=level == "INDEXES")
        for name in dict.fromkeys(named)
        if not failed or any(arm.table == table_name(name) for arm in arms)
    ]
    if not entries:
        return rest
    return rest | {MEMBER: entries if operation in _LISTED else entries[0]}


@lru_cache(maxsize=1024)  # most calls consume what others have
def _arms_in(json: bytes, operation: str) -> tuple[Arm, ...]:
    units = _units_in(json)
    return () if units is None else arms_of(operation, {MEMBER: units})


@lru_cache(maxsize=1024)
def _units_in(json: bytes) -> Any:
    """None where this is no whole value. Where it is one, what stands before it and the one brace
    behind it are an object: a key within a string would have its quotes escaped."""
    try:
        return orjson.loads(json)
    except ValueError:
        return None


def _arms(entry: JsonObject, read: bool) -> list[Arm | None]:
    table = table_name(entry["TableName"])
    own = entry.get("Table") or entry
    arms = [_arm(table, None, own["CapacityUnits"], read)]
    for member in _INDEX_MEMBERS:
        if entry.get(member):
            for name, arm in entry[member].items():
                arms.append(_arm(table, name, arm["CapacityUnits"], read))
    return arms


@lru_cache(maxsize=4096)  # most calls consume what others have
def _arm(table: str, index: str | None, units: float, read: bool) -> Arm | None:
    half_units = round(units * 2)
    if not half_units:
        return None
    return Arm(table, index, half_units, 0) if read else Arm(table, index, 0, half_units)


def _entry(
    operation: str,
    named: str,
    arms: Sequence[Arm],
    failed: Sequence[Arm],
    find: FindTable,
    *,
    with_arms: bool,
) -> JsonObject:
    """One table's element: the total, and by table and index where asked. An index that was not
    touched is absent; a table whose index alone was read has 0."""
    # Only these tell reads from writes (parity suite's AWS run of 2026-07: cc69, cc74).
    split = operation in TRANSACTIONS
    own = [arm for arm in arms if arm.table == table_name(named)]
    counted = [*own, *(arm for arm in failed if arm.table == table_name(named))]
    reads = sum(arm.read_half_units for arm in counted)
    writes = sum(arm.write_half_units for arm in counted)
    entry: JsonObject = {"TableName": named} | _units(reads, writes, split)
    if not with_arms:
        return entry
    by_index = {arm.index: arm for arm in own}
    table_arm = by_index.pop(None, Arm(named, None))
    entry["Table"] = _units(table_arm.read_half_units, table_arm.write_half_units, split)
    for name, arm in by_index.items():
        member = _INDEX_MEMBERS[_is_global(find, arm.table, name)]
        units = _units(arm.read_half_units, arm.write_half_units, split)
        entry.setdefault(member, {})[name] = units
    return entry


def _units(reads: int, writes: int, split: bool) -> JsonObject:
    units: JsonObject = {"CapacityUnits": (reads + writes) / 2}
    if split and reads:
        units["ReadCapacityUnits"] = reads / 2
    if split and writes:
        units["WriteCapacityUnits"] = writes / 2
    return units


def _is_global(find: FindTable, table_name: str, index_name: str | None) -> bool:
    table = find(table_name)
    index = table.index(index_name) if table is not None and index_name is not None else None
    return index is None or index.type is IndexType.GLOBAL
