"""Through the statement's text, as a plan is only ever made of one."""

from typing import Any

import pytest

from harness.dynamodb.protocol.partiql.keys import branches_of
from harness.dynamodb.protocol.partiql.parser import parse
from harness.dynamodb.protocol.partiql.plan import Page, Placeholders, ReadSource, reads_of
from harness.dynamodb.protocol.partiql.read import Read
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

PK, SK = KeyAttribute("pk", "S"), KeyAttribute("sk", "N")
LOCAL = Index(
    "local",
    IndexType.LOCAL,
    KeySchema(PK, KeyAttribute("l", "S")),
    Projection("INCLUDE", ("held",)),
)
GLOBAL = Index(
    "global", IndexType.GLOBAL, KeySchema(KeyAttribute("g", "S")), Projection("KEYS_ONLY")
)
TABLE = Table("t", KeySchema(PK, SK), BillingMode.PAY_PER_REQUEST, indexes=(LOCAL, GLOBAL))
FIRST = Page()
HASH_ONLY = Table("t", KeySchema(PK), BillingMode.PAY_PER_REQUEST)


def reads(
    text: str, page: Page = FIRST, *, table: Table = TABLE, index: str | None = None
) -> tuple[Read, ...]:
    syntax = parse(text)
    assert syntax is not None
    source = ReadSource(table, None if index is None else table.index(index))
    return reads_of(syntax, source, branches_of(syntax.where, source.key, []), page)


def condition(read: Read) -> str:
    """The key condition with its placeholders filled in."""
    said = str(read.body["KeyConditionExpression"])
    for placeholder, name in read.body["ExpressionAttributeNames"].items():
        said = said.replace(placeholder, name)
    for placeholder, value in read.body["ExpressionAttributeValues"].items():
        said = said.replace(placeholder, next(iter(value.values())))
    return said


def read(where: str, page: Page = FIRST, **of: Any) -> list[str]:
    """Each read in a word: the item, the key condition, or SCAN."""
    found = reads(f"SELECT * FROM t WHERE {where}", page, **of)
    return [
        {"GetItem": lambda t: str(t.body.get("Key")), "Query": condition}.get(
            read.operation, lambda _: "SCAN"
        )(read)
        for read in found
    ]


def item(pk: str, sk: str) -> dict[str, dict[str, str]]:
    return {"pk": {"S": pk}, "sk": {"N": sk}}


@pytest.mark.parametrize(
    ("where", "reads"),
    [
        ("pk='a' AND sk=1.0", [str(item("a", "1"))]),
        ("pk IN ['b', 'a'] AND sk=1", [str(item("a", "1")), str(item("b", "1"))]),
        ("pk='a' AND sk IN [1, 2]", [str(item("a", "1")), str(item("a", "2"))]),
        ("pk='a'", ["pk = a"]),
        ("pk='a' AND x=1", ["pk = a"]),
        ("pk='a' AND sk>=1", ["pk = a AND sk >= 1"]),
        ("pk='a' AND sk BETWEEN 1 AND 2", ["pk = a AND sk BETWEEN 1 AND 2"]),
        ("pk='a' AND begins_with(sk, 1)", ["pk = a AND begins_with(sk, 1)"]),
        ("pk='a' AND sk<9 AND sk>1", ["pk = a AND sk BETWEEN 1 AND 9"]),
        ("pk='a' AND sk>9 AND sk<1", [str(item("a", "9"))]),
        ("pk='a' AND sk>0 AND sk=1", [str(item("a", "1"))]),
        ("pk='a' AND sk>0 AND sk>1", ["pk = a AND sk > 0"]),
        ("pk='a' AND sk<>1", ["pk = a"]),
        ("pk='a' OR pk='b' AND sk>1", ["pk = a", "pk = b AND sk > 1"]),
        ("pk='a' OR x=1", ["SCAN"]),
        ("x=1", ["SCAN"]),
        ("pk>'a'", ["SCAN"]),
        ("sk=1", ["SCAN"]),
        (f"pk IN [{', '.join(map(repr, map(str, range(51))))}]", ["SCAN"]),
    ],
)
def test_a_select_reads_what_its_where_clause_names(where: str, reads: list[str]) -> None:
    assert read(where) == reads


def test_without_a_where_clause_a_select_scans() -> None:
    scan = Read("Scan", {"TableName": "t", "Select": "COUNT"}, scans=True)
    assert reads("SELECT * FROM t") == (scan,)


def test_where_the_partition_key_is_the_whole_key_one_item_is_read() -> None:
    assert read("pk='a' AND x=1", table=HASH_ONLY) == ["{'pk': {'S': 'a'}}"]


def test_an_index_is_read_by_its_own_key() -> None:
    assert read("g='a' AND pk='b'", index="global") == ["g = a"]
    assert read("pk='a' AND sk=1", index="local") == ["pk = a"]
    assert read("pk='a'", index="global") == ["SCAN"]
    assert reads("SELECT * FROM t", index="global")[0].body["IndexName"] == "global"


@pytest.mark.parametrize("where", ["pk='a' AND sk=1", "pk='a'", "x=1"])
def test_a_consistent_read_has_consistent_twins(where: str) -> None:
    for consistent in (True, False):
        body = reads(f"SELECT * FROM t WHERE {where}", Page(consistent))[0].body
        assert body.get("ConsistentRead", False) is consistent


def test_a_page_starts_where_the_page_before_ended() -> None:
    page = Page(limit=2, start=item("b", "1"))
    found = reads("SELECT * FROM t WHERE pk IN ['c', 'a', 'b']", page)
    assert [condition(read) for read in found] == ["pk = b", "pk = c"]
    assert [read.body.get("ExclusiveStartKey") for read in found] == [item("b", "1"), None]
    assert [read.body["Limit"] for read in found] == [2, 2]


@pytest.mark.parametrize("where", ["sk <= 3", "sk BETWEEN 1 AND 3"])
def test_a_page_that_starts_at_the_end_of_a_range_has_that_one_value_left(where: str) -> None:
    at_end, before = (Page(start=item("a", sk)) for sk in ("3", "2"))
    assert read(f"pk='a' AND {where}", at_end) == ["pk = a AND sk = 3"]
    assert read(f"pk='a' AND {where}", before) == [f"pk = a AND {where}"]


def test_a_page_of_one_item_is_a_query_that_can_start_behind_it() -> None:
    page = Page(start=item("a", "1"))
    (read,) = reads("SELECT * FROM t WHERE pk='a' AND sk=1", page)
    assert (read.operation, read.body["ExclusiveStartKey"]) == ("Query", item("a", "1"))


@pytest.mark.parametrize(
    "where",
    ["pk='a' OR pk='b'", "pk='a' AND sk>1 AND sk<3", "pk='a' AND sk IN [1]", "pk='a' AND sk<>1"],
)
@pytest.mark.parametrize("page", [Page(limit=2), Page(start=item("z", "1"))])
def test_the_pages_of_what_the_engine_scans_are_scanned(where: str, page: Page) -> None:
    (read,) = reads(f"SELECT * FROM t WHERE {where}", page)
    assert read.operation == "Scan"
    assert read.body.get("ExclusiveStartKey") == page.start
    assert not read.scans  # AWS does not


@pytest.mark.parametrize(
    ("text", "fetched"),
    [
        ("SELECT * FROM t WHERE pk='a'", []),
        ("SELECT pk, sk, l, held FROM t WHERE pk='a'", []),
        ("SELECT far, size(away) FROM t WHERE pk='a'", ["far", "away"]),
        ("SELECT * FROM t WHERE pk='a' AND far=1 AND held=2", ["far"]),
    ],
)
def test_a_local_index_fetches_what_it_does_not_project(text: str, fetched: list[str]) -> None:
    (read,) = reads(text, index="local")
    names = read.body.get("ExpressionAttributeNames", {})
    asked = [part for part in str(read.body.get("ProjectionExpression", "")).split(", ") if part]
    assert [names[part] for part in asked] == fetched
    assert ("Select" in read.body) is not bool(fetched)


def test_a_read_says_which_partition_it_is_of_and_a_scan_none() -> None:
    start: Item = {"pk": {"S": "a"}}
    assert [read.partition for read in reads("SELECT * FROM t WHERE pk='a'")] == [start["pk"]]
    assert reads("SELECT * FROM t")[0].partition is None


def test_names_and_values_get_placeholders_and_are_sent_only_where_there_are_any() -> None:
    names = Placeholders()
    assert names.members() == {}
    assert [names.name("a"), names.name("b"), names.value({"S": "x"})] == ["#0", "#1", ":0"]
    assert names.members() == {
        "ExpressionAttributeNames": {"#0": "a", "#1": "b"},
        "ExpressionAttributeValues": {":0": {"S": "x"}},
    }
