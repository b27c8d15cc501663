"""The registry of tables: what is in force, and what AWS answers of them.

Nothing here reads a clock: ``now_ns`` is nanoseconds since the epoch.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from harness.dynamodb.protocol import streams
from harness.dynamodb.protocol.control import engine_request, table_description, time_to_live
from harness.dynamodb.protocol.control.create import refuse_create, requested_subresources
from harness.dynamodb.protocol.control.encryption import encryption_of
from harness.dynamodb.protocol.control.lifecycle import (
    UNAVAILABLE,
    DeletedTable,
    TransientStatus,
    creating,
    deleting,
    refuse_delete,
    refuse_passing,
)
from harness.dynamodb.protocol.control.quota import RegionTables
from harness.dynamodb.protocol.control.state import TableState
from harness.dynamodb.protocol.control.throughput import (
    index_updates,
    throughput_changes,
    with_settings,
)
from harness.dynamodb.protocol.control.update import refuse_update
from harness.dynamodb.protocol.refusal import table_not_found
from harness.dynamodb.protocol.request import JsonObject, table_name
from harness.dynamodb.protocol.responses import DirectAnswer
from harness.dynamodb.protocol.streams import StreamNames
from harness.dynamodb.protocol.subresource.handlers import HANDLERS
from harness.dynamodb.protocol.subresource.lookup import TableLookup
from harness.dynamodb.protocol.subresource.subresources import template_subresources
from harness.dynamodb.protocol.table_json import table_of
from harness.dynamodb.protocol.validation.shape import known_members
from harness.model.location import Location
from harness.model.table import Table, TableClass
from harness.model.time import NS_PER_S
from harness.wire.refusal import Refusal

_NEVER_NS = 1 << 63

# Operations that change a table, one at a time.
CHANGING = frozenset(("CreateTable", "UpdateTable", "DeleteTable"))

# Where an answer has its TableDescription.
_MEMBERS = dict.fromkeys(CHANGING, "TableDescription") | {"DescribeTable": "Table"}


class Tables:
    """Every table there is: the template's, those on disk, those made through the API.

    For an operation on tables: ``review``, the engine, ``follow`` with its answer, and no other
    operation of ``CHANGING`` in between; then ``due``, which the limiter follows.
    ``stream_labels``: what the engine calls the streams of the tables that are there.
    ``update_delay_ns``: how long CreateTable and DeleteTable take, and UpdateTable to change
    throughput. ``start_ns``: when the tables that are there began, as far as that shows.
    """

    def __init__(
        self,
        tables: Iterable[Table],
        *,
        region: str,
        account_id: str,
        stream_labels: Mapping[str, str] | None = None,
        update_delay_ns: int = 0,
        start_ns: int = 0,
    ) -> None:
        self.location = Location(region, account_id)
        self.streams = StreamNames(self.location, stream_labels or {})
        self._states = {table.name: _state_of(table, start_ns, self.location) for table in tables}
        self._deleted: dict[str, DeletedTable] = {}
        self._passing_until_ns = 0
        self._update_delay_ns = update_delay_ns
        self._altered: dict[str, None] = {}
        self._next_ns = _NEVER_NS

    def get(self, name: str) -> Table | None:
        """The table as it is in force, by its name."""
        state = self._states.get(name)
        return None if state is None else state.table

    def unavailable(self, named: Iterable[str], now_ns: int) -> Refusal | None:
        """What AWS says of a data call to a table that is being created."""
        if now_ns >= self._passing_until_ns:
            return None
        passing = any(self._passing(name, now_ns) for name in named)
        return UNAVAILABLE if passing else None

    def review(
        self, operation: str, body: JsonObject, now_ns: int, endpoint: str = ""
    ) -> Refusal | DirectAnswer | JsonObject:
        """AWS's refusal, the answer where the engine knows none, or what the engine is to be asked:
        ``body`` itself where there is nothing to change. ``endpoint``: host and port that the
        caller uses.
        """
        if operation in streams.OPERATIONS:
            return self.streams.for_engine(operation, body)
        if operation in HANDLERS:
            tables = {
                name: table for name, table in self._states.items() if table.active_ns <= now_ns
            }
            lookup = TableLookup(self.location, tables, now_ns, endpoint)
            answer = HANDLERS[operation](body, lookup)
            return answer if isinstance(answer, Refusal) else DirectAnswer(answer)
        if now_ns < self._passing_until_ns:
            passing = self._review_passing(operation, body, now_ns)
            if passing is not None:
                return passing
        if operation in time_to_live.OPERATIONS:
            return self._review_time_to_live(operation, body, now_ns)
        return self._review_change(operation, body, now_ns) if operation in CHANGING else body

    def _passing(self, name: str, now_ns: int) -> TransientStatus | None:
        state, deleted = self._states.get(name), self._deleted.get(name)
        if state is not None and now_ns < state.active_ns:
            return TransientStatus.CREATING
        return (
            TransientStatus.DELETING if deleted is not None and now_ns < deleted.gone_ns else None
        )

    def _review_passing(
        self, operation: str, body: JsonObject, now_ns: int
    ) -> Refusal | DirectAnswer | None:
        name = table_name(body.get("TableName"))
        status = self._passing(name, now_ns)
        if status is None:
            return None
        if operation == "DescribeTable" and status is TransientStatus.DELETING:
            return DirectAnswer({"Table": self._deleted[name].description})
        return refuse_passing(operation, name, status)

    def _review_change(self, operation: str, body: JsonObject, now_ns: int) -> Refusal | JsonObject:
        body = known_members(operation, body)
        self._take_effect(now_ns)
        state = self._states.get(table_name(body.get("TableName")))
        if operation == "DeleteTable":
            return (None if state is None else refuse_delete(state)) or body
        tables = RegionTables(
            self.location.region, tuple(state.table for state in self._states.values())
        )
        if operation == "CreateTable":
            return refuse_create(body, tables) or engine_request.create_table(body)
        refusal = refuse_update(body, state, tables, now_ns)
        if refusal is None and state is not None:
            return engine_request.update_table(body, state.table)
        return refusal or body

    def _review_time_to_live(
        self, operation: str, body: JsonObject, now_ns: int
    ) -> Refusal | DirectAnswer:
        name = table_name(body["TableName"])
        state = self._states.get(name)
        if state is None:
            return table_not_found(name)
        if operation != "UpdateTimeToLive":
            return DirectAnswer(time_to_live.describe(state))
        changed = time_to_live.update(body, state, now_ns)
        return changed if isinstance(changed, Refusal) else DirectAnswer(changed)

    def follow(
        self, operation: str, body: JsonObject, answer: JsonObject, now_ns: int
    ) -> JsonObject:
        """Know what the engine's ``answer`` to an accepted ``operation`` means; the answer as AWS
        gives it. ``body``: the caller's request. Other operations' answers stay as they are.
        """
        if operation in streams.OPERATIONS:
            return self.streams.from_engine(answer)
        member = _MEMBERS.get(operation)
        if member is None or not isinstance(answer.get(member), dict):
            return answer
        self._take_effect(now_ns)
        requested = known_members(operation, body)
        return answer | {member: self._followed(operation, requested, answer[member], now_ns)}

    def due(self, now_ns: int) -> tuple[tuple[str, Table | None], ...]:
        """The tables that are new, gone (None) or have other limits since last asked, by name."""
        if now_ns >= self._next_ns:
            self._take_effect(now_ns)
        if not self._altered:
            return ()
        altered = tuple((name, self.get(name)) for name in self._altered)
        self._altered.clear()
        return altered

    def _followed(
        self, operation: str, body: JsonObject, described: JsonObject, now_ns: int
    ) -> JsonObject:
        name = described["TableName"]
        state = self._states.get(name) or TableState(_structure(described))
        described = self.streams.from_engine(described)
        if operation in ("CreateTable", "UpdateTable"):
            self._states[name] = state
            self._altered[name] = None
            state.table = with_settings(_restructured(state.table, _structure(described)), body)
            self._accept(operation, body, state, now_ns)
        elif operation == "DeleteTable":
            self._states.pop(name, None)
            self._altered[name] = None
        arn = self.location.table_arn(name)
        answer = table_description.described(described, state, arn, now_ns)
        if operation == "CreateTable":
            return table_description.created(answer, body)
        if operation == "UpdateTable":
            return table_description.updated(answer, body)
        if operation == "DeleteTable":
            return self._delete(name, deleting(answer), now_ns)
        return creating(answer) if now_ns < state.active_ns else answer

    def _delete(self, name: str, answer: JsonObject, now_ns: int) -> JsonObject:
        self._deleted[name] = DeletedTable(answer, now_ns + self._update_delay_ns)
        self._passing_until_ns = max(self._passing_until_ns, now_ns + self._update_delay_ns)
        return answer

    def _accept(self, operation: str, body: JsonObject, state: TableState, now_ns: int) -> None:
        if body.get("TableClass"):
            state.table_class = body["TableClass"]
            state.class_changed_ns = now_ns if operation == "UpdateTable" else None
        if body.get("SSESpecification") is not None:
            state.encryption = encryption_of(body["SSESpecification"], self.location)
        if operation == "CreateTable":
            self._create(body, state, now_ns)
            return
        for index in index_updates(body, "Delete"):
            state.histories.pop(index.get("IndexName"), None)
        due_ns = now_ns + self._update_delay_ns
        changes = throughput_changes(state.table, body, now_ns, due_ns)
        if any(change.to_on_demand for change in changes):
            state.switches.accept(now_ns // NS_PER_S)
        state.changes += changes
        if changes:
            self._next_ns = min(self._next_ns, due_ns)

    def _create(self, body: JsonObject, state: TableState, now_ns: int) -> None:
        state.active_ns = now_ns + self._update_delay_ns
        self._passing_until_ns = max(self._passing_until_ns, state.active_ns)
        arn = self.location.table_arn(state.table.name)
        state.subresources = requested_subresources(body, arn, now_ns)

    def _take_effect(self, now_ns: int) -> None:
        if now_ns < self._next_ns:
            return
        for name, state in self._states.items():
            if state.take_effect(now_ns):
                self._altered[name] = None
        pending = (change.due_ns for state in self._states.values() for change in state.changes)
        self._next_ns = min(pending, default=_NEVER_NS)


def _state_of(table: Table, start_ns: int, location: Location) -> TableState:
    """Of a template's table, or of one that is there from an earlier run."""
    settings = table.settings
    state = TableState(table, subresources=template_subresources(settings, start_ns))
    if settings.encryption is not None:
        key = {"SSEType": "KMS", "KMSMasterKeyId": settings.encryption.key}
        state.encryption = encryption_of(key, location)
    if table.table_class is not TableClass.STANDARD:
        state.table_class = str(table.table_class)
    return state


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
