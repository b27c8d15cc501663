import pytest

from harness.dynamodb.protocol.partiql.keys import Branch, SortCondition, branches_of, in_order
from harness.dynamodb.protocol.partiql.parser import parse
from harness.model.item import AttributeValue
from harness.model.table import KeyAttribute, KeySchema

KEY = KeySchema(KeyAttribute("pk", "S"), KeyAttribute("sk", "N"))
A: AttributeValue = {"S": "a"}
B: AttributeValue = {"S": "b"}


def branches(where: str, *parameters: AttributeValue) -> list[Branch]:
    syntax = parse(f"SELECT * FROM t WHERE {where}")
    assert syntax is not None
    return branches_of(syntax.where, KEY, parameters)


def sort(operator: str, *numbers: str) -> SortCondition:
    return SortCondition(operator, tuple({"N": text} for text in numbers))


@pytest.mark.parametrize(
    ("where", "branch"),
    [
        ("pk='a'", Branch([A])),
        ("'a'=pk", Branch([A])),
        ("pk IN ['b', 'a']", Branch([B, A])),
        ("pk='a' AND sk=3", Branch([A], [sort("=", "3")])),
        ("(pk='a' AND (sk > 3))", Branch([A], [sort(">", "3")])),
        ("pk='a' AND 3 < sk", Branch([A], [sort("<", "3")])),
        ("pk='a' AND sk BETWEEN 1 AND 2", Branch([A], [sort("BETWEEN", "1", "2")])),
        ("pk='a' AND begins_with(sk, 1)", Branch([A], [sort("begins_with", "1")])),
        ("pk='a' AND sk>1 AND sk<3", Branch([A], [sort(">", "1"), sort("<", "3")])),
        ("pk='a' AND sk IN [2, 1]", Branch([A], [], [sort("=", "1"), sort("=", "2")])),
        ("pk='a' AND x=1 AND (sk=1 OR sk=2)", Branch([A])),
        ("pk='a' AND NOT (sk=1 AND x=2)", Branch([A])),
        ("pk='a' AND sk<>3", Branch([A], others=1)),
        ("pk='a' AND NOT sk=3", Branch([A], others=1)),
        ("pk='a' AND size(sk)=3", Branch([A], others=1)),
        ("pk='a' AND pk='b'", Branch([A], others=1)),
        ("pk.x='a'", Branch()),
        ("PK='a'", Branch()),
        ("pk=x", Branch()),
        ("pk>'a'", Branch(others=1)),
        ("NOT pk='a'", Branch(others=1)),
    ],
)
def test_a_where_clause_says_which_keys_it_reads(where: str, branch: Branch) -> None:
    assert branches(where) == [branch]


def test_each_side_of_the_outermost_or_is_a_branch() -> None:
    assert branches("pk='a' OR (pk='b' OR x=1)") == [Branch([A]), Branch([B]), Branch()]


def test_parameters_are_values_like_any_other() -> None:
    assert branches("pk=? AND sk=?", A, {"N": "1"}) == [Branch([A], [sort("=", "1")])]
    assert branches("pk=?") == [Branch(others=1)]


def test_keys_are_put_in_order_without_doubles() -> None:
    numbers: list[AttributeValue] = [{"N": "10"}, {"N": "9"}, {"N": "9.0"}, {"N": "-1"}]
    assert in_order(numbers) == [{"N": "-1"}, {"N": "9"}, {"N": "10"}]
    assert in_order([{"S": "é"}, {"S": "z"}, {"S": "z"}]) == [{"S": "z"}, {"S": "é"}]
    assert in_order([{"B": "/w=="}, {"B": "AA=="}]) == [{"B": "AA=="}, {"B": "/w=="}]
