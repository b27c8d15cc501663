"""A batch of which some members pass: what goes on, and what comes back unprocessed."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import compress
from typing import Any

from harness.dynamodb.protocol.request import JsonObject

UNPROCESSED = {"BatchGetItem": "UnprocessedKeys", "BatchWriteItem": "UnprocessedItems"}


@dataclass(frozen=True, slots=True)
class Split:
    """``passed``: the body with the members that pass. ``held_back``: the others, by table, as the
    answer has to give them back."""

    passed: JsonObject
    held_back: JsonObject


def split(operation: str, body: JsonObject, passes: Sequence[bool]) -> Split:
    """``passes``: one a member, in the order of its actions."""
    remaining = iter(passes)
    passed: JsonObject = {}
    held_back: JsonObject = {}
    for named, wanted in body["RequestItems"].items():
        members = _members(operation, wanted)
        verdicts = [next(remaining) for _ in members]
        for target, chosen in ((passed, verdicts), (held_back, [not v for v in verdicts])):
            kept = list(compress(members, chosen))
            if kept:
                target[named] = _with_members(operation, wanted, kept)
    return Split(body | {"RequestItems": passed}, held_back)


def merged(operation: str, answer: JsonObject, held_back: JsonObject) -> JsonObject:
    """The engine's answer, what was held back among its unprocessed members."""
    member = UNPROCESSED[operation]
    unprocessed = dict(answer.get(member) or {})
    for named, wanted in held_back.items():
        earlier = unprocessed.get(named)
        kept = _members(operation, wanted)
        if earlier is not None:
            kept = [*_members(operation, earlier), *kept]
        unprocessed[named] = _with_members(operation, wanted, kept)
    return answer | {member: unprocessed}


def _members(operation: str, wanted: Any) -> list[JsonObject]:
    members: list[JsonObject] = wanted["Keys"] if operation == "BatchGetItem" else wanted
    return members


def _with_members(operation: str, wanted: Any, members: list[JsonObject]) -> Any:
    return wanted | {"Keys": members} if operation == "BatchGetItem" else members
