from typing import Any

import pytest

from harness.dynamodb.protocol.constraint import refuse_level


def named(operation: str, **body: Any) -> str:
    refusal = refuse_level(operation, body)
    assert refusal is not None
    assert refusal.name == "ValidationException"
    return refusal.message


def test_an_unknown_level_is_named_with_the_levels_there_are() -> None:
    assert named("Scan", TableName="t", ReturnConsumedCapacity="DUMMY") == (
        "1 validation error detected: Value 'DUMMY' at 'returnConsumedCapacity' failed to satisfy "
        "constraint: Member must satisfy enum value set: [INDEXES, TOTAL, NONE]"
    )


def test_what_else_cannot_be_is_named_with_it() -> None:
    message = named("UpdateItem", TableName="t", ReturnConsumedCapacity="x", ReturnValues="x")
    assert message.startswith("3 validation errors detected: Value null at 'key' failed")
    assert "; Value 'x' at 'returnValues' failed" in message


@pytest.mark.parametrize("level", ["INDEXES", "TOTAL", "NONE", None, 7])
def test_a_level_that_can_be_and_one_of_the_wrong_type_are_the_engines(level: object) -> None:
    body = {"ReturnConsumedCapacity": level, "ReturnValues": "x"}
    assert refuse_level("PutItem", body) is None
