"""Tags: kept, counted and checked as AWS does.

Sources: ack-api-quirks DDB-TABLE-105 to -108, -372, measured on AWS, 2026-10-08. Not so here: a
change is in force at once (on AWS reads lag 1 to 3 s, and another change is refused for 1.7 s).
"""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from harness.dynamodb.protocol.control.state import TableState
from harness.dynamodb.protocol.refusal import validation
from harness.dynamodb.protocol.request import JsonObject
from harness.wire.refusal import Refusal

_MOST = 50
_KEY_LONGEST = 128
_VALUE_LONGEST = 256
_MARKS = frozenset("+-=._:/@")
_TOO_MANY = validation("Number of Tags exceed the current limit for the provided ResourceArn")


def list_tags(body: JsonObject, state: TableState, now_ns: int) -> JsonObject:
    """Answer ListTagsOfResource, on one page."""
    tags = state.subresources.tags
    return {"Tags": [{"Key": key, "Value": value} for key, value in tags.items()]}


def tag(body: JsonObject, state: TableState, now_ns: int) -> JsonObject | Refusal:
    """Answer TagResource, the tags being kept."""
    tags = state.subresources.tags | tags_of(body.get("Tags") or ())
    if len(tags) > _MOST:
        return _TOO_MANY
    state.subresources.tags = tags
    return {}


def untag(body: JsonObject, state: TableState, now_ns: int) -> JsonObject:
    """Answer UntagResource; keys that are not there are no error."""
    tags, keys = state.subresources.tags, body["TagKeys"]
    state.subresources.tags = {key: tags[key] for key in tags if key not in keys}
    return {}


def refuse_tags(tags: Iterable[Mapping[str, str]], *, least: int = 1) -> Refusal | None:
    """AWS's refusal of the first wrong tag, so that none is kept. ``least``: CreateTable may have
    none."""
    tags = list(tags)
    if len(tags) < least:
        return validation("Atleast one Tag needs to be provided as Input.")
    keys: set[str] = set()
    for member in tags:
        refusal = _refuse_key(member.get("Key")) or _refuse_value(member.get("Value"))
        if refusal is not None:
            return refusal
        if member["Key"] in keys:
            what = "Duplicate Tag Keys provided as input: Duplicate Tag Key found"
            return validation(f"{what} {member['Key']}")
        keys.add(member["Key"])
    return _TOO_MANY if len(tags) > _MOST else None


def tags_of(tags: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """Values by key."""
    return {member["Key"]: member["Value"] for member in tags}


def refuse_keys(keys: Sequence[str]) -> Refusal | None:
    """AWS's refusal of the keys of an UntagResource."""
    if not keys:
        return validation("Atleast one Tag Key needs to be provided as Input.")
    if len(keys) > _MOST:
        return _TOO_MANY
    return next(filter(None, map(_refuse_key, keys)), None)


def _refuse_key(key: str | None) -> Refusal | None:
    if key is not None and key.startswith("aws:"):
        return validation(f"Tag Key cannot be prefixed with aws:, Key: {key}")
    if not key or len(key) > _KEY_LONGEST or not _is_plain(key):
        return validation(f"The Tag Key provided is invalid, Key: {'null' if key is None else key}")
    return None


def _refuse_value(value: str | None) -> Refusal | None:
    if value is None or len(value) > _VALUE_LONGEST or not _is_plain(value):
        text = "null" if value is None else value
        return validation(f"The Tag Value provided is invalid, Value: {text}")
    return None


def _is_plain(text: str) -> bool:
    """Letters of any script, numbers, spaces, and a few marks."""
    return all(sign in _MARKS or unicodedata.category(sign)[0] in "LNZ" for sign in text)
