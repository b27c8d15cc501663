"""What a request does, action by action: the one shape of single calls, batches, transactions."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from msgspec import Struct

from harness.dynamodb.protocol.partiql.read import Read
from harness.dynamodb.protocol.partiql.statement import statement_of
from harness.dynamodb.protocol.partiql.syntax import Verb
from harness.dynamodb.protocol.request import JsonObject, table_name
from harness.model.item import Item
from harness.model.table import Table

FindTable = Callable[[str], Table | None]

WRITES = frozenset(("Put", "Update", "Delete", "ConditionCheck"))


class Action(Struct):
    """``kind``: Get, Query, Scan, Put, Update, Delete or ConditionCheck.

    ``named``: the table as the request names it, by name or ARN. ``table``: None where no such
    table is known. ``key``: the primary key of the one item it concerns; None for Query and Scan
    and where the request lacks it. ``item``: what a Put writes. ``request``: its members.
    """

    kind: str
    named: str
    table: Table | None
    request: JsonObject
    index: str | None = None
    key: Item | None = None
    item: Item | None = None
    strong: bool = False
    reads: tuple[Read, ...] = ()

    @property
    def table_name(self) -> str:
        """The table's name, whatever the request calls it."""
        return self.table.name if self.table is not None else table_name(self.named)

    @property
    def write(self) -> bool:
        """Whether it consumes write units, as a ConditionCheck does too."""
        return self.kind in WRITES

    @property
    def scans(self) -> bool:
        """Whether AWS evaluates it by a Scan."""
        return self.kind == "Scan" or bool(self.reads and any(read.scans for read in self.reads))


def actions_of(operation: str, body: JsonObject, find: FindTable) -> tuple[Action, ...] | None:
    """The actions in the request's order; None where the operation is not one of these or its body
    is malformed: the engine will say so, and a refused request consumes nothing."""
    decode = _DECODERS.get(operation)
    if decode is None:
        return None
    try:
        return tuple(decode(body, find))
    except (AttributeError, KeyError, TypeError, ValueError):
        return None


def item_key(table: Table, attributes: Item) -> Item | None:
    """The primary key among an item's attributes."""
    try:
        return {key.name: attributes[key.name] for key in table.key.attributes}
    except KeyError:
        return None


def _get(body: JsonObject, find: FindTable) -> Iterable[Action]:
    return (_keyed("Get", body, find),)


def _put(body: JsonObject, find: FindTable) -> Iterable[Action]:
    return (_with_item(body["TableName"], body, find),)


def _update(body: JsonObject, find: FindTable) -> Iterable[Action]:
    return (_keyed("Update", body, find),)


def _delete(body: JsonObject, find: FindTable) -> Iterable[Action]:
    return (_keyed("Delete", body, find),)


def _query(body: JsonObject, find: FindTable) -> Iterable[Action]:
    return (_searching("Query", body, find),)


def _scan(body: JsonObject, find: FindTable) -> Iterable[Action]:
    return (_searching("Scan", body, find),)


def _batch_get(body: JsonObject, find: FindTable) -> Iterator[Action]:
    for named, gets in body["RequestItems"].items():
        table, strong = _found(named, find), bool(gets.get("ConsistentRead"))
        for key in gets["Keys"]:
            yield Action("Get", named, table, gets, key=_checked(key), strong=strong)


def _batch_write(body: JsonObject, find: FindTable) -> Iterator[Action]:
    for named, requests in body["RequestItems"].items():
        for request in requests:
            if "PutRequest" in request:
                yield _with_item(named, request["PutRequest"], find)
            else:
                deletion = request["DeleteRequest"]
                yield _keyed("Delete", {"TableName": named, **deletion}, find)


def _transact_get(body: JsonObject, find: FindTable) -> Iterable[Action]:
    return (_keyed("Get", item["Get"], find) for item in body["TransactItems"])


def _transact_write(body: JsonObject, find: FindTable) -> Iterator[Action]:
    for item in body["TransactItems"]:
        ((kind, request),) = item.items()
        if kind == "Put":
            yield _with_item(request["TableName"], request, find)
        elif kind in WRITES:
            yield _keyed(kind, request, find)
        else:
            raise ValueError(kind)


def _execute_statement(body: JsonObject, find: FindTable) -> Iterable[Action]:
    return (_stated(body, body, find),)


def _batch_statements(body: JsonObject, find: FindTable) -> Iterator[Action]:
    return (_stated(statement, {}, find) for statement in body["Statements"])


def _transact_statements(body: JsonObject, find: FindTable) -> Iterator[Action]:
    return (_stated(statement, {}, find) for statement in body["TransactStatements"])


def _stated(statement: JsonObject, page: JsonObject, find: FindTable) -> Action:
    strong = bool(statement.get("ConsistentRead"))
    read = statement_of(
        statement["Statement"],
        statement.get("Parameters"),
        find,
        consistent=strong,
        limit=page.get("Limit"),
        next_token=page.get("NextToken"),
    )
    if read is None or (read.writes and read.key is None):
        raise ValueError(statement)
    kind = _STATEMENT_KINDS.get(read.action) or ("Query" if read.key is None else "Get")
    return Action(
        kind, read.table.name, read.table, {}, read.index, read.key, read.item, strong, read.reads
    )


def _keyed(kind: str, request: JsonObject, find: FindTable) -> Action:
    named = request["TableName"]
    return Action(
        kind,
        named,
        _found(named, find),
        request,
        key=_checked(request["Key"]),
        strong=bool(request.get("ConsistentRead")),
    )


def _with_item(named: str, request: JsonObject, find: FindTable) -> Action:
    table, item = _found(named, find), _checked(request["Item"])
    key = None if table is None else item_key(table, item)
    return Action("Put", named, table, request, key=key, item=item)


def _searching(kind: str, request: JsonObject, find: FindTable) -> Action:
    named = request["TableName"]
    strong = bool(request.get("ConsistentRead"))
    return Action(
        kind, named, _found(named, find), request, index=request.get("IndexName"), strong=strong
    )


def _found(named: object, find: FindTable) -> Table | None:
    if not isinstance(named, str):
        raise TypeError(named)
    return find(named) or find(table_name(named))


def _checked(attributes: Any) -> Item:
    """Every attribute is one type and one value; what else is wrong, the engine says."""
    for value in attributes.values():
        ((_, _),) = value.items()
    checked: Item = attributes
    return checked


_DECODERS: Mapping[str, Callable[[JsonObject, FindTable], Iterable[Action]]] = {
    "GetItem": _get,
    "PutItem": _put,
    "UpdateItem": _update,
    "DeleteItem": _delete,
    "Query": _query,
    "Scan": _scan,
    "BatchGetItem": _batch_get,
    "BatchWriteItem": _batch_write,
    "TransactGetItems": _transact_get,
    "TransactWriteItems": _transact_write,
    "ExecuteStatement": _execute_statement,
    "BatchExecuteStatement": _batch_statements,
    "ExecuteTransaction": _transact_statements,
}

DATA_OPERATIONS = frozenset(_DECODERS)

_STATEMENT_KINDS = {
    Verb.INSERT: "Put",
    Verb.UPDATE: "Update",
    Verb.DELETE: "Delete",
    Verb.CHECK: "ConditionCheck",
}
