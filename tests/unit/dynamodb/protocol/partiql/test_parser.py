import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from harness.dynamodb.protocol.partiql.expression import (
    Collection,
    Condition,
    Expression,
    Literal,
    Parameter,
    Path,
)
from harness.dynamodb.protocol.partiql.parser import LONGEST, parse
from harness.dynamodb.protocol.partiql.syntax import Syntax, Verb


def n(text: str) -> Literal:
    return Literal({"N": text})


def equal(attribute: str, text: str) -> Condition:
    return Condition("=", (Path(attribute), n(text)))


def where(text: str) -> Expression | None:
    syntax = parse(f"SELECT * FROM t WHERE {text}")
    assert syntax is not None, text
    return syntax.where


@pytest.mark.parametrize(
    ("text", "syntax"),
    [
        ("SELECT * FROM t", Syntax(Verb.SELECT, "t")),
        ('select * from "my.table";', Syntax(Verb.SELECT, "my.table")),
        ('SELECT * FROM "t"."i"', Syntax(Verb.SELECT, "t", "i")),
        (
            "SELECT a, b.c[0] FROM t.i",
            Syntax(Verb.SELECT, "t", "i", (Path("a"), Path("b", whole=False))),
        ),
        ("DELETE FROM t WHERE a=1", Syntax(Verb.DELETE, "t", where=equal("a", "1"))),
        ("DELETE FROM t WHERE a=1 RETURNING ALL OLD *", parse("DELETE FROM t WHERE a=1")),
        ("UPDATE t SET b=2 WHERE a=1", Syntax(Verb.UPDATE, "t", where=equal("a", "1"))),
        (
            "UPDATE t SET b='WHERE' SET \"where\"=[1] REMOVE c WHERE a=1 RETURNING MODIFIED NEW *",
            Syntax(Verb.UPDATE, "t", where=equal("a", "1")),
        ),
        ("FROM t WHERE a=1 SET b=2", Syntax(Verb.UPDATE, "t", where=equal("a", "1"))),
        ("FROM t WHERE a=1 REMOVE b", Syntax(Verb.UPDATE, "t", where=equal("a", "1"))),
        (
            "INSERT INTO t VALUE {'a': 1, 'b': [?, {}], 'c': <<'x'>>}",
            Syntax(
                Verb.INSERT,
                "t",
                item=Collection(
                    "M",
                    (
                        n("1"),
                        Collection("L", (Parameter(0), Collection("M", ()))),
                        Collection("S", (Literal({"S": "x"}),)),
                    ),
                    ("a", "b", "c"),
                ),
            ),
        ),
        (
            "EXISTS (SELECT * FROM t WHERE a=1);",
            Syntax(Verb.CHECK, "t", where=equal("a", "1")),
        ),
    ],
)
def test_a_statement_of_each_kind_is_read(text: str, syntax: Syntax) -> None:
    assert parse(text) == syntax


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("a=1 OR b=2 AND c=3", "OR(=(a, 1), AND(=(b, 2), =(c, 3)))"),
        ("(a=1 OR b=2) AND c=3", "AND(OR(=(a, 1), =(b, 2)), =(c, 3))"),
        ("NOT a=1 AND b=2", "AND(NOT(=(a, 1)), =(b, 2))"),
        ("NOT NOT a=1", "NOT(=(a, 1))"),
        ("a BETWEEN 1 AND 2 AND b=3", "AND(BETWEEN(a, 1, 2), =(b, 3))"),
        ("a NOT BETWEEN 1 AND 2", "NOT(BETWEEN(a, 1, 2))"),
        ("a IN [1, 2]", "IN(a, 1, 2)"),
        ("a IN (1, 2)", "IN(a, 1, 2)"),
        ("a IN (1)", "IN(a, 1)"),
        ("a IN <<1>>", "IN(a, 1)"),
        ("a NOT IN [1]", "NOT(IN(a, 1))"),
        ("a IS NOT MISSING", "IS(a)"),
        ("a is null", "IS(a)"),
        ("Begins_With(a, ?) AND size(b) > 1", "AND(begins_with(a, ?0), >(size(b), 1))"),
        ("a = -1", "=(a, -1)"),
        ("a = - 1", "=(a, -1)"),
        ("a = b + 1", "=(a, +(b, 1))"),
        ("a <> ? OR a != ?", "OR(<>(a, ?0), !=(a, ?1))"),
        ("((a)) = ((1))", "=(a, 1)"),
        ("a=1 ORDER BY a DESC", "=(a, 1)"),
    ],
)
def test_conditions_bind_as_in_sql(text: str, condition: str) -> None:
    assert shown(where(text)) == condition


def test_parameters_are_counted_over_the_whole_statement() -> None:
    syntax = parse("UPDATE t SET a=? SET b=[?, ?] WHERE c=?")
    assert syntax is not None
    assert syntax.where == Condition("=", (Path("c"), Parameter(3)))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "DROP TABLE t",
        "SELECT * FROM",
        "SELECT * FROM t WHERE",
        "SELECT * FROM t u",
        "SELECT * FROM t WHERE a=1)",
        "SELECT * FROM t WHERE a=1 foo",
        "SELECT * FROM t WHERE (a=1",
        "SELECT * FROM t WHERE a LIKE 'b'",
        "SELECT * FROM t WHERE a NOT = 1",
        "SELECT * FROM t WHERE a = 1e99999999999",
        "SELECT FROM t",
        "INSERT INTO t VALUE {a: 1}",
        "INSERT INTO t VALUE {'a' 1}",
        "INSERT INTO t",
        "UPDATE",
        "DELETE t",
        "EXISTS(SELECT * FROM t WHERE a=1",
        "SELECT * FROM t WHERE " + "(" * 41 + "a=1" + ")" * 41,
        "SELECT * FROM t WHERE " + "(" * 4_000 + "a=1" + ")" * 4_000,
        "SELECT * FROM t WHERE " + "(" * 100_000,
        "INSERT INTO t VALUE " + "{'a':" * 1_600,
        "[" * LONGEST,
        " " * LONGEST + "SELECT * FROM t",
    ],
)
def test_what_is_not_understood_is_none(text: str) -> None:
    assert parse(text) is None


def test_forty_brackets_deep_and_long_chains_are_understood() -> None:
    assert where("(" * 40 + "a=1" + ")" * 40) == equal("a", "1")
    chain = where("a=1" + " OR a=1" * 1_000)
    assert isinstance(chain, Condition)
    assert len(chain.operands) == 1_001
    assert where("NOT " * 2_000 + "a=1") == Condition("NOT", (equal("a", "1"),))


_WORDS = """
SELECT FROM INSERT INTO VALUE UPDATE SET REMOVE DELETE WHERE AND OR NOT IN IS BETWEEN EXISTS NULL
t a b 1 .5 -1 'x' "y" ? * ( ) [ ] { } << >> < = <> , . : ; /* */ -- ' " # size(
"""
_TEXTS = st.one_of(
    st.text(max_size=60),
    st.lists(st.sampled_from(_WORDS.split()), max_size=30).map(" ".join),
)


@given(_TEXTS)
@example("SELECT * FROM t WHERE a[")
def test_no_text_makes_it_fail(text: str) -> None:
    syntax = parse(text)
    assert syntax is None or syntax.table


def shown(expression: Expression | None) -> str:
    match expression:
        case Path():
            return expression.attribute
        case Literal():
            return str(next(iter(expression.value.values())))
        case Parameter():
            return f"?{expression.position}"
        case Condition():
            return f"{expression.operator}({', '.join(map(shown, expression.operands))})"
    raise AssertionError(expression)
