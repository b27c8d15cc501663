import pytest

from harness.dynamodb.protocol.update.clauses import Clause, clauses_of


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
