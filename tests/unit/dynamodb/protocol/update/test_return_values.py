"""Recorded on AWS: ScyllaDB Alternator, test_update_item_returnvalues_nested (2025)."""

from typing import Any

import pytest

from harness.dynamodb.protocol.update.return_values import with_updated_paths


def value(plain: Any) -> dict[str, Any]:
    """DynamoDB's JSON of a plain value; a set of strings stands for itself."""
    if isinstance(plain, dict):
        return {"M": {name: value(part) for name, part in plain.items()}}
    if isinstance(plain, list):
        return {"L": [value(part) for part in plain]}
    if isinstance(plain, set):
        return {"SS": sorted(plain)}
    return {"S": plain} if isinstance(plain, str) else {"N": str(plain)}


def returned(expression: str, attributes: dict[str, Any], **names: str) -> Any:
    body = {
        "ReturnValues": "UPDATED_NEW",
        "UpdateExpression": expression,
        "ExpressionAttributeNames": {f"#{name}": text for name, text in names.items()},
    }
    given = {name: value(plain) for name, plain in attributes.items()}
    return with_updated_paths(body, {"Attributes": given}).get("Attributes")


A = {"a": {"b": "dog", "c": [1, 2, 3], "s": {"x"}}}


@pytest.mark.parametrize(
    ("expression", "attributes", "kept"),
    [
        ("SET a.b = :v", A, {"a": {"b": "dog"}}),
        ("SET a.c[1] = :v", A, {"a": {"c": [2]}}),
        ("SET a.c[1] = :v, a.b = :w", A, {"a": {"b": "dog", "c": [2]}}),
        ("REMOVE a.c[1], a.c[3]", A, {"a": {"c": [2]}}),
        ("SET a.x1 = :v", A, None),
        ("SET a.c[100] = :v", A, None),
        ("REMOVE a.c[2], a.c[0]", A, {"a": {"c": [1, 3]}}),
        ("ADD a.s :s", A, {"a": {"s": {"x"}}}),
        ("DELETE a.s :s REMOVE a.b", A, {"a": {"s": {"x"}, "b": "dog"}}),
        ("SET a = :v, d.e = :w", {**A, "d": {"e": 1, "f": 2}}, {**A, "d": {"e": 1}}),
        ("SET d.e = :w, g = :v", {"d": {"e": 1, "f": 2}, "g": [1]}, {"d": {"e": 1}, "g": [1]}),
        ("SET d.e = :w REMOVE g", {"d": {"e": 1, "f": 2}}, {"d": {"e": 1}}),
        ("SET l[0][1].m = :v", {"l": [[7, {"m": 1, "n": 2}], 8]}, {"l": [[{"m": 1}]]}),
        ("REMOVE l[0][1], l[1].q", {"l": [[1], {"r": 1}]}, None),
        ("SET a.b.c = :v", {"a": {"b": "no map"}}, None),
        ("SET a[0].b = :v", {"a": {"b": "no list"}}, None),
    ],
)
def test_only_the_paths_that_an_update_names_come_back(expression, attributes, kept) -> None:
    expected = None if kept is None else {name: value(plain) for name, plain in kept.items()}
    assert returned(expression, attributes) == expected


def test_a_placeholder_may_have_a_point_in_its_name() -> None:
    attributes = {"x.y": {"z": 1, "w": 2}, "x": {"y": 3}}
    assert returned("SET #a.#b = :v", attributes, a="x.y", b="z") == {"x.y": value({"z": 1})}


@pytest.mark.parametrize("lists", [False, True])
@pytest.mark.parametrize("depth", range(2, 33))
def test_a_path_of_any_depth(depth, lists) -> None:
    inside: Any = "leaf"
    whole: Any = "leaf"
    for _ in range(depth - 1):
        inside = [inside] if lists else {"b": inside}
        whole = ["other", whole] if lists else {"other": 1, "b": whole}
    path = "a" + ("[1]" if lists else ".b") * (depth - 1)
    assert returned(f"SET {path} = :v", {"a": whole}) == {"a": value(inside)}


@pytest.mark.parametrize(
    "body",
    [
        {"ReturnValues": "ALL_NEW", "UpdateExpression": "SET a.b = :v"},
        {"ReturnValues": "UPDATED_NEW", "UpdateExpression": "SET a = :v"},
        {"ReturnValues": "UPDATED_OLD", "AttributeUpdates": {"a": {"Action": "DELETE"}}},
    ],
)
def test_any_other_answer_stays_as_it_is(body) -> None:
    answer = {"Attributes": {"a": value(A["a"])}}
    assert with_updated_paths(body, answer) is answer


def test_an_answer_that_has_no_attributes_is_not_looked_at() -> None:
    answer: dict[str, Any] = {"ConsumedCapacity": {}}
    body = {"ReturnValues": "UPDATED_OLD", "UpdateExpression": "SET a.b = :v"}
    assert with_updated_paths(body, answer) is answer
