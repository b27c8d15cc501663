"""The registry of tables: what is in force, and what AWS answers of them.

Nothing here reads a clock: ``now_ns`` is nanoseconds since the epoch.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from harness.capacity.bucket import NS_PER_S
from harness.dynamodb.protocol.answer import Answer
from harness.dynamodb.protocol.control import description, time_to_live, understood
from harness.dynamodb.protocol.control.asked import changes_of, index_updates, told
from harness.dynamodb.protocol.control.constraint import well_typed
from harness.dynamodb.protocol.control.create import refuse_create
from harness.dynamodb.protocol.control.delete import refuse_delete
from harness.dynamodb.protocol.control.quota import Account
from harness.dynamodb.protocol.control.standing import Standing
from harness.dynamodb.protocol.control.update import refuse_update
from harness.dynamodb.protocol.control.words import missing_table
from harness.dynamodb.protocol.refusal import Refusal
from harness.dynamodb.protocol.request import JsonObject, table_name
from harness.dynamodb.protocol.table import table_of
from harness.model.table import Table

_NEVER_NS = 1 << 63

# Operations that change a table, one at a time.
CHANGING = frozenset(("CreateTable", "UpdateTable", "DeleteTable"))

# Where an answer has its TableDescription.
_MEMBERS = dict.fromkeys(CHANGING, "TableDescription") | {"DescribeTable": "Table"}


class Tables:
    """Every table there is: the template's, those on disk, those made through the API.

    For an operation on tables: ``review``, the engine, ``follow`` with its answer, and no other
    operation of ``CHANGING`` in between; then ``due``, which the limiter follows.
    ``update_delay_ns``: how long UpdateTable takes to change throughput.
    """

    def __init__(
        self,
        tables: Iterable[Table],
        *,
        region: str,
        account_id: str,
        update_delay_ns: int = 0,
    ) -> None:
        self._standings = {table.name: Standing(table) for table in tables}
        self._region = region
        self._account_id = account_id
        self._update_delay_ns = update_delay_ns
        self._altered: dict[str, None] = {}
        self._next_ns = _NEVER_NS

    def get(self, name: str) -> Table | None:
        """The table as it is in force, by its name."""
        standing = self._standings.get(name)
        return None if standing is None else standing.table

    def review(
        self, operation: str, body: JsonObject, now_ns: int
    ) -> Refusal | Answer | JsonObject:
        """AWS's refusal, the answer where the engine is not to know, or what the engine is to be
        asked: ``body`` itself where there is nothing to change.
        """
        if operation in time_to_live.OPERATIONS:
            return self._review_time_to_live(operation, body, now_ns)
        if operation not in CHANGING or not well_typed(body):
            return body
        self._take_effect(now_ns)
        standing = self._standings.get(table_name(body.get("TableName")))
        if operation == "DeleteTable":
            return (None if standing is None else refuse_delete(standing)) or body
        if operation == "CreateTable":
            return refuse_create(body, self._account()) or understood.create_table(body)
        refusal = refuse_update(body, standing, self._account(), now_ns)
        if refusal is None and standing is not None:
            return understood.update_table(body, standing.table)
        return refusal or body

    def _review_time_to_live(
        self, operation: str, body: JsonObject, now_ns: int
    ) -> Refusal | Answer:
        changes = operation == "UpdateTimeToLive"
        refusal = time_to_live.refuse_members(body, changes=changes)
        if refusal is not None:
            return refusal
        name = table_name(body["TableName"])
        standing = self._standings.get(name)
        if standing is None:
            return missing_table(name)
        if not changes:
            return Answer(time_to_live.describe(standing))
        changed = time_to_live.update(body, standing, now_ns)
        return changed if isinstance(changed, Refusal) else Answer(changed)

    def follow(self, operation: str, body: JsonObject, said: JsonObject, now_ns: int) -> JsonObject:
        """Know what the engine's answer to an accepted ``operation`` means; the answer as AWS
        gives it. ``body``: what the caller asked. Other operations' answers stay as they are.
        """
        member = _MEMBERS.get(operation)
        if member is None or not isinstance(said.get(member), dict):
            return said
        self._take_effect(now_ns)
        asked = body if well_typed(body) else {}  # then nothing in it is to be relied on
        return said | {member: self._followed(operation, asked, said[member], now_ns)}

    def due(self, now_ns: int) -> tuple[tuple[str, Table | None], ...]:
        """The tables that are new, gone (None) or have other limits since last asked, by name."""
        if now_ns >= self._next_ns:
            self._take_effect(now_ns)
        if not self._altered:
            return ()
        altered = tuple((name, self.get(name)) for name in self._altered)
        self._altered.clear()
        return altered

    def _account(self) -> Account:
        tables = tuple(standing.table for standing in self._standings.values())
        return Account(self._region, tables)

    def _followed(
        self, operation: str, body: JsonObject, described: JsonObject, now_ns: int
    ) -> JsonObject:
        name = described["TableName"]
        standing = self._standings.get(name) or Standing(_structure(described))
        arn = f"arn:aws:dynamodb:{self._region}:{self._account_id}:table/{name}"
        if operation in ("CreateTable", "UpdateTable"):
            self._standings[name] = standing
            self._altered[name] = None
            standing.table = told(_restructured(standing.table, _structure(described)), body)
            self._accept(operation, body, standing, now_ns)
        elif operation == "DeleteTable":
            self._standings.pop(name, None)
            self._altered[name] = None
        answer = description.described(described, standing, arn, now_ns)
        if operation == "CreateTable":
            return description.created(answer, body)
        return description.updated(answer, body) if operation == "UpdateTable" else answer

    def _accept(self, operation: str, body: JsonObject, standing: Standing, now_ns: int) -> None:
        if body.get("TableClass"):
            standing.table_class = body["TableClass"]
            standing.class_changed_ns = now_ns if operation == "UpdateTable" else None
        if operation == "CreateTable":
            return
        for index in index_updates(body, "Delete"):
            standing.histories.pop(index.get("IndexName"), None)
        due_ns = now_ns + self._update_delay_ns
        changes = changes_of(standing.table, body, now_ns, due_ns)
        if any(change.to_on_demand for change in changes):
            standing.switches.accept(now_ns // NS_PER_S)
        standing.changes += changes
        if changes:
            self._next_ns = min(self._next_ns, due_ns)

    def _take_effect(self, now_ns: int) -> None:
        if now_ns < self._next_ns:
            return
        for name, standing in self._standings.items():
            if standing.take_effect(now_ns):
                self._altered[name] = None
        pending = (change.due_ns for each in self._standings.values() for change in each.changes)
        self._next_ns = min(pending, default=_NEVER_NS)


def _structure(described: JsonObject) -> Table:
    """Without the indexes that are being deleted: writes go there no more."""
    kept = [
        index
        for index in described.get("GlobalSecondaryIndexes") or ()
        if index.get("IndexStatus") != "DELETING"
    ]
    members: dict[str, Any] = {"GlobalSecondaryIndexes": kept} if kept else {}
    rest = {name: described[name] for name in described if name != "GlobalSecondaryIndexes"}
    return table_of(rest | members)


def _restructured(known: Table, found: Table) -> Table:
    """Keys, indexes and stream as found; throughput as known."""
    indexes = tuple(
        index
        if (before := known.index(index.name)) is None
        else replace(before, key=index.key, projection=index.projection)
        for index in found.indexes
    )
    return replace(known, key=found.key, indexes=indexes, stream_view_type=found.stream_view_type)
