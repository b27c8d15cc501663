"""ConsumedCapacity on the wire: to the ledger's arms, and back to what the caller asked for."""

from collections.abc import Iterable, Iterator

from harness.dynamodb.protocol.request import JsonObject, is_read, table_name
from harness.model.charge import Arm

MEMBER = "ConsumedCapacity"
ASK = "ReturnConsumedCapacity"

_INDEX_MEMBERS = ("LocalSecondaryIndexes", "GlobalSecondaryIndexes")


def arms_of(operation: str, answer: JsonObject) -> tuple[Arm, ...]:
    """What a call consumed, by table and index, from an answer at level INDEXES."""
    return tuple(arm for entry in _entries(answer) for arm in _arms(entry, is_read(operation)))


def at_level(answer: JsonObject, level: str) -> JsonObject:
    """The answer as the caller asked for it: TOTAL, or none at all."""
    consumed = answer[MEMBER]
    rest = {name: value for name, value in answer.items() if name != MEMBER}
    if level != "TOTAL":
        return rest
    total = [_total(entry) for entry in _entries(answer)]
    return rest | {MEMBER: total if isinstance(consumed, list) else total[0]}


def _entries(answer: JsonObject) -> list[JsonObject]:
    consumed = answer.get(MEMBER) or []
    return consumed if isinstance(consumed, list) else [consumed]


def _total(entry: JsonObject) -> JsonObject:
    return {name: value for name, value in entry.items() if name not in ("Table", *_INDEX_MEMBERS)}


def _arms(entry: JsonObject, read: bool) -> Iterator[Arm]:
    table = table_name(entry["TableName"])
    own = entry.get("Table", {"CapacityUnits": entry["CapacityUnits"]})
    for index, units in [(None, own["CapacityUnits"]), *_index_units(entry)]:
        half_units = round(units * 2)
        if half_units:
            yield Arm(
                table,
                index,
                read_half_units=half_units if read else 0,
                write_half_units=0 if read else half_units,
            )


def _index_units(entry: JsonObject) -> Iterable[tuple[str, float]]:
    return (
        (name, arm["CapacityUnits"])
        for member in _INDEX_MEMBERS
        for name, arm in (entry.get(member) or {}).items()
    )
