"""A batch of which some members pass: what goes on, and what comes back of the others."""

from collections.abc import Sequence
from itertools import compress
from typing import Any

from harness.dynamodb.protocol import throttling
from harness.dynamodb.protocol.request import JsonObject
from harness.model.entry import Throttle

# Of one BatchWriteItem (API reference, 2026 copy).
WRITE_ITEMS_MAX = 25

STATEMENTS = "BatchExecuteStatement"
_UNPROCESSED = {"BatchGetItem": "UnprocessedKeys", "BatchWriteItem": "UnprocessedItems"}

BATCHES = frozenset((*_UNPROCESSED, STATEMENTS))

Refused = Sequence[Sequence[Throttle]]


def passing(operation: str, body: JsonObject, refused: Refused) -> JsonObject:
    """The request with the members that nothing refuses. ``refused``: by member, in order."""
    passes = [not throttles for throttles in refused]
    if operation == STATEMENTS:
        return body | {"Statements": list(compress(body["Statements"], passes))}
    return body | {"RequestItems": _chosen(operation, body, passes)}


def completed(operation: str, body: JsonObject, answer: JsonObject, refused: Refused) -> JsonObject:
    """The engine's answer to the members that passed, with the others as AWS gives them back."""
    if operation == STATEMENTS:
        return answer | {"Responses": _responses(answer, refused)}
    member = _UNPROCESSED[operation]
    unprocessed = dict(answer.get(member) or {})
    held_back = _chosen(operation, body, [bool(throttles) for throttles in refused])
    for name, request in held_back.items():
        members = _members(operation, request)
        if name in unprocessed:
            members = [*_members(operation, unprocessed[name]), *members]
        unprocessed[name] = _with_members(operation, request, members)
    return answer | {member: unprocessed}


def _chosen(operation: str, body: JsonObject, chosen: Sequence[bool]) -> JsonObject:
    remaining = iter(chosen)
    tables: JsonObject = {}
    for name, request in body["RequestItems"].items():
        members = _members(operation, request)
        kept = list(compress(members, [next(remaining) for _ in members]))
        if kept:
            tables[name] = _with_members(operation, request, kept)
    return tables


def _responses(answer: JsonObject, refused: Refused) -> list[JsonObject]:
    """A statement that is refused has an error in its place, and the call is no failure."""
    answered = iter(answer.get("Responses") or ())
    return [
        {
            "Error": {"Code": throttling.code(throttles), "Message": throttling.message(throttles)},
            "TableName": throttles[0].table,
        }
        if throttles
        else next(answered, {})
        for throttles in refused
    ]


def _members(operation: str, request: Any) -> list[JsonObject]:
    members: list[JsonObject] = request["Keys"] if operation == "BatchGetItem" else request
    return members


def _with_members(operation: str, request: Any, members: list[JsonObject]) -> Any:
    return request | {"Keys": members} if operation == "BatchGetItem" else members
