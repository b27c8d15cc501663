"""A ReturnConsumedCapacity that is none: AWS names it, and what else cannot be, before all else.

The engine takes it for INDEXES, or finds something else to refuse first (rows 12 to 14 of
facts/dynamodb-local-differences.md). Every other invalid member is the engine's to refuse.
"""

from collections.abc import Iterable, Iterator, Sequence

from harness.dynamodb.protocol.refusal import Refusal, validation
from harness.dynamodb.protocol.request import JsonObject

_LEVELS = ("INDEXES", "TOTAL", "NONE")
_ENUMS = {
    "ReturnConsumedCapacity": _LEVELS,
    "ReturnItemCollectionMetrics": ("SIZE", "NONE"),
    "ReturnValues": ("ALL_NEW", "UPDATED_OLD", "ALL_OLD", "NONE", "UPDATED_NEW"),
    "Select": ("SPECIFIC_ATTRIBUTES", "COUNT", "ALL_ATTRIBUTES", "ALL_PROJECTED_ATTRIBUTES"),
}
_REQUIRED = {
    "GetItem": ("TableName", "Key"),
    "UpdateItem": ("TableName", "Key"),
    "DeleteItem": ("TableName", "Key"),
    "PutItem": ("TableName", "Item"),
    "Query": ("TableName",),
    "Scan": ("TableName",),
}


def refuse_level(operation: str, body: JsonObject) -> Refusal | None:
    level = body.get("ReturnConsumedCapacity")
    if level is None or level in _LEVELS or not isinstance(level, str):
        return None
    return violations(_sentences(operation, body))


def violations(sentences: Iterable[str]) -> Refusal | None:
    """One refusal of all that is wrong; None where nothing is."""
    said = list(sentences)
    errors = "error" if len(said) == 1 else "errors"
    return (
        validation(f"{len(said)} validation {errors} detected: " + "; ".join(said))
        if said
        else None
    )


def violation(value: str, at: str, what: str) -> str:
    return f"Value {value} at '{wire_name(at)}' failed to satisfy constraint: {what}"


def not_among(value: object, at: str, values: Sequence[str]) -> str:
    what = f"Member must satisfy enum value set: [{', '.join(values)}]"
    return violation(f"'{value}'", at, what)


def wire_name(name: str) -> str:
    return name[:1].lower() + name[1:]


def _sentences(operation: str, body: JsonObject) -> Iterator[str]:
    for member in _REQUIRED.get(operation, ()):
        if body.get(member) is None:
            yield violation("null", member, "Member must not be null")
    for member, values in _ENUMS.items():
        value = body.get(member)
        if value is not None and value not in values:
            yield not_among(value, member, values)
