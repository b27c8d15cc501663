from typing import Any

import pytest

from harness.dynamodb.protocol.update.clauses import Clause, clauses_of, values_of


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("SET a = :v", [("SET", "a")]),
        ("set a=:v,b=:w", [("SET", "a"), ("SET", "b")]),
        ("SET a.b = :v", [("SET", "a", "b")]),
        ("SET a[0] = :v", [("SET", "a", 0)]),
        ("SET a[0][12].#c.d = :v", [("SET", "a", 0, 12, "#c", "d")]),
        ("SET a [ 1 ] . b = :v", [("SET", "a", 1, "b")]),
        (
            "SET a = if_not_exists(a, :z) + :n, b = list_append(b, :l)",
            [("SET", "a"), ("SET", "b")],
        ),
        ("SET a = (b.c - :n) REMOVE d", [("SET", "a"), ("REMOVE", "d")]),
        ("REMOVE a, b.c[2]\tADD n :n DELETE #s :s", [
            ("REMOVE", "a"), ("REMOVE", "b", "c", 2), ("ADD", "n"), ("DELETE", "#s"),
        ]),
        ("remove a Set b = :v", [("REMOVE", "a"), ("SET", "b")]),
        ("  REMOVE _x  ", [("REMOVE", "_x")]),
        ("REMOVE a" + ".b" * 31, [("REMOVE", "a", *["b"] * 31)]),
    ],
)  # fmt: skip
def test_each_path_is_read_with_its_action(text, clauses) -> None:
    assert clauses_of(text) == tuple(Clause(action, tuple(path)) for action, *path in clauses)


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "a", "SET", "SET a", "SET a =", "SET a = :v,", "SET = :v", "SET a = (:v"),
        *("REMOVE", "REMOVE a,", "REMOVE a b", "REMOVE a.", "REMOVE a[", "REMOVE a[x]"),
        *("ADD a", "ADD a b", "DELETE a", "DELETE a, b", "REMOVE :a", "REMOVE 1a",),
        *("REMOVE a; b", "REMOVE [0]"),
        *("REMOVE a REMOVE b", "SET a = :v REMOVE b SET c = :w"),
    ],
)  # fmt: skip
def test_what_is_no_update_expression_is_left_to_the_engine(text) -> None:
    assert clauses_of(text) == ()


def test_placeholders_stand_for_names_whatever_is_in_them() -> None:
    (clause,) = clauses_of("REMOVE #a[0].#b")
    assert clause.resolved({"#a": "x.y", "#b": "z[1]"}) == ("x.y", 0, "z[1]")


def test_a_clause_has_the_tokens_of_what_it_gives() -> None:
    clauses = clauses_of("SET a = :v, b = if_not_exists(b, :n)+:n REMOVE c ADD d :s")
    assert [clause.operand for clause in clauses] == [
        (":v",),
        ("if_not_exists", "(", "b", ",", ":n", ")", "+", ":n"),
        (),
        (":s",),
    ]


VALUES = {":n": {"N": "1"}, ":s": {"S": "a"}, ":l": {"L": []}, ":ns": {"NS": ["1"]}}


@pytest.mark.parametrize(
    ("expression", "given"),
    [
        ("SET a = :s", {"a": {"S": "a"}}),
        ("set a=:s , b = :n", {"a": {"S": "a"}, "b": {"N": "1"}}),
        ("SET #a = :s", {"c.d": {"S": "a"}}),
        ("SET a = b", {}),
        ("SET a = if_not_exists(a, :n)", {}),
        ("SET a = a + :n, b = :n - b", {"a": {"N": "0"}, "b": {"N": "0"}}),
        ("SET a = if_not_exists(a, :n) + :n", {"a": {"N": "0"}}),
        ("SET a = list_append(a, :l), b = :s", {"a": {"L": []}, "b": {"S": "a"}}),
        ("SET a.b = :s, c[1] = :n", {}),
        ("ADD a :n, b :ns", {"a": {"N": "1"}, "b": {"NS": ["1"]}}),
        ("ADD a.b :n", {}),
        ("DELETE a :ns REMOVE b, c SET d = :s", {"d": {"S": "a"}}),
        ("REMOVE a", {}),
        ("", {}),
    ],
)
def test_an_expression_gives_values_to_whole_attributes(
    expression: str, given: dict[str, Any]
) -> None:
    request = {
        "UpdateExpression": expression,
        "ExpressionAttributeNames": {"#a": "c.d"},
        "ExpressionAttributeValues": VALUES,
    }
    assert dict(values_of(request)) == given


def test_the_legacy_members_give_values_but_where_they_delete() -> None:
    updates = {
        "a": {"Value": {"S": "a"}},
        "b": {"Action": "ADD", "Value": {"N": "1"}},
        "c": {"Action": "DELETE"},
        "d": {"Action": "DELETE", "Value": {"NS": ["1"]}},
    }
    assert dict(values_of({"AttributeUpdates": updates})) == {"a": {"S": "a"}, "b": {"N": "1"}}


def test_a_missing_value_is_said_by_an_exception_and_what_is_no_expression_gives_nothing() -> None:
    with pytest.raises(LookupError):
        list(values_of({"UpdateExpression": "SET a = :missing"}))
    assert not list(values_of({"UpdateExpression": "SET a ="}))
