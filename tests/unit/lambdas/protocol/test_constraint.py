from typing import Any

import pytest

from harness.lambdas.protocol.constraint import (
    Constraint,
    Integer,
    OneOf,
    Text,
    Texts,
    check,
)
from harness.wire.refusal import Refusal

ONE = "1 validation error detected: Value "
CONSTRAINTS: dict[str, Constraint] = {
    "Name": Text(3, "[a-z]+", characters_min=2),
    "Size.Mb": Integer(1, 5),
    "Mode": OneOf(("On", "Off")),
    "Tags": Texts(OneOf(("a", "b")), 2),
    "Arns": Texts(Text(9, "x.*", characters_min=1)),
}


@pytest.mark.parametrize(
    "members",
    [
        {},
        {"Name": None, "Size": None, "Tags": None},
        {"Name": "abc", "Size": {"Mb": 5}, "Mode": "On", "Tags": ["a", "b"], "Arns": ["xy"]},
    ],
)
def test_what_satisfies_them_is_taken(members: dict[str, Any]) -> None:
    assert check(CONSTRAINTS, members) is None


FAILED = "failed to satisfy constraint: Member must"


@pytest.mark.parametrize(
    ("members", "message"),
    [
        (
            {"Name": "ABCD"},
            "2 validation errors detected: "
            f"Value 'ABCD' at 'name' {FAILED} satisfy regular expression pattern: [a-z]+; "
            f"Value 'ABCD' at 'name' {FAILED} have length less than or equal to 3",
        ),
        (
            {"Name": "a"},
            f"{ONE}'a' at 'name' {FAILED} have length greater than or equal to 2",
        ),
        (
            {"Size": {"Mb": 0}},
            f"{ONE}'0' at 'size.mb' {FAILED} have value greater than or equal to 1",
        ),
        (
            {"Size": {"Mb": 6}},
            f"{ONE}'6' at 'size.mb' {FAILED} have value less than or equal to 5",
        ),
        ({"Mode": "on"}, f"{ONE}'on' at 'mode' {FAILED} satisfy enum value set: [On, Off]"),
        (
            {"Tags": ["a", "b", "a"]},
            f"{ONE}'[a, b, a]' at 'tags' {FAILED} have length less than or equal to 2",
        ),
        (
            {"Tags": ["c"]},
            f"{ONE}'[c]' at 'tags' {FAILED} satisfy constraint: [Member must satisfy enum value "
            "set: [a, b], Member must not be null]",
        ),
        (
            {"Arns": ["y"]},
            f"{ONE}'[y]' at 'arns' {FAILED} satisfy constraint: [Member must have length less than "
            "or equal to 9, Member must have length greater than or equal to 1, Member must "
            "satisfy regular expression pattern: x.*, Member must not be null]",
        ),
    ],
)
def test_what_does_not_is_told_in_aws_s_words(members: dict[str, Any], message: str) -> None:
    refused = check(CONSTRAINTS, members)
    assert refused is not None
    assert refused == Refusal("ValidationException", message)


def test_what_is_required_may_not_be_null() -> None:
    refused = check(CONSTRAINTS, {"Name": "ab"}, ("Name", "Size.Mb"))
    assert refused is not None
    assert refused.message == f"{ONE}null at 'size.mb' {FAILED} not be null"


@pytest.mark.parametrize(
    "members",
    [{"Name": 1}, {"Size": 1}, {"Size": {"Mb": True}}, {"Mode": []}, {"Tags": "a"}, {"Tags": [1]}],
)
def test_what_is_of_another_type_is_refused_alone(members: dict[str, Any]) -> None:
    refused = check(CONSTRAINTS, members | {"Arns": ["y"]})
    assert refused is not None
    assert refused.code == "SerializationException"
