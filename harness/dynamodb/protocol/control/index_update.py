"""What AWS refuses of an UpdateTable's index updates and stream, whatever the throughput.

Sources: the list of messages of ack-api-quirks and DDB-TABLE-437 (October 2026). Doubtful: the
order, and the words for a new index's keys that have no definition, which are CreateTable's.
"""

from collections.abc import Iterator

from harness.dynamodb.protocol.control.table_schema import key_faults, projection_faults
from harness.dynamodb.protocol.refusal import INVALID, not_found, validation
from harness.dynamodb.protocol.request import JsonObject
from harness.model.table import IndexType, Table
from harness.wire.refusal import Refusal

_ACTIONS = ("Update", "Create", "Delete")


def refuse_index_updates(body: JsonObject, table: Table) -> Iterator[Refusal]:
    """Of a request whose members have their types; of any other the engine says it."""
    updates = body.get("GlobalSecondaryIndexUpdates")
    if updates == []:
        yield validation(f"{INVALID}List of GlobalSecondaryIndexUpdates is empty")
    try:
        yield from map(validation, _entry_faults(updates or ()))
        for update in updates or ():
            yield from _refuse_entry(body, table, update)
    except (AttributeError, LookupError, TypeError):
        return


def refuse_stream(body: JsonObject, table: Table) -> Iterator[Refusal]:
    """DDB-TABLE-437."""
    stream = body.get("StreamSpecification")
    if not isinstance(stream, dict) or not isinstance(stream.get("StreamEnabled"), bool):
        return
    enabled, view = stream["StreamEnabled"], stream.get("StreamViewType")
    if enabled and view is None:
        yield validation(f"{INVALID}If stream is being enabled then UpdateViewType is required")
    if not enabled and view is not None:
        yield validation(
            f"{INVALID}If stream is being disabled, then UpdateViewType must not be specified"
        )
    if enabled and table.stream_view_type is not None:
        yield validation(f"Table already has an enabled stream: TableName: {table.name}")
    if not enabled and table.stream_view_type is None:
        yield validation(f"Table has no stream to disable: TableName: {table.name}")


def _entry_faults(updates: list[JsonObject] | tuple[()]) -> Iterator[str]:
    seen: set[str] = set()
    for update in updates:
        actions = [action for action in _ACTIONS if update.get(action)]
        if not actions:
            yield (
                f"{INVALID}One of GlobalSecondaryIndexUpdate.Update, "
                "GlobalSecondaryIndexUpdate.Create, GlobalSecondaryIndexUpdate.Delete must not be "
                "null"
            )
        if len(actions) > 1:
            yield (
                f"{INVALID}Only one global secondary index action is allowed per "
                "GlobalSecondaryIndexUpdate object"
            )
        name = update[actions[0]]["IndexName"]
        if name in seen:
            yield (
                f"{INVALID}Only one global secondary index update per index is allowed "
                f"simultaneously. Index: {name}"
            )
        seen.add(name)


def _refuse_entry(body: JsonObject, table: Table, update: JsonObject) -> Iterator[Refusal]:
    action = next(action for action in _ACTIONS if update.get(action))
    name = update[action]["IndexName"]
    index = table.index(name)
    if action == "Create":
        if index is None:  # else the engine says AWS's words
            yield from map(validation, _new_faults(body, update["Create"]))
    elif index is None:
        yield not_found()
    elif index.type is IndexType.LOCAL:
        yield validation(
            f"Cannot {action.lower()} an index that is not a GlobalSecondaryIndex: {name}"
        )


def _new_faults(body: JsonObject, index: JsonObject) -> Iterator[str]:
    definitions = body.get("AttributeDefinitions")
    if not definitions:
        yield f"{INVALID}AttributeDefinitions is not specified for index: {index['IndexName']}"
    yield from key_faults(
        index["KeySchema"], [definition["AttributeName"] for definition in definitions or ()]
    )
    yield from projection_faults(index["Projection"])
