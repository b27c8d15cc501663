"""Brings the engine's tables to what the template says, past the gateway: setting up is free."""

from collections.abc import Iterable, Mapping
from typing import Any

from harness.dynamodb.engine import Engine
from harness.dynamodb.protocol import batch
from harness.dynamodb.protocol.control import engine_request
from harness.dynamodb.protocol.request import JsonObject
from harness.dynamodb.protocol.table_json import (
    create_table_request,
    table_of,
    update_table_request,
)
from harness.dynamodb.upstream import Upstream
from harness.errors import UsageError
from harness.model.table import Table


class TableSetup:
    """``found``: the names of the tables that were there before. ``stream_labels``: by table, what
    the engine calls its stream."""

    def __init__(self, upstream: Upstream) -> None:
        self._engine = Engine(upstream)
        self.found: set[str] = set()
        self.stream_labels: dict[str, str] = {}

    async def make(self, tables: Iterable[Table]) -> list[Table]:
        """Create the missing tables and bring the others to the template's throughput; return
        every table that the engine has now.

        Raises UsageError where a table on disk has other keys or indexes than the template's.
        """
        required = {table.name: table for table in tables}
        existing = {table.name: table for table in await self._existing()}
        self.found = set(existing)
        for name, table in required.items():
            if name not in existing:
                request = engine_request.create_table(create_table_request(table))
                answer = await self._call("CreateTable", request, name)
                self._note_stream(answer.get("TableDescription") or {})
            else:
                await self._adapt(existing[name], table)
        return list((existing | required).values())

    def _note_stream(self, description: JsonObject) -> None:
        if "LatestStreamLabel" in description:
            self.stream_labels[description["TableName"]] = description["LatestStreamLabel"]

    async def _adapt(self, stored: Table, required: Table) -> None:
        if _shape(stored) != _shape(required):
            raise UsageError(
                "the table on disk has other keys or indexes than the template",
                where=f"table {required.name}",
                hint="choose another --db-path, or delete the old one",
            )
        request = update_table_request(stored, required)
        if request is not None:
            await self._call("UpdateTable", request, required.name)

    async def stop_expiry(self) -> None:
        """Switch off the engine's time to live, which tables that were there before may have on: it
        deletes at once, and knows other stream records than AWS."""
        for name in sorted(self.found):
            answer = await self._call("DescribeTimeToLive", {"TableName": name}, name)
            attribute = answer["TimeToLiveDescription"].get("AttributeName")
            if attribute is not None:
                off = {"AttributeName": attribute, "Enabled": False}
                request = {"TableName": name, "TimeToLiveSpecification": off}
                await self._call("UpdateTimeToLive", request, name)

    async def load(self, items: Mapping[str, list[JsonObject]], where: str) -> None:
        """Put items (DynamoDB JSON, by table name) into the tables that are new: what has come of
        the others since is the user's. Raises UsageError naming what was refused.
        """
        for table, rows in items.items():
            if table in self.found:
                continue
            for start in range(0, len(rows), batch.WRITE_ITEMS_MAX):
                part = rows[start : start + batch.WRITE_ITEMS_MAX]
                puts = [{"PutRequest": {"Item": item}} for item in part]
                await self._call("BatchWriteItem", {"RequestItems": {table: puts}}, where)

    async def _existing(self) -> list[Table]:
        tables: list[Table] = []
        page: JsonObject = {}
        while True:
            answer = await self._call("ListTables", page, "DynamoDB Local")
            for name in answer["TableNames"]:
                description = await self._call("DescribeTable", {"TableName": name}, name)
                tables.append(table_of(description["Table"]))
                self._note_stream(description["Table"])
            if "LastEvaluatedTableName" not in answer:
                return tables
            page = {"ExclusiveStartTableName": answer["LastEvaluatedTableName"]}

    async def _call(self, operation: str, body: JsonObject, where: str) -> JsonObject:
        status, answer = await self._engine.call(operation, body)
        if status != 200:
            message = answer.get("message") or answer.get("Message") or answer
            raise UsageError(
                f"DynamoDB refuses {operation}: {message}",
                where=where,
                hint="mend what it names",
            )
        return answer


def _shape(table: Table) -> Any:
    """What cannot be changed without making the table anew."""
    return table.key, sorted((index.name, index.type, index.key) for index in table.indexes)
