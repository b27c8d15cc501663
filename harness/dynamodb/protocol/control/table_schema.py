"""What AWS refuses of the keys and indexes that a CreateTable defines.

Sources: DDB-TABLE-042 and the list of messages of ack-api-quirks (October 2026); dynalite's tests
of createTable (2013 to 2019) for the order; paritysuite/dynamodb-conformance, error-messages of
CreateTable (2026-05 to 2026-10); a CloudFormation error of 2020-06-13 for unused definitions. Of
indexes with more than two key attributes the words are ack-api-quirks', the order is doubtful.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

from harness.dynamodb.protocol.refusal import INVALID, validation
from harness.dynamodb.protocol.request import JsonObject
from harness.wire.refusal import Refusal

_LOCAL, _GLOBAL = "LocalSecondaryIndexes", "GlobalSecondaryIndexes"
_LOCAL_INDEXES, _GLOBAL_INDEXES = 5, 20
_KEY_ATTRIBUTES = 4
_ROLES = ("HASH", "RANGE")

_NO_DEFINITION = "Invalid KeySchema: Some index key attribute have no definition"
_SAME_NAME = "Both the Hash Key and the Range Key element in the KeySchema have the same name"


def refuse_definition(body: JsonObject) -> Iterator[Refusal]:
    """Of a request whose members are what they can be; of any other something else is said."""
    try:
        if not _is_schema(body["KeySchema"]):
            return
        yield from map(validation, _faults(body))
    except (AttributeError, LookupError, TypeError):
        return


def key_faults(schema: Sequence[JsonObject], defined: Sequence[str]) -> Iterator[str]:
    """Of an index's KeySchema. ``defined``: the names in AttributeDefinitions. Raises LookupError
    for what is no KeySchema."""
    if not _is_schema(schema):
        raise LookupError
    names = _names(schema)
    if not set(names) <= set(defined):
        yield undefined(names, defined)
    if len(schema) <= 2:
        yield from _pair_faults(schema)
        return
    roles = [element["KeyType"] for element in schema]
    if roles[0] != "HASH":
        yield "Invalid KeySchema: The first KeySchemaElement is not a HASH key type"
    if roles != sorted(roles):
        yield f"{INVALID}All HASH key attributes must precede RANGE key attributes in the KeySchema"
    for role in _ROLES:
        if roles.count(role) > _KEY_ATTRIBUTES:
            yield (
                f"{INVALID}The KeySchema exceeds the maximum allowed number of {role} key "
                "attributes"
            )
    if len(set(names)) < len(names):
        yield "The KeySchema contains multiple key attributes with the same name"


def projection_faults(projection: JsonObject) -> Iterator[str]:
    """Say what is wrong with the Projection of an index."""
    kind, others = projection.get("ProjectionType"), projection.get("NonKeyAttributes")
    if kind is None:
        yield f"{INVALID}Unknown ProjectionType: null"
    elif kind == "INCLUDE" and not others:
        yield f"{INVALID}ProjectionType is INCLUDE, but NonKeyAttributes is not specified"
    elif kind != "INCLUDE" and others:
        yield f"{INVALID}ProjectionType is {kind}, but NonKeyAttributes is specified"
    twice = _first_twice(others or ())
    if twice is not None:
        yield f"{INVALID}Duplicate element in NonKeyAttributes: {twice}"


def undefined(names: Iterable[str], defined: Iterable[str]) -> str:
    """Say that keys of an index have no definition."""
    return (
        f"{INVALID}Some index key attributes are not defined in AttributeDefinitions. Keys: "
        f"{_listed(names)}, AttributeDefinitions: {_listed(defined)}"
    )


def _faults(body: JsonObject) -> Iterator[str]:
    defined = [definition["AttributeName"] for definition in body["AttributeDefinitions"]]
    twice = _first_twice(defined)
    if twice is not None:
        yield f"Attribute Name is duplicated: {twice}"
    yield from _table_faults(body["KeySchema"], defined)
    yield from _index_faults(body, _LOCAL, _LOCAL_INDEXES, defined, _local_faults)
    yield from _index_faults(body, _GLOBAL, _GLOBAL_INDEXES, defined, _no_more_faults)
    indexes = [*(body.get(_LOCAL) or ()), *(body.get(_GLOBAL) or ())]
    same = _first_twice([index["IndexName"] for index in indexes])
    if same is not None:
        yield f"{INVALID}Duplicate index name: {same}"
    yield from _unused(body, defined, indexes)


def _table_faults(schema: Sequence[JsonObject], defined: Sequence[str]) -> Iterator[str]:
    names = _names(schema)
    if len(names) > len(defined):
        yield _NO_DEFINITION
    if len(names) == 2 and names[0] == names[1]:
        yield _SAME_NAME
    if not set(names) <= set(defined):
        yield undefined(names, defined)
    if schema[0]["KeyType"] != "HASH":
        yield "Invalid KeySchema: The first KeySchemaElement is not a HASH key type"
    if schema[1:] and schema[1]["KeyType"] != "RANGE":
        yield "Invalid KeySchema: The second KeySchemaElement is not a RANGE key type"


def _pair_faults(schema: Sequence[JsonObject]) -> Iterator[str]:
    names = _names(schema)
    if schema[0]["KeyType"] != "HASH":
        yield "Invalid KeySchema: The first KeySchemaElement is not a HASH key type"
    if len(names) == 2 and names[0] == names[1]:
        yield _SAME_NAME


def _index_faults(
    body: JsonObject,
    member: str,
    most: int,
    defined: Sequence[str],
    more_faults: Callable[[JsonObject, JsonObject], Iterator[str]],
) -> Iterator[str]:
    indexes = body.get(member)
    if indexes == []:
        yield f"{INVALID}List of {member} is empty"
    if indexes and member == _LOCAL and len(body["KeySchema"]) < 2:
        yield (
            f"{INVALID}Table KeySchema does not have a range key, which is required when "
            "specifying a LocalSecondaryIndex"
        )
    for index in indexes or ():
        yield from key_faults(index["KeySchema"], defined)
        yield from more_faults(body, index)
        yield from projection_faults(index["Projection"])
    if len(indexes or ()) > most:
        of = (
            f"Number of {member} exceeds per-table limit of {most}"
            if member == _LOCAL
            else f"GlobalSecondaryIndex count exceeds the per-table limit of {most}"
        )
        yield INVALID + of


def _local_faults(body: JsonObject, index: JsonObject) -> Iterator[str]:
    schema, name = index["KeySchema"], index["IndexName"]
    if schema[1:] and schema[1]["KeyType"] != "RANGE":
        yield "Invalid KeySchema: The second KeySchemaElement is not a RANGE key type"
    if len(schema) < 2:
        yield f"{INVALID}Index KeySchema does not have a range key for index: {name}"
    own, tables = schema[0]["AttributeName"], body["KeySchema"][0]["AttributeName"]
    if own != tables:
        yield (
            f"{INVALID}Index KeySchema does not have the same leading hash key as table KeySchema "
            f"for index: {name}. index hash key: {own}, table hash key: {tables}"
        )


def _no_more_faults(body: JsonObject, index: JsonObject) -> Iterator[str]:
    yield from ()


def _unused(
    body: JsonObject, defined: Sequence[str], indexes: Iterable[JsonObject]
) -> Iterator[str]:
    used = dict.fromkeys(_names(body["KeySchema"]))
    for index in indexes:
        used |= dict.fromkeys(_names(index["KeySchema"]))
    if set(defined) <= set(used):
        return
    if body.get(_LOCAL) or body.get(_GLOBAL):
        yield (
            f"{INVALID}Some AttributeDefinitions are not used. AttributeDefinitions: "
            f"{_listed(defined)}, keys used: {_listed(used)}"
        )
    yield (
        f"{INVALID}Number of attributes in KeySchema does not exactly match number of attributes "
        "defined in AttributeDefinitions"
    )


def _is_schema(schema: Sequence[JsonObject]) -> bool:
    return bool(schema) and all(element["KeyType"] in _ROLES for element in schema)


def _names(schema: Iterable[JsonObject]) -> list[str]:
    return [element["AttributeName"] for element in schema]


def _listed(names: Iterable[str]) -> str:
    return f"[{', '.join(names)}]"


def _first_twice(names: Sequence[str]) -> str | None:
    return next((name for place, name in enumerate(names) if name in names[:place]), None)
