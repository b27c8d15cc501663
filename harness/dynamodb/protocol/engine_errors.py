"""An error of the engine, in AWS's words: the one place where they are exchanged.

Asked only where the engine has refused, or for the statements of a batch, so nothing that succeeds
pays for it. What AWS says by the table's keys alone is said before the engine is asked (key_rules).

Sources. S: LocalStack's snapshots, and paritysuite/dynamodb-conformance tier 3, recorded to
2026-10: a table that is missing or there already. M: the recorded error bodies of moto,
LocalStack and dynalite: the member's name. N: nubo-db/dynamodb-conformance, partiqlIndexQualifier,
eu-west-2, 2026-08: unlike Query, PartiQL does not name the index that is missing. R: an INSERT's
error with an AWS request id, in third-party records. T: the same conformance suite's
transactWriteItems (2026-06-23), the reason's message without a full stop. D: dynalite's tests of
Query and UpdateItem (2013 to 2019).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, repeat

from harness.dynamodb.protocol.action import Action
from harness.dynamodb.protocol.batch import STATEMENTS
from harness.dynamodb.protocol.cancellation import NAME as CANCELLED
from harness.dynamodb.protocol.cancellation import NO_REASON, message
from harness.dynamodb.protocol.exclusive_start_key import (
    INVALID,
    NO_MATCH,
    boundary_fault,
    missed_element,
)
from harness.dynamodb.protocol.key_schema import item_fault
from harness.dynamodb.protocol.refusal import NOT_FOUND
from harness.dynamodb.protocol.request import JsonObject, table_name
from harness.model.table import KeySchema

# Whose body has ``Message`` on AWS (M; of the transaction botocore 1.44.5).
CAPITALISED = frozenset(("SerializationException", "AccessDeniedException", CANCELLED))


@dataclass(frozen=True, slots=True)
class Failure:
    """A call that the engine refused. ``actions``: none where its body is malformed, or where it
    is no call for data."""

    operation: str
    body: JsonObject
    actions: Sequence[Action]


def error_in_aws_words(failure: Failure, error: JsonObject) -> JsonObject:
    """The body of an error: its type, its message, and the member that has the message. What is no
    such body stays as it is."""
    if "__type" not in error:
        return error
    prefix, mark, name = str(error["__type"]).rpartition("#")
    name = _TYPES.get((failure.operation, name), name)
    text = error.get("message") or error.get("Message")
    reworded = {
        member: value for member, value in error.items() if member not in ("message", "Message")
    }
    reworded["__type"] = prefix + mark + name
    reasons = list(
        _reasons(failure, error.get("CancellationReasons") or _in_message(failure, text))
    )
    if reasons:
        return reworded | {"CancellationReasons": reasons, "Message": message(reasons)}
    if text:
        member = "Message" if name in CAPITALISED else "message"
        action = failure.actions[0] if len(failure.actions) == 1 else None
        reworded[member] = _in_aws_words(text, failure, action)
    return reworded


def members_in_aws_words(failure: Failure, answer: JsonObject) -> JsonObject:
    """The answer to a batch of statements, with its errors."""
    members = answer.get("Responses") or ()
    if failure.operation != STATEMENTS or not any("Error" in member for member in members):
        return answer
    responses = [_member(failure, *pair) for pair in zip(members, _actions(failure), strict=False)]
    return answer | {"Responses": responses}


def _actions(failure: Failure) -> Iterable[Action | None]:
    return chain(failure.actions, repeat(None))


def _member(failure: Failure, member: JsonObject, action: Action | None) -> JsonObject:
    error = member.get("Error")
    if not error or "Message" not in error:
        return member
    text = _in_aws_words(error["Message"], failure, action)
    return member | {"Error": error | {"Message": text}}


def _in_message(failure: Failure, text: str | None) -> Sequence[JsonObject]:
    """Of a statement that names no whole key, the engine has the reason in the message alone."""
    code, _, why = str(text or "").partition(" ")
    if code != "ValidationError" or len(failure.body.get("TransactStatements") or ()) != 1:
        return ()
    return [{"Code": code, "Message": why}]


def _reasons(failure: Failure, reasons: Sequence[JsonObject]) -> Iterator[JsonObject]:
    """Once one action is invalid, AWS looks at none of those after it."""
    invalid = False
    for reason, action in zip(reasons, _actions(failure), strict=False):
        if invalid:
            yield NO_REASON
        elif "Message" in reason:
            yield reason | {"Message": _in_aws_words(reason["Message"], failure, action)}
        else:
            yield reason
        invalid |= reason.get("Code") == "ValidationError"


def _in_aws_words(text: str, failure: Failure, action: Action | None) -> str:
    stripped = text.strip()  # some of the engine's end in a space
    words = _WORDS.get(stripped)
    if words is not None:
        return words
    if stripped == _NO_TABLE:
        return _missing_table(failure)
    if stripped == _TABLE_EXISTS:
        return f"Table already exists: {_named(failure)}"
    if failure.operation in _PARTIQL:
        return _of_statement(stripped, action) or text
    return _of_keys(stripped, action) or text


def _of_statement(text: str, action: Action | None) -> str | None:
    if text.startswith(_NO_INDEX):
        return _NO_INDEX
    return _STATEMENT_WORDS.get(text) or _of_keys(text, action)


def _of_keys(text: str, action: Action | None) -> str | None:
    """None where the request is not understood, and no key is at fault."""
    by_keys = _BY_KEYS.get(text)
    try:
        return by_keys(action) if by_keys is not None and action is not None else None
    except (AttributeError, LookupError, TypeError, ValueError):
        return None


def _missing_table(failure: Failure) -> str:
    if failure.operation in _NAMING_TABLES:
        return f"{NOT_FOUND}: Table: {_named(failure)} not found"
    return NOT_FOUND


def _named(failure: Failure) -> str:
    return table_name(failure.body.get("TableName"))


def _of_item(action: Action) -> str | None:
    """Of a PartiQL INSERT: a Put has been looked at before."""
    fault = (
        item_fault(action.table, action.item)
        if action.table is not None and action.item is not None
        else None
    )
    return None if fault is None else fault.message


def _of_index_key(action: Action) -> str | None:
    """What an update's request tells has been looked at before: here it copies an attribute."""
    copies = action.kind == "Update" and action.request
    return _UNSUPPORTED if copies else _of_item(action)


def _missed(action: Action) -> str | None:
    schema = _queried(action)
    missed = None if schema is None else missed_element(action.request, schema)
    return None if missed is None else f"{_MISSED}: {missed}"


def _of_boundary(action: Action) -> str | None:
    schema = _queried(action)
    return None if schema is None else boundary_fault(action.request, schema)


def _of_segment(action: Action) -> str:
    parts = " ".join(f"{name}: {action.request[name]}" for name in ("TotalSegments", "Segment"))
    return (
        f"{INVALID}: Invalid ExclusiveStartKey. Please use ExclusiveStartKey with correct Segment. "
        f"{parts}"
    )


def _of_operator(action: Action) -> str | None:
    """Of the partition key, in the legacy KeyConditions."""
    schema, conditions = _queried(action), action.request.get("KeyConditions") or {}
    condition = conditions.get(schema.partition.name) if schema is not None else None
    unindexable = condition and condition["ComparisonOperator"] in _UNINDEXABLE
    return _NOT_INDEXABLE if unindexable else None


def _queried(action: Action) -> KeySchema | None:
    """The key of the table or the index that an action reads."""
    if action.table is None or action.kind != "Query" or not action.request:
        return None
    index = action.table.index(action.index) if action.index else None
    return action.table.key if index is None else index.key


_NO_TABLE = "Cannot do operations on a non-existent table"
_TABLE_EXISTS = "Cannot create preexisting table"
_NO_INDEX = "The table does not have the specified index"
_MISSED = "Query condition missed key schema element"
_UNSUPPORTED = (  # D
    "The update expression attempted to update the secondary index key to unsupported type"
)
_NOT_INDEXABLE = "Attempted conditional constraint is not an indexable operation"  # D
_UNINDEXABLE = frozenset(("NULL", "NOT_NULL", "NE", "CONTAINS", "NOT_CONTAINS", "IN"))

_PARTIQL = frozenset(("ExecuteStatement", "BatchExecuteStatement", "ExecuteTransaction"))

_NAMING_TABLES = frozenset(("DescribeTable", "DeleteTable", "UpdateTable"))

# Only this operation's: a member of a batch has DuplicateItem as its code on AWS too.
_TYPES = {("ExecuteStatement", "DuplicateItem"): "DuplicateItemException"}  # R

_WORDS = {
    "The conditional request failed.": "The conditional request failed",  # T
    "PartiQL statements cannot be executed on tables with composite HASH keys or composite RANGE "
    "keys.": (  # paritysuite, partiqlMultiAttributeIndex, 2026-10
        "PartiQL statements cannot be executed on tables with multi-attribute HASH keys or "
        "multi-attribute RANGE keys."
    ),
    "DynamoDB only supports precision up to 38 digits": (
        "Attempting to store more than 38 significant digits in a Number"
    ),
}

_STATEMENT_WORDS = {
    "Consistent reads are not supported on global secondary indexes": (
        "Strongly consistent read is not supported on Global Secondary Indexes"  # N
    ),
}

# What the engine says of keys without their names, and who can tell them.
_BY_KEYS: dict[str, Callable[[Action], str | None]] = {
    "One or more parameter values were invalid: Type mismatch for Index Key": _of_index_key,
    "Invalid attribute value type": _of_index_key,
    "One or more parameter values were invalid: Size limit exceeded": _of_item,
    "Hash primary key values must be under 2048 bytes, and range primary key values must be under "
    "1024 bytes": _of_item,
    _MISSED: _missed,
    "Exclusive start key must lie within the segment": _of_segment,  # D
    NO_MATCH: _of_boundary,
    "Query key condition not supported": _of_operator,
    "Only scalar types can be used as Hash Key values": _of_operator,
}
