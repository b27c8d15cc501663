from base64 import b64encode
from typing import Any

import orjson
import pytest

from harness.dynamodb.protocol.partiql.statement import Statement, start_of, statement_of
from harness.dynamodb.protocol.partiql.syntax import Verb
from harness.model.item import Item
from harness.model.table import (
    BillingMode,
    Index,
    IndexType,
    KeyAttribute,
    KeySchema,
    Projection,
    Table,
)

KEY = KeySchema(KeyAttribute("pk", "S"), KeyAttribute("sk", "N"))
INDEX = Index("idx", IndexType.GLOBAL, KeySchema(KeyAttribute("g", "S")), Projection("ALL"))
TABLE = Table("tab", KEY, BillingMode.PAY_PER_REQUEST, indexes=(INDEX,))
ITEM: Item = {"pk": {"S": "a"}, "sk": {"N": "1"}}


def statement(text: Any, parameters: Any = None, **page: Any) -> Statement | None:
    return statement_of(text, parameters, {"tab": TABLE}.get, **page)


def known(text: str, parameters: Any = None, **page: Any) -> Statement:
    found = statement(text, parameters, **page)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("text", "action"),
    [
        ("UPDATE tab SET x=1 WHERE pk='a' AND sk=1", Verb.UPDATE),
        ("UPDATE tab SET x=1 WHERE 1.0=sk AND ('a'=pk) AND x=2", Verb.UPDATE),
        ("FROM tab WHERE pk='a' AND sk=1 AND sk>0 REMOVE x", Verb.UPDATE),
        ("DELETE FROM tab WHERE pk='a' AND sk=1 AND NOT x=1 RETURNING ALL OLD *", Verb.DELETE),
        ("INSERT INTO tab VALUE {'pk': 'a', 'sk': 1e0, 'x': 'y'}", Verb.INSERT),
        ("EXISTS(SELECT * FROM tab WHERE pk='a' AND sk=1 AND x=1)", Verb.CHECK),
        ("SELECT x FROM tab WHERE pk='a' AND sk=1 AND x=1", Verb.SELECT),
    ],
)
def test_a_statement_about_one_item_names_its_key(text: str, action: Verb) -> None:
    found = known(text)
    assert (found.action, found.key, found.table) == (action, ITEM, TABLE)
    assert found.writes is (action is not Verb.SELECT)


def test_parameters_stand_in_for_values_in_their_order() -> None:
    update = known("UPDATE tab SET x=? WHERE pk=? AND sk=?", [{"S": "x"}, {"S": "a"}, {"N": "1.0"}])
    assert update.key == ITEM
    insert = known("INSERT INTO tab VALUE {'pk': ?, 'sk': ?}", [{"S": "a"}, {"N": "1"}])
    assert (insert.key, insert.item) == (ITEM, ITEM)


@pytest.mark.parametrize(
    "text",
    [
        "UPDATE tab SET x=1 WHERE pk='a'",
        "DELETE FROM tab WHERE pk='a' AND sk>1",
        "DELETE FROM tab WHERE pk='a' AND sk=1 OR x=1",
        "DELETE FROM tab WHERE pk IN ['a', 'b'] AND sk=1",
        "INSERT INTO tab VALUE {'pk': 'a'}",
        "SELECT * FROM tab WHERE pk='a'",
        "SELECT * FROM tab.idx WHERE pk='a' AND sk=1",
    ],
)
def test_a_statement_that_names_no_one_item_has_no_key(text: str) -> None:
    assert known(text).key is None


def test_an_insert_that_cannot_be_read_has_no_item() -> None:
    found = known("INSERT INTO tab VALUE {'pk': 'a', 'sk': 1, 'x': ?}")
    assert (found.key, found.item) == (None, None)


def test_only_a_select_has_twins() -> None:
    assert [read.operation for read in known("SELECT * FROM tab").reads] == ["Scan"]
    assert known("DELETE FROM tab WHERE pk='a' AND sk=1").reads == ()


def test_an_index_is_named_with_its_table() -> None:
    assert known('SELECT * FROM "tab"."idx" WHERE g=?', [{"S": "a"}]).index == "idx"


def test_a_table_may_be_named_by_its_arn() -> None:
    assert known('SELECT * FROM "arn:aws:dynamodb:us-east-1:000000000000:table/tab"').table is TABLE


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * FROM other",
        "SELECT * FROM tab.other",
        "SELECT * FROM TAB",
        "nonsense",
        None,
        7,
        ["SELECT"],
        "SELECT * FROM tab WHERE pk='" + "a" * 2_000_000,
    ],
)
def test_what_is_not_understood_or_not_known_is_none(text: Any) -> None:
    assert statement(text) is None


@pytest.mark.parametrize("token", ["opaque", "", 3, {"a": 1}])
def test_a_page_that_starts_nobody_knows_where_is_none(token: Any) -> None:
    assert statement("SELECT * FROM tab", next_token=token) is None


@pytest.mark.parametrize(
    "parameters",
    [7, "text", {"a": 1}, [None, None], [{"N": "x"}, {"N": []}], [{"S": "a", "N": "1"}], [{}, {}]],
)
def test_malformed_parameters_are_left_to_the_engine(parameters: Any) -> None:
    found = statement("DELETE FROM tab WHERE pk=? AND sk=?", parameters)
    assert found is None or found.key is None


START_KEY = {"pk": {"S": "a"}, "sk": {"N": "2"}}


def token(content: object) -> str:
    return b64encode(orjson.dumps(content)).decode()


def test_a_token_tells_the_key_of_the_last_item() -> None:
    content = {
        "creationTime": 1795451937.7,
        "opIndexToExclusiveNextKey": {"0": START_KEY},
        "version": "V1",
    }
    assert start_of(token(content)) == START_KEY


@pytest.mark.parametrize(
    "opaque",
    ["", "no base64", "AAAA", token([]), token({}), token({"opIndexToExclusiveNextKey": {"0": 1}})],
)
def test_a_token_that_does_not_tell_is_an_error(opaque: str) -> None:
    with pytest.raises((LookupError, TypeError, ValueError)):
        start_of(opaque)
