"""What we read into PartiQL statements against what DynamoDB Local does with them, and the
capacity that ``harness up`` then answers (docs/metering.md, row 6)."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from harness.dynamodb.protocol.partiql.read import Read
from harness.dynamodb.protocol.partiql.statement import Statement, start_of, statement_of
from harness.dynamodb.protocol.table_json import create_table_request
from harness.model.item import AttributeValue, Item
from harness.model.table import (
    BillingMode,
    Index,
    IndexType,
    KeyAttribute,
    KeySchema,
    Projection,
    Table,
)
from tests.conftest import Up
from tests.system.dynamodb_wire import Json, Wire

PK, SK = KeyAttribute("pk", "S"), KeyAttribute("sk", "N")
G, L = KeyAttribute("g", "S"), KeyAttribute("l", "S")
KEYS_ONLY = Projection("KEYS_ONLY")
TABLE = Table(
    "statements",
    KeySchema(PK, SK),
    BillingMode.PAY_PER_REQUEST,
    indexes=(
        Index("local", IndexType.LOCAL, KeySchema(PK, L), KEYS_ONLY),
        Index("global", IndexType.GLOBAL, KeySchema(G, L), KEYS_ONLY),
    ),
)
WRITTEN = Table("written", KeySchema(PK, SK), BillingMode.PAY_PER_REQUEST)

# What only shapes the answer of a read: without it a read shows the items that it evaluates.
SHAPES = ("Select", "ProjectionExpression")

SETTINGS = settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)

Key = tuple[str, str]


def item(pk: str, sk: int) -> Item:
    return {
        "pk": {"S": pk},
        "sk": {"N": str(sk)},
        "g": {"S": f"g{sk % 2}"},
        "l": {"S": f"{sk:02}"},
        "x": {"N": str(sk % 3)},
        "filler": {"S": "f" * 600},
    }


@pytest.fixture(scope="module")
def filled(engine: Wire) -> Wire:
    engine.call("CreateTable", **create_table_request(TABLE))
    engine.call("CreateTable", **create_table_request(WRITTEN))
    for pk in "abc":
        for sk in range(8):
            engine.call("PutItem", TableName=TABLE.name, Item=item(pk, sk))
    return engine


# Reads


@dataclass(frozen=True)
class Select:
    """``key``: the conditions that the reads depend on. ``filters``: one that they do not."""

    source: str
    key: str = ""
    filters: str = ""
    parameters: tuple[AttributeValue, ...] = ()

    @property
    def text(self) -> str:
        return self._where(" AND ".join(part for part in (self.key, self.filters) if part))

    @property
    def unfiltered(self) -> str:
        return self._where(self.key)

    def _where(self, conditions: str) -> str:
        # An item is known by its keys, and no index lacks them.
        return f"SELECT pk, sk FROM {self.source}" + (f" WHERE {conditions}" if conditions else "")


SOURCES = [
    (TABLE.name, "pk", "sk"),
    (f'"{TABLE.name}"."local"', "pk", "l"),
    (f'{TABLE.name}."global"', "g", "l"),
]
FILTERS = ["", "", "x = 1", "(x = 1 OR x = 2)", "NOT x = 0", "attribute_exists(x)"]
VALUES = {
    "pk": st.sampled_from(["a", "b", "c", "z"]),
    "g": st.sampled_from(["g0", "g1", "g2"]),
    "sk": st.sampled_from(["0", "3", "3.0", "5e0", "-1", "9"]),
    "l": st.sampled_from(["00", "03", "05", "0", "09"]),
}


@st.composite
def selects(draw: st.DrawFn) -> Select:
    source, partition, sort = draw(st.sampled_from(SOURCES))
    filters = draw(st.sampled_from(FILTERS))
    if draw(st.integers(0, 4)) == 0:
        return Select(source, filters=filters)
    values = _Values(draw)
    key = draw(st.sampled_from([_equal, _equal, _equal, _in]))(values, partition)
    operator = draw(st.sampled_from(["", "", "=", "<", "<=", ">", ">=", "between", "begins_with"]))
    if operator == "between":
        low, high = sorted(
            (values.text(sort), values.text(sort)), key=float if sort == "sk" else str
        )
        key += f" AND {sort} BETWEEN {values.literal(sort, low)} AND {values.literal(sort, high)}"
    elif operator == "begins_with" and sort == "l":
        key += " AND begins_with(l, '0')"
    elif operator and operator != "begins_with":
        key += f" AND ({sort} {operator} {values.any(sort)})"
    return Select(source, key, filters, tuple(values.parameters))


class _Values:
    """Draws values, as literals or as parameters."""

    def __init__(self, draw: st.DrawFn) -> None:
        self._draw = draw
        self.parameters: list[AttributeValue] = []

    def text(self, attribute: str) -> str:
        return self._draw(VALUES[attribute])

    def literal(self, attribute: str, text: str) -> str:
        return text if attribute == "sk" else f"'{text}'"

    def any(self, attribute: str) -> str:
        text = self.text(attribute)
        if self._draw(st.booleans()):
            return self.literal(attribute, text)
        self.parameters.append({"N" if attribute == "sk" else "S": text})
        return "?"


def _equal(values: _Values, partition: str) -> str:
    return f"{partition} = {values.any(partition)}"


def _in(values: _Values, partition: str) -> str:
    # AWS refuses a value that comes twice.
    several = dict.fromkeys(values.text(partition) for _ in range(3))
    return f"{partition} IN [{', '.join(values.literal(partition, text) for text in several)}]"


@SETTINGS
@given(selects())
@example(Select(TABLE.name, "pk = 'a' OR pk = 'c'"))
@example(Select(TABLE.name, "pk = 'a' AND sk = 1 OR pk = 'b' AND sk > 4"))
@example(Select(TABLE.name, "pk = 'a' AND sk >= 2 AND sk <= 5"))
@example(Select(TABLE.name, "pk = 'a' AND sk >= 9 AND sk <= 2"))
@example(Select(TABLE.name, "pk IN ['c', 'a'] AND sk IN [1, 2]"))
@example(Select(TABLE.name, "pk = 'a' OR x = 1"))
def test_the_reads_of_a_select_evaluate_its_items(filled: Wire, select: Select) -> None:
    statement = known(select.text, select.parameters)
    wanted = executed(filled, select.unfiltered, select.parameters)["Items"]
    evaluated, last = ask(filled, statement.reads)
    assert last is None
    if any(read.operation == "Scan" for read in statement.reads) and " OR " in select.key:
        assert keys(wanted) <= keys(evaluated)
    else:
        assert keys(evaluated) == keys(wanted)


@SETTINGS
@given(selects(), st.integers(1, 6))
@example(Select(TABLE.name, "pk = 'a' AND sk = 1"), 1)
@example(Select(TABLE.name, "pk IN ['a', 'b', 'c']"), 4)
@example(Select(TABLE.name, "pk = 'a' OR pk = 'c'"), 5)
@example(Select(TABLE.name, "pk = 'a' AND sk > 1 AND sk < 6"), 5)
@example(Select(TABLE.name, "pk = 'a' AND sk <> 1"), 5)
@example(Select(TABLE.name, "pk = 'a' AND sk IN [1, 6]"), 5)
@example(Select(TABLE.name, "pk = 'b' ORDER BY sk DESC"), 3)
def test_page_by_page_the_twins_stop_where_the_engine_does(
    filled: Wire, select: Select, limit: int
) -> None:
    wanted = executed(filled, select.unfiltered, select.parameters)["Items"]
    seen: set[Key] = set()
    token: str | None = None
    for _ in range(40):
        page = {"Limit": limit} | ({"NextToken": token} if token else {})
        answer = executed(filled, select.text, select.parameters, **page)
        statement = known(select.text, select.parameters, limit=limit, next_token=token)
        evaluated, last = ask(filled, statement.reads, limit)
        assert keys(answer["Items"]) <= keys(evaluated)
        assert not keys(evaluated) & seen
        seen |= keys(evaluated)
        token = answer.get("NextToken")
        if token is None:
            assert last is None
            break
        # The engine's Query may know that nothing follows where its statement says there may.
        assert keys([start_of(token)]) == keys(evaluated[-1:])
    assert token is None
    assert keys(wanted) <= seen


def test_a_full_page_of_a_megabyte_ends_where_its_twin_ends(filled: Wire) -> None:
    for sk in range(5):
        large = {**item("large", sk), "filler": {"S": "f" * 300_000}}
        filled.call("PutItem", TableName=WRITTEN.name, Item=large)
    text = f"SELECT pk, sk FROM {WRITTEN.name} WHERE pk = 'large'"
    answer = executed(filled, text)
    evaluated, last = ask(filled, known(text).reads)
    assert keys(evaluated) == keys(answer["Items"])
    assert last == start_of(answer["NextToken"])


@pytest.mark.parametrize(
    ("projection", "condition", "fetched"),
    [("*", "", False), ("pk, l", "", False), ("filler", "", True), ("*", " AND x = 1", True)],
)
def test_what_a_local_index_fetches_is_charged_to_the_table(
    filled: Wire, projection: str, condition: str, fetched: bool
) -> None:
    text = f"SELECT {projection} FROM {TABLE.name}.\"local\" WHERE pk = 'a'{condition}"
    assert executed(filled, text)["Items"]
    (read,) = known(text).reads
    answer = filled.call(read.operation, **read.body, ReturnConsumedCapacity="INDEXES")
    # Eight items, 0.5 each.
    assert answer["ConsumedCapacity"]["Table"]["CapacityUnits"] == (4 if fetched else 0)


# Writes

SCALAR_TEXTS = """
1 -2.50 7.5e3 .5 'text' 'it''s' '' true FALSE null <<'a','b'>> <<1,2.0>> '--no/*comment' 'WHERE"é"'
"""
VALUE_TEXTS = st.recursive(
    st.sampled_from(SCALAR_TEXTS.split()),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda texts: f"[{', '.join(texts)}]"),
        st.lists(inner, max_size=3).map(
            lambda texts: "{" + ", ".join(f"'k{at}': {text}" for at, text in enumerate(texts)) + "}"
        ),
    ),
    max_leaves=8,
)


@SETTINGS
@given(st.lists(VALUE_TEXTS, max_size=4))
def test_an_insert_puts_the_item_that_was_read_in_it(filled: Wire, texts: list[str]) -> None:
    filled.call("DeleteItem", TableName=WRITTEN.name, Key={"pk": {"S": "new"}, "sk": {"N": "1"}})
    attributes = "".join(f", 'a{at}': {text}" for at, text in enumerate(texts))
    text = f"INSERT INTO \"{WRITTEN.name}\" VALUE {{'pk': 'new', 'sk': 1e0{attributes}}}"
    before = stored(filled)
    executed(filled, text)
    statement = known(text)
    assert statement.key is not None
    assert changed(before, stored(filled)) == keys([statement.key])
    assert statement.item is not None
    assert _plain(statement.item) == _plain(stored(filled)["new", "1"])


@pytest.mark.parametrize(
    ("text", "parameters"),
    [
        ("UPDATE written SET x = 9 WHERE pk = 'a' AND sk = 1", []),
        ("update \"written\" set x=[1, 'WHERE'] remove g where (sk = 1.0) and 'a' = pk;", []),
        (
            "UPDATE written SET x = x + ? SET l = ? WHERE pk = ? AND sk = ? RETURNING ALL NEW *",
            None,
        ),
        ("UPDATE written SET x=1 SET \"set\"=2 WHERE pk='a' AND sk=1 AND (x=1 OR NOT x=5)", []),
        ("FROM written WHERE pk = 'a' AND sk = 1 SET y = 1 REMOVE l", []),
        ("FROM written WHERE pk = 'a' AND sk = 1 REMOVE x RETURNING MODIFIED OLD *", []),
        ("DELETE FROM written WHERE pk = 'a' AND sk = 1", []),
        ("DELETE FROM written WHERE begins_with(l, '0') AND sk = 1 AND pk = 'a' -- gone", []),
        ("DELETE FROM written WHERE sk = 1 AND sk > 0 AND pk = 'a' RETURNING ALL OLD *", []),
    ],
)
def test_a_write_changes_the_item_that_its_statement_names(
    filled: Wire, text: str, parameters: list[AttributeValue] | None
) -> None:
    given_parameters = [{"N": "1"}, {"S": "z"}, {"S": "a"}, {"N": "1.0"}]
    values = given_parameters if parameters is None else parameters
    for sk in range(3):
        filled.call("PutItem", TableName=WRITTEN.name, Item=item("a", sk))
    before = stored(filled)
    executed(filled, text, values)
    statement = known(text, values)
    assert statement.writes
    assert statement.key is not None
    assert changed(before, stored(filled)) == keys([statement.key])


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * FROM statements WHERE pk = 'a' AND x LIKE 'b'",
        "SELECT * FROM statements s WHERE pk = 'a'",
        "SELECT * FROM statements LIMIT 3",
        "INSERT INTO statements VALUE {pk: 'a', 'sk': 1}",
        "INSERT INTO statements VALUES {'pk': 'a', 'sk': 1}",
        f"SELECT * FROM statements WHERE pk = '{'a' * 8_192}'",
    ],
)
def test_what_is_not_understood_the_engine_refuses_too(filled: Wire, text: str) -> None:
    assert statement_of(text, [], _find) is None
    assert filled.send("ExecuteStatement", Statement=text)[0] == 400


# Capacity, through the gateway. The figures of writes, transactions, batches and keyed reads were
# recorded on AWS in August 2026 (nubo-db/dynoxide, pull 188); the rest follows from rules.

PRICED = Table(
    "priced",
    KeySchema(PK, KeyAttribute("sk", "S")),
    BillingMode.PAY_PER_REQUEST,
    indexes=(
        Index("lsi", IndexType.LOCAL, KeySchema(PK, L), Projection("ALL")),
        Index("gsi", IndexType.GLOBAL, KeySchema(G), Projection("INCLUDE", ("proj",))),
    ),
)
THREE_KB = "p" * 3_000
BOTH = "'g': 'g1', 'l': 'l1'"

# The table's units and those of each index that has an arm.
Units = dict[str, float]


@pytest.fixture(scope="module")
def gateway(stack: Up) -> Iterator[Wire]:
    wire = Wire(stack.port)
    wire.call("CreateTable", **create_table_request(PRICED))
    yield wire
    wire.call("DeleteTable", TableName=PRICED.name)
    wire.close()


@pytest.fixture
def priced(gateway: Wire) -> Wire:
    """Three items: small in both indexes, 3 KB in the global one, small in none."""
    for found in gateway.call("Scan", TableName=PRICED.name)["Items"]:
        key = {name: found[name] for name in ("pk", "sk")}
        gateway.call("DeleteItem", TableName=PRICED.name, Key=key)
    for item_text in (
        f"{{'pk': 'p', 'sk': 'both', {BOTH}}}",
        f"{{'pk': 'p', 'sk': 'large', 'g': 'g1', 'proj': '{THREE_KB}'}}",
        "{'pk': 'p', 'sk': 'bare'}",
    ):
        executed(gateway, f"INSERT INTO priced VALUE {item_text}")
    return gateway


def units(consumed: Json) -> Units:
    """Raises KeyError for a shape that is not AWS's at level INDEXES."""
    arms = {PRICED.name: consumed["Table"]["CapacityUnits"]}
    for member in ("LocalSecondaryIndexes", "GlobalSecondaryIndexes"):
        for name, arm in consumed.get(member, {}).items():
            arms[name] = arm["CapacityUnits"]
    return arms


def insert(sk: str, attributes: str) -> str:
    return f"INSERT INTO priced VALUE {{'pk': 'p', 'sk': '{sk}'{attributes}}}"


def at(sk: str) -> str:
    return f"pk = 'p' AND sk = '{sk}'"


WRITES: list[tuple[str, Units]] = [
    (insert("new", f", {BOTH}"), {"priced": 1, "lsi": 1, "gsi": 1}),
    (insert("new", f", 'g': 'g1', 'proj': '{THREE_KB}'"), {"priced": 3, "gsi": 3}),
    (insert("new", ", 'other': 'o'"), {"priced": 1}),
    (f"UPDATE priced SET other = 'o' WHERE {at('both')}", {"priced": 1, "lsi": 1}),
    (f"UPDATE priced SET g = 'g2' WHERE {at('both')}", {"priced": 1, "lsi": 1, "gsi": 2}),
    (f"UPDATE priced SET proj = 'p' WHERE {at('large')}", {"priced": 3, "gsi": 3}),
    (f"DELETE FROM priced WHERE {at('both')}", {"priced": 1, "lsi": 1, "gsi": 1}),
    (f"DELETE FROM priced WHERE {at('large')}", {"priced": 3, "gsi": 3}),
    (f"DELETE FROM priced WHERE {at('missing')}", {"priced": 1}),
]


@pytest.mark.parametrize(("text", "expected"), WRITES)
def test_a_statement_that_writes_is_charged_as_the_single_write(
    priced: Wire, text: str, expected: Units
) -> None:
    answer = executed(priced, text, ReturnConsumedCapacity="INDEXES")
    consumed = answer["ConsumedCapacity"]
    assert units(consumed) == expected
    assert consumed["CapacityUnits"] == sum(expected.values())
    assert consumed["TableName"] == PRICED.name
    assert "WriteCapacityUnits" not in consumed


@pytest.mark.parametrize(("text", "expected"), WRITES)
def test_a_transaction_doubles_the_table_and_no_index(
    priced: Wire, text: str, expected: Units
) -> None:
    answer = priced.call(
        "ExecuteTransaction",
        TransactStatements=[{"Statement": text}],
        ReturnConsumedCapacity="INDEXES",
    )
    (consumed,) = answer["ConsumedCapacity"]
    assert units(consumed) == expected | {"priced": 2 * expected["priced"]}
    assert consumed["WriteCapacityUnits"] == consumed["CapacityUnits"]
    assert consumed["Table"]["WriteCapacityUnits"] == consumed["Table"]["CapacityUnits"]


@pytest.mark.parametrize(
    ("text", "eventual"),
    [
        (f"SELECT * FROM priced WHERE {at('both')}", {"priced": 0.5}),
        (f"SELECT * FROM priced WHERE {at('missing')}", {"priced": 0.5}),
        ("SELECT * FROM priced WHERE pk = 'p'", {"priced": 0.5}),
        ("SELECT * FROM priced WHERE pk = 'p' AND other = 'o'", {"priced": 0.5}),
        ("SELECT sk FROM priced", {"priced": 0.5}),
        ("SELECT * FROM priced WHERE pk = 'nobody'", {"priced": 0.5}),
        ("SELECT * FROM priced WHERE pk IN ['p', 'q'] AND sk = 'both'", {"priced": 1}),
        ('SELECT * FROM "priced"."lsi" WHERE pk = \'p\'', {"priced": 0, "lsi": 0.5}),
    ],
)
@pytest.mark.parametrize("consistent", [False, True])
def test_a_select_is_charged_what_it_evaluates(
    priced: Wire, text: str, eventual: Units, consistent: bool
) -> None:
    page = {"ConsistentRead": consistent, "ReturnConsumedCapacity": "INDEXES"}
    consumed = executed(priced, text, **page)["ConsumedCapacity"]
    factor = 2 if consistent else 1
    assert units(consumed) == {name: factor * half for name, half in eventual.items()}


def test_a_select_of_a_global_index_is_charged_to_the_index(priced: Wire) -> None:
    text = 'SELECT * FROM "priced"."gsi" WHERE g = \'g1\''
    consumed = executed(priced, text, ReturnConsumedCapacity="INDEXES")["ConsumedCapacity"]
    assert units(consumed) == {"priced": 0, "gsi": 0.5}


def test_each_page_of_a_select_is_charged_for_its_own_items(priced: Wire) -> None:
    """4 rows of 3 KB: 1.5 units together, 1 for two of them, as recorded on AWS."""
    for sk in range(4):
        executed(priced, f"INSERT INTO priced VALUE {{'pk': 'q', 'sk': '{sk}', 'x': '{THREE_KB}'}}")
    text = "SELECT sk FROM priced WHERE pk = 'q'"
    page: Json = {"ReturnConsumedCapacity": "TOTAL"}
    assert executed(priced, text, **page)["ConsumedCapacity"]["CapacityUnits"] == 1.5
    charged = []
    for _ in range(3):
        answer = executed(priced, text, Limit=2, **page)
        charged.append(answer["ConsumedCapacity"]["CapacityUnits"])
        if "NextToken" not in answer:
            break
        page["NextToken"] = answer["NextToken"]
    assert charged == [1, 1, 0.5]


def test_a_transaction_of_reads_costs_two_for_each_small_item(priced: Wire) -> None:
    statements = [{"Statement": f"SELECT * FROM priced WHERE {at(sk)}"} for sk in ("both", "none")]
    answer = priced.call(
        "ExecuteTransaction", TransactStatements=statements, ReturnConsumedCapacity="INDEXES"
    )
    (consumed,) = answer["ConsumedCapacity"]
    assert units(consumed) == {"priced": 4}
    assert consumed["ReadCapacityUnits"] == consumed["Table"]["ReadCapacityUnits"] == 4


def test_a_condition_check_is_charged_as_a_write_of_the_item_it_reads(priced: Wire) -> None:
    check = f"EXISTS(SELECT * FROM priced WHERE {at('large')} AND g = 'g1')"
    statements = [{"Statement": check}, {"Statement": insert("new", "")}]
    answer = priced.call(
        "ExecuteTransaction", TransactStatements=statements, ReturnConsumedCapacity="INDEXES"
    )
    (consumed,) = answer["ConsumedCapacity"]
    assert units(consumed) == {"priced": 8}
    assert consumed["WriteCapacityUnits"] == 8


def _batch(wire: Wire, *texts: str, **members: Any) -> Json:
    statements = [{"Statement": text} for text in texts]
    return wire.call("BatchExecuteStatement", Statements=statements, **members)


def test_a_batch_sums_up_its_statements(priced: Wire) -> None:
    texts = [insert("new", f", {BOTH}"), f"UPDATE priced SET proj = 'p' WHERE {at('large')}"]
    (consumed,) = _batch(priced, *texts, ReturnConsumedCapacity="INDEXES")["ConsumedCapacity"]
    assert units(consumed) == {"priced": 4, "lsi": 1, "gsi": 4}
    reads = [f"SELECT * FROM priced WHERE {at(sk)}" for sk in ("both", "missing")]
    (consumed,) = _batch(priced, *reads, ReturnConsumedCapacity="INDEXES")["ConsumedCapacity"]
    assert units(consumed) == {"priced": 1}


@pytest.mark.parametrize("level", ["TOTAL", "NONE", None])
def test_a_statement_is_answered_at_the_level_asked_for(priced: Wire, level: str | None) -> None:
    asked = {} if level is None else {"ReturnConsumedCapacity": level}
    answer = executed(priced, f"SELECT * FROM priced WHERE {at('both')}", **asked)
    total = {"TableName": PRICED.name, "CapacityUnits": 0.5}
    assert answer.get("ConsumedCapacity") == (total if level == "TOTAL" else None)


def _plain(value: Any) -> Any:
    """Inside a list or a map the engine keeps the zeros of 2.50, and AWS does not."""
    if isinstance(value, list):
        return [_plain(member) for member in value]
    if not isinstance(value, dict):
        return value
    if value.keys() == {"N"}:
        return Decimal(value["N"])
    if value.keys() == {"NS"}:
        return {Decimal(text) for text in value["NS"]}
    return {name: _plain(member) for name, member in value.items()}


def _find(name: str) -> Table | None:
    return {TABLE.name: TABLE, WRITTEN.name: WRITTEN}.get(name)


def known(text: str, parameters: Any = (), **page: Any) -> Statement:
    statement = statement_of(text, parameters, _find, **page)
    assert statement is not None, text
    return statement


def executed(wire: Wire, text: str, parameters: Any = (), **members: Any) -> Json:
    if parameters:
        members["Parameters"] = list(parameters)
    return wire.call("ExecuteStatement", Statement=text, **members)


def ask(
    wire: Wire, reads: tuple[Read, ...], limit: int | None = None
) -> tuple[list[Item], Item | None]:
    """The items that the reads evaluate as one page, and the key of the last where more follow."""
    items: list[Item] = []
    for read in reads:
        body = {name: member for name, member in read.within(limit).items() if name not in SHAPES}
        answer = wire.call(read.operation, **_without_unused_names(body))
        if read.operation == "GetItem":
            items += [answer["Item"]] if "Item" in answer else []
            continue
        items += answer["Items"]
        if "LastEvaluatedKey" in answer:
            return items, answer["LastEvaluatedKey"]
        limit = None if limit is None else limit - answer["ScannedCount"]
        if limit == 0:
            break
    return items, None


def _without_unused_names(body: Json) -> Json:
    """The engine refuses names that no expression uses."""
    condition = body.get("KeyConditionExpression", "")
    names = body.get("ExpressionAttributeNames", {})
    used = {name: attribute for name, attribute in names.items() if name in condition}
    rest = {name: value for name, value in body.items() if name != "ExpressionAttributeNames"}
    return rest | ({"ExpressionAttributeNames": used} if used else {})


def keys(items: list[Item]) -> set[Key]:
    return {(found["pk"]["S"], found["sk"]["N"]) for found in items}


def stored(wire: Wire) -> dict[Key, Item]:
    """A table of well under a page, without what is large in it."""
    found = wire.call("Query", **_partition("a"))["Items"]
    found += wire.call("Query", **_partition("new"))["Items"]
    return {(each["pk"]["S"], each["sk"]["N"]): each for each in found}


def _partition(pk: str) -> Json:
    return {
        "TableName": WRITTEN.name,
        "KeyConditionExpression": "pk = :pk",
        "ExpressionAttributeValues": {":pk": {"S": pk}},
    }


def changed(before: dict[Key, Item], after: dict[Key, Item]) -> set[Key]:
    return {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
