"""D: dynalite's tests of createTable. Q: ack-api-quirks, DDB-TABLE-042 and its list of messages. P:
paritysuite/dynamodb-conformance, error-messages of CreateTable. C: a CloudFormation error."""

from typing import Any

import pytest

from harness.dynamodb.protocol.control.table_schema import refuse_definition

INVALID = "One or more parameter values were invalid: "
NO_DEFINITION = "Invalid KeySchema: Some index key attribute have no definition"
FIRST = "Invalid KeySchema: The first KeySchemaElement is not a HASH key type"
SECOND = "Invalid KeySchema: The second KeySchemaElement is not a RANGE key type"
SAME = "Both the Hash Key and the Range Key element in the KeySchema have the same name"
UNUSED = (
    f"{INVALID}Number of attributes in KeySchema does not exactly match number of attributes "
    "defined in AttributeDefinitions"
)
ALL = {"ProjectionType": "ALL"}


def keys(spelled: str) -> list[dict[str, str]]:
    """``a=HASH b=RANGE``."""
    pairs = (pair.split("=") for pair in spelled.split())
    return [{"AttributeName": name, "KeyType": role} for name, role in pairs]


def table(defined: str, schema: str = "a=HASH b=RANGE", **members: Any) -> dict[str, Any]:
    definitions = [{"AttributeName": name, "AttributeType": "S"} for name in defined]
    return {"AttributeDefinitions": definitions, "KeySchema": keys(schema)} | members


def index(schema: str, name: str = "abc", **projection: Any) -> dict[str, Any]:
    return {"IndexName": name, "KeySchema": keys(schema), "Projection": projection or ALL}


def local(*indexes: Any) -> dict[str, Any]:
    return {"LocalSecondaryIndexes": list(indexes)}


def globally(*indexes: Any) -> dict[str, Any]:
    return {"GlobalSecondaryIndexes": list(indexes)}


def undefined(names: str, defined: str) -> str:
    listed = [", ".join(each) for each in (names, defined)]
    return (
        f"{INVALID}Some index key attributes are not defined in AttributeDefinitions. Keys: "
        f"[{listed[0]}], AttributeDefinitions: [{listed[1]}]"
    )


def message_of(body: dict[str, Any]) -> str | None:
    refusal = next(refuse_definition(body), None)
    return None if refusal is None else refusal.message


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (table("aa", "a=HASH"), "Attribute Name is duplicated: a"),  # Q
        (table("", "a=HASH"), NO_DEFINITION),  # Q
        (table("b", "a=HASH a=HASH"), NO_DEFINITION),  # D
        (table("b", "a=HASH b=RANGE"), NO_DEFINITION),  # D
        (table("a", "a=HASH a=RANGE"), NO_DEFINITION),  # D, P
        (table("ab", "a=HASH a=HASH"), SAME),  # D
        (table("b", "a=HASH"), undefined("a", "b")),  # D, Q
        (table("ab", "a=HASH b=HASH"), SECOND),  # D, Q
        (table("ab", "a=RANGE b=HASH"), FIRST),  # D, Q
        (table("ab", "a=RANGE b=RANGE"), FIRST),  # D
        (table("a", "a=RANGE"), FIRST),  # Q
        (table("acb"), UNUSED),  # D
        (table("ab", "a=HASH"), UNUSED),  # D, Q
    ],
)
def test_the_keys_of_a_table(body: dict[str, Any], message: str) -> None:
    assert message_of(body) == message


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (
            table("ab", "a=HASH", **local()),
            f"{INVALID}List of LocalSecondaryIndexes is empty",
        ),
        (
            table("ab", "a=HASH", **local(index("c=RANGE"))),  # P
            f"{INVALID}Table KeySchema does not have a range key, which is required when "
            "specifying a LocalSecondaryIndex",
        ),
        (
            table("ab", **local(index("c=RANGE d=RANGE"), index("e=RANGE"))),
            undefined("cd", "ab"),
        ),
        (table("ab", **local(index("a=HASH c=RANGE"))), undefined("ac", "ab")),
        (table("ab", **local(index("a=RANGE"))), FIRST),
        (table("ab", **local(index("a=HASH a=HASH"))), SAME),
        (table("ab", **local(index("a=HASH a=RANGE"))), SAME),
        (table("ab", **local(index("a=HASH b=HASH"))), SECOND),
        (
            table("ab", **local(index("b=HASH"))),
            f"{INVALID}Index KeySchema does not have a range key for index: abc",
        ),
        (
            table("ab", **local(index("b=HASH a=RANGE"))),
            f"{INVALID}Index KeySchema does not have the same leading hash key as table KeySchema "
            "for index: abc. index hash key: b, table hash key: a",
        ),
        (
            table("ab", **local(index("a=HASH b=RANGE"), index("a=HASH b=RANGE"))),
            f"{INVALID}Duplicate index name: abc",
        ),
        (
            table("ab", **local(*(index("a=HASH b=RANGE", f"i{n}") for n in range(6)))),
            f"{INVALID}Number of LocalSecondaryIndexes exceeds per-table limit of 5",
        ),
    ],
)
def test_a_local_index(body: dict[str, Any], message: str) -> None:
    """D."""
    assert message_of(body) == message


@pytest.mark.parametrize(
    ("projection", "message"),
    [
        ({"NonKeyAttributes": ["x"]}, "Unknown ProjectionType: null"),
        (
            {"ProjectionType": "ALL", "NonKeyAttributes": ["x"]},
            "ProjectionType is ALL, but NonKeyAttributes is specified",
        ),
        (
            {"ProjectionType": "KEYS_ONLY", "NonKeyAttributes": ["x"]},
            "ProjectionType is KEYS_ONLY, but NonKeyAttributes is specified",
        ),
        (
            {"ProjectionType": "INCLUDE"},
            "ProjectionType is INCLUDE, but NonKeyAttributes is not specified",
        ),
        (
            {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["x", "y", "x"]},
            "Duplicate element in NonKeyAttributes: x",
        ),
    ],
)
def test_a_projection(projection: dict[str, Any], message: str) -> None:
    """D, Q."""
    for indexes in (local, globally):
        body = table("ab", **indexes(index("a=HASH b=RANGE", **projection)))
        assert message_of(body) == INVALID + message


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (table("ab", **globally()), f"{INVALID}List of GlobalSecondaryIndexes is empty"),  # D
        (table("ab", **globally(index("c=RANGE"))), undefined("c", "ab")),  # D
        (table("ab", **globally(index("a=RANGE"))), FIRST),  # Q
        (
            table("ab", **globally(index("a=HASH"), index("b=HASH"))),  # P
            f"{INVALID}Duplicate index name: abc",
        ),
        (
            table("ab", **globally(index("a=HASH")), **local(index("a=HASH b=RANGE"))),
            f"{INVALID}Duplicate index name: abc",
        ),
        (
            table("ab", **globally(*(index("a=HASH", f"i{n}") for n in range(21)))),  # Q
            f"{INVALID}GlobalSecondaryIndex count exceeds the per-table limit of 20",
        ),
        (
            table("abc", "a=HASH", **globally(index("c=HASH"))),  # C
            f"{INVALID}Some AttributeDefinitions are not used. AttributeDefinitions: [a, b, c], "
            "keys used: [a, c]",
        ),
        (
            table("abc", **globally(index("a=HASH b=RANGE c=HASH"))),  # Q, as all that follow
            f"{INVALID}All HASH key attributes must precede RANGE key attributes in the KeySchema",
        ),
        (
            table("abcde", **globally(index("a=HASH b=HASH c=HASH d=HASH e=HASH"))),
            f"{INVALID}The KeySchema exceeds the maximum allowed number of HASH key attributes",
        ),
        (
            table("abcdef", **globally(index("a=HASH b=RANGE c=RANGE d=RANGE e=RANGE f=RANGE"))),
            f"{INVALID}The KeySchema exceeds the maximum allowed number of RANGE key attributes",
        ),
        (
            table("ab", **globally(index("a=HASH b=RANGE a=RANGE"))),
            "The KeySchema contains multiple key attributes with the same name",
        ),
    ],
)
def test_a_global_index(body: dict[str, Any], message: str) -> None:
    assert message_of(body) == message


@pytest.mark.parametrize(
    "body",
    [
        table("a", "a=HASH"),
        table("ba"),
        table("abc", **local(index("a=HASH c=RANGE")), **globally(index("c=HASH", "xyz"))),
        table("abcd", **globally(index("c=HASH d=HASH b=RANGE a=RANGE"))),
        table("ab", **globally(index("b=HASH", ProjectionType="INCLUDE", NonKeyAttributes=["x"]))),
    ],
)
def test_what_can_be_made_is_let_through(body: dict[str, Any]) -> None:
    assert message_of(body) is None


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"KeySchema": 1},
        table("a", "a=INVALID"),
        table("a", ""),
        table("ab", **globally(index("a=INVALID"))),
        table("ab", **globally({})),
        table("ab", **globally(1)),
        {"AttributeDefinitions": [1], "KeySchema": keys("a=HASH")},
    ],
)
def test_what_is_malformed_is_said_elsewhere(body: dict[str, Any]) -> None:
    assert message_of(body) is None
