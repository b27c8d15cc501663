"""Our arithmetic against DynamoDB Local's own figures, on random items and operations.

Where it is known to differ from AWS (docs/metering.md), the difference is asserted by its row
instead. What it gets wrong altogether is left to test_aws_cases.py: transactional writes, PartiQL.
"""

import itertools
from base64 import b64encode
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    rule,
    run_state_machine_as_test,
)

from harness.capacity.arms import index_entry, same_values, write_arms
from harness.capacity.item_size import item_size_bytes, significant_digits
from harness.capacity.units import read_half_units, transact_read_half_units
from harness.dynamodb.protocol.table_json import create_table_request
from harness.model.charge import Arm
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
from tests.system.dynamodb_wire import Json, Wire

KB = 1024

# Action of an update expression, attribute, value.
Update = tuple[str, str, AttributeValue | None]

# Index name (None: the table) to half-units. An arm that is not there has none.
Arms = dict[str | None, int]

# The rows of docs/metering.md where the engine is known to be wrong and random operations meet it.
ROW_7_READING_NOTHING_IS_FREE: Arms = {}
ROW_8_MISSING_KEY_HALF_UNITS = 0
ROW_9_MORE_FOR_A_BATCH_DELETE_OF_NOTHING = 2
ROW_15_A_LOCAL_ENTRY_WEIGHS_100_B_MORE = {"overhead": {"S": "x" * 92}}


def local(name: str, sort: str, projection: Projection) -> Index:
    return Index(name, IndexType.LOCAL, KeySchema(KEYS["k"], KEYS[sort]), projection)


def globally(name: str, projection: Projection, *keys: str) -> Index:
    return Index(name, IndexType.GLOBAL, KeySchema(*(KEYS[key] for key in keys)), projection)


KEYS = {name: KeyAttribute(name, kind) for name, kind in zip("ksghbl", "SNSNBS", strict=True)}
TABLE = Table(
    "random",
    KeySchema(KEYS["k"], KEYS["s"]),
    BillingMode.PAY_PER_REQUEST,
    indexes=(
        local("local-some", "l", Projection("INCLUDE", ("p",))),
        local("local-keys", "h", Projection("KEYS_ONLY")),
        local("local-all", "g", Projection("ALL")),
        globally("all", Projection("ALL"), "g"),
        globally("some", Projection("INCLUDE", ("p", "q")), "g"),
        globally("keys", Projection("KEYS_ONLY"), "h"),
        globally("composite", Projection("KEYS_ONLY"), "g", "h"),
        globally("binary", Projection("ALL"), "b"),
    ),
)


def with_overhead(index: Index) -> Index:
    names = (*index.projection.non_key_attributes, *ROW_15_A_LOCAL_ENTRY_WEIGHS_100_B_MORE)
    kind = "ALL" if index.projection.type == "ALL" else "INCLUDE"
    return replace(index, projection=Projection(kind, names))


TABLE_OF_ROW_15 = replace(
    TABLE,
    indexes=tuple(map(with_overhead, (i for i in TABLE.indexes if i.type is IndexType.LOCAL))),
)
TABLE_KEYS = ("k", "s")
INDEX_NAMES = [index.name for index in TABLE.indexes]

# Attributes that the steps give a meaning to; random ones have other names.
NAMED = {*KEYS, "p", "q", "counter", "tags"}


# what can be stored


@st.composite
def numbers(draw: st.DrawFn) -> str:
    """Up to 38 digits, a point anywhere, zeros on both ends, signs, exponents."""
    digits = draw(st.text("0123456789", min_size=1, max_size=38))
    point = draw(st.integers(0, len(digits)))
    sign = draw(st.sampled_from(("", "-", "+")))
    exponent = draw(st.one_of(st.just(""), st.integers(-85, 85).map(lambda e: f"e{e}")))
    fraction = f".{digits[point:]}" if point < len(digits) else ""
    return f"{sign}{digits[:point] or '0'}{fraction}{exponent}"


def binaries(min_size: int = 0) -> st.SearchStrategy[str]:
    return st.binary(min_size=min_size, max_size=20).map(lambda value: b64encode(value).decode())


def sets(kind: str, members: st.SearchStrategy[str], by: Any = None) -> st.SearchStrategy[Any]:
    return st.lists(members, min_size=1, max_size=4, unique_by=by or (lambda member: member)).map(
        lambda chosen: {kind: chosen}
    )


def typed(kind: str, contents: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return contents.map(lambda content: {kind: content})


NAMES = st.text(min_size=1, max_size=8)
TAGS = sets("SS", st.sampled_from(("a", "b", "ç")))
SCALARS = st.one_of(
    typed("S", st.text(max_size=30)),
    typed("N", numbers()),
    typed("N", st.sampled_from(("0", "-0", "1E125", "-1E-130", "9" * 38, "-0.0000120"))),
    typed("B", binaries()),
    typed("BOOL", st.booleans()),
    st.just({"NULL": True}),
    sets("SS", st.text(min_size=1, max_size=8)),
    sets("NS", numbers(), significant_digits),
    sets("BS", binaries(1)),
)
VALUES = st.recursive(
    SCALARS,
    lambda values: st.one_of(
        typed("L", st.lists(values, max_size=4)),
        typed("M", st.dictionaries(NAMES, values, max_size=4)),
    ),
    max_leaves=8,
)

KEY_VALUES = {
    "k": st.sampled_from(({"S": "a"}, {"S": "çã"})),
    "s": st.sampled_from(({"N": "1"}, {"N": "-2.50"}, {"N": "1e3"})),
    "g": st.sampled_from(({"S": "x"}, {"S": "y🚗"})),
    "h": st.sampled_from(({"N": "7"}, {"N": "70"})),
    "b": st.sampled_from(({"B": "YQ=="}, {"B": "AAEC"})),
    "l": st.sampled_from(({"S": "m"}, {"S": "n"})),
}
KEY = st.fixed_dictionaries({name: KEY_VALUES[name] for name in TABLE_KEYS})

# What is filled up to a number of KB, or a byte over it: the item or its entry in an index.
FILLED = st.tuples(
    st.sampled_from([None, None, *INDEX_NAMES]), st.sampled_from((1, 2, 4, 8)), st.integers(0, 1)
)


@st.composite
def items(draw: st.DrawFn) -> Item:
    item = draw(KEY)
    item |= draw(st.fixed_dictionaries({}, optional={name: KEY_VALUES[name] for name in "ghbl"}))
    item |= draw(st.dictionaries(NAMES.filter(lambda name: name not in NAMED), VALUES, max_size=3))
    item |= draw(st.fixed_dictionaries({}, optional={"q": VALUES, "tags": TAGS}))
    filled = draw(st.none() | FILLED)
    return item if filled is None else fill(item, *filled)


def fill(item: Item, index_name: str | None, kb: int, over: int) -> Item:
    """The item with an attribute ``p`` so long that it, or its entry, has that very size."""
    with_p = {**item, "p": {"S": ""}}
    filled = entry(index_name, with_p)
    missing = 0 if filled is None else kb * KB + over - item_size_bytes(filled)
    return {**item, "p": {"S": "x" * missing}} if missing > 0 else item


def entry(index_name: str | None, item: Item) -> Item | None:
    index = TABLE.index(index_name) if index_name else None
    return item if index is None else index_entry(TABLE, index, item)


UPDATES = st.one_of(
    st.sampled_from("ghbl").flatmap(lambda name: KEY_VALUES[name].map(lambda v: ("SET", name, v))),
    st.sampled_from(("g", "h", "b", "l", "p", "q", "tags")).map(
        lambda name: ("REMOVE", name, None)
    ),
    st.sampled_from(("q", "other")).flatmap(lambda name: VALUES.map(lambda v: ("SET", name, v))),
    st.integers(0, 5 * KB).map(lambda size: ("SET", "p", {"S": "y" * size})),
    st.integers(-120, 120).map(lambda number: ("ADD", "counter", {"N": str(number)})),
    TAGS.map(lambda tags: ("ADD", "tags", tags)),
    TAGS.map(lambda tags: ("DELETE", "tags", tags)),
)


def new(action: str, name: str, value: AttributeValue | None) -> Json:
    expression = {
        "UpdateExpression": f"{action} #n{' =' * (action == 'SET')}{' :v' * (value is not None)}",
        "ExpressionAttributeNames": {"#n": name},
    }
    return expression | ({} if value is None else {"ExpressionAttributeValues": {":v": value}})


def old(action: str, name: str, value: AttributeValue | None) -> Json:
    named = {"Action": {"SET": "PUT", "REMOVE": "DELETE"}.get(action, action)}
    return {"AttributeUpdates": {name: named | ({} if value is None else {"Value": value})}}


# what is done


class Metering(RuleBasedStateMachine):
    """``stored``: every item of the table, as it was written or, after an update, as read back."""

    def __init__(self, engine: Wire) -> None:
        super().__init__()
        self.engine = engine
        self.stored: dict[tuple[str, ...], Item] = {}

    @initialize()
    def make_table(self) -> None:
        self.engine.call("CreateTable", **create_table_request(TABLE))

    def teardown(self) -> None:
        self.engine.send("DeleteTable", TableName=TABLE.name)

    @rule(item=items())
    def put(self, item: Item) -> None:
        expected = self.written(item, item)
        assert self.metered("PutItem", Item=item) == expected

    @rule(key=KEY)
    def delete(self, key: Item) -> None:
        expected = self.written(key, None)
        assert self.metered("DeleteItem", Key=key) == expected

    @rule(key=KEY, update=UPDATES, legacy=st.booleans())
    def update(self, key: Item, update: Update, legacy: bool) -> None:
        arms = self.metered("UpdateItem", Key=key, **(old if legacy else new)(*update))
        said = self.engine.call("GetItem", TableName=TABLE.name, Key=key, ConsistentRead=True)
        assert arms == self.written(key, said["Item"])

    @rule(key=KEY, strong=st.booleans())
    def get(self, key: Item, strong: bool) -> None:
        size_bytes = self.size_bytes(key)
        arms = self.metered("GetItem", Key=key, ConsistentRead=strong)
        assert arms == {None: read_half_units(size_bytes, strong=strong)}

    @rule(k=KEY_VALUES["k"], strong=st.booleans(), filtered=st.booleans())
    def query_table(self, k: AttributeValue, strong: bool, filtered: bool) -> None:
        found = self.holding(None, {"k": k})
        arms = self.metered("Query", ConsistentRead=strong, **where({"k": k}, filtered))
        assert arms == read(None, found, strong)

    @rule(
        index_name=st.sampled_from(INDEX_NAMES),
        values=st.fixed_dictionaries(KEY_VALUES),
        strong=st.booleans(),
        filtered=st.booleans(),
    )
    def query_index(self, index_name: str, values: Item, strong: bool, filtered: bool) -> None:
        partition = index_of(index_name).key.partition.name
        sought = {partition: values[partition]}
        strong = strong and is_local(index_name)
        condition = where(sought, filtered and projects_q(index_name))
        arms = self.metered("Query", IndexName=index_name, ConsistentRead=strong, **condition)
        assert arms == read(index_name, self.holding(index_name, sought), strong)

    @rule(
        index_name=st.sampled_from(("local-some", "local-keys")),
        k=KEY_VALUES["k"],
        strong=st.booleans(),
    )
    def query_beyond_the_projection(self, index_name: str, k: AttributeValue, strong: bool) -> None:
        found = self.holding(index_name, {"k": k})
        arms = self.metered(
            "Query",
            IndexName=index_name,
            ConsistentRead=strong,
            Select="ALL_ATTRIBUTES",
            **where({"k": k}, filtered=False),
        )
        fetched = sum(read_half_units(item_size_bytes(item), strong=strong) for item in found)
        assert arms == read(index_name, found, strong) | without_zeros({None: fetched})

    @rule(index_name=st.sampled_from([None, *INDEX_NAMES]), strong=st.booleans())
    def scan(self, index_name: str | None, strong: bool) -> None:
        strong = strong and (index_name is None or is_local(index_name))
        named = {} if index_name is None else {"IndexName": index_name}
        arms = self.metered("Scan", ConsistentRead=strong, **named)
        assert arms == row_16(index_name, self.holding(index_name, {}), strong)

    @rule(batch=st.lists(st.tuples(st.booleans(), items()), min_size=1, max_size=4))
    def batch_write(self, batch: list[tuple[bool, Item]]) -> None:
        chosen = {identity(item): (put, item) for put, item in batch}
        requests, expected = [], []
        for identified, (put, item) in chosen.items():
            if not put and identified not in self.stored:
                expected.append({None: ROW_9_MORE_FOR_A_BATCH_DELETE_OF_NOTHING})
            requests.append(
                {"PutRequest": {"Item": item}} if put else {"DeleteRequest": {"Key": key_of(item)}}
            )
            expected.append(self.written(item, item if put else None))
        said = self.listed("BatchWriteItem", RequestItems={TABLE.name: requests})
        assert said == summed(expected)

    @rule(keys=st.lists(KEY, min_size=1, max_size=4), strong=st.booleans())
    def batch_get(self, keys: list[Item], strong: bool) -> None:
        chosen = {identity(key): key for key in keys}
        wanted = {"Keys": list(chosen.values()), "ConsistentRead": strong}
        half_units = sum(
            read_half_units(self.size_bytes(key), strong=strong)
            if identified in self.stored
            else ROW_8_MISSING_KEY_HALF_UNITS
            for identified, key in chosen.items()
        )
        said = self.listed("BatchGetItem", RequestItems={TABLE.name: wanted})
        assert said == without_zeros({None: half_units})

    @rule(keys=st.lists(KEY, min_size=1, max_size=4))
    def transact_get(self, keys: list[Item]) -> None:
        chosen = {identity(key): key for key in keys}
        gets = [{"Get": {"TableName": TABLE.name, "Key": key}} for key in chosen.values()]
        half_units = [transact_read_half_units(self.size_bytes(key)) for key in chosen.values()]
        assert self.listed("TransactGetItems", TransactItems=gets) == {None: sum(half_units)}

    # what the engine says, and what we do

    def metered(self, operation: str, **members: Any) -> Arms:
        said = self.engine.call(
            operation, TableName=TABLE.name, ReturnConsumedCapacity="INDEXES", **members
        )
        return half_units_of(said["ConsumedCapacity"])

    def listed(self, operation: str, **members: Any) -> Arms:
        said = self.engine.call(operation, ReturnConsumedCapacity="INDEXES", **members)
        (consumed,) = said["ConsumedCapacity"]
        return half_units_of(consumed)

    def written(self, key: Item, after: Item | None) -> Arms:
        """What the engine has to say of a write. Remembers what is stored now."""
        before = self.stored.pop(identity(key), None)
        if after is not None:
            self.stored[identity(key)] = after
        ours = by_index(write_arms(TABLE, before, after))
        return ours | row_15(before, after) | row_17(before, after)

    def size_bytes(self, key: Item) -> int:
        stored = self.stored.get(identity(key))
        return 0 if stored is None else item_size_bytes(stored)

    def holding(self, index_name: str | None, sought: Item) -> list[Item]:
        """The items in the table or index that have these attributes."""
        return [
            item
            for item in self.stored.values()
            if entry(index_name, item) is not None
            and all(same_values(item[name], value) for name, value in sought.items())
        ]


def read(index_name: str | None, found: Iterable[Item], strong: bool) -> Arms:
    """What a page costs that evaluates these items: the sum of their entries, rounded once."""
    entries = [evaluated for item in found if (evaluated := entry(index_name, item)) is not None]
    if not entries:
        return ROW_7_READING_NOTHING_IS_FREE
    return {index_name: read_half_units(sum(map(item_size_bytes, entries)), strong=strong)}


def row_16(index_name: str | None, found: Iterable[Item], strong: bool) -> Arms:
    """A scan as the engine has it: of whole items, even where an index has less of them."""
    items = read(None, found, strong)
    return {index_name: items[None]} if items else items


def row_17(before: Item | None, after: Item | None) -> Arms:
    """A unit for an index that has the item neither before nor after: it had one of two key
    attributes and has the other."""
    had, has = ({"g", "h"} & (image or {}).keys() for image in (before, after))
    return {"composite": 2} if had and has and not had & has else {}


def where(sought: Item, filtered: bool) -> Json:
    ((name, value),) = sought.items()
    condition = {
        "KeyConditionExpression": "#n = :v",
        "ExpressionAttributeNames": {"#n": name},
        "ExpressionAttributeValues": {":v": value},
    }
    return condition | ({"FilterExpression": "attribute_exists(q)"} if filtered else {})


def half_units_of(consumed: Json) -> Arms:
    arms = {None: consumed["Table"]["CapacityUnits"]}
    for member in ("LocalSecondaryIndexes", "GlobalSecondaryIndexes"):
        for name, arm in consumed.get(member, {}).items():
            arms[name] = arm["CapacityUnits"]
    assert consumed["CapacityUnits"] == sum(arms.values())
    return without_zeros({name: round(units * 2) for name, units in arms.items()})


def row_15(before: Item | None, after: Item | None) -> Arms:
    """The arms of the local indexes as the engine has them: ours, of entries with an overhead."""
    images = [
        image and {**image, **ROW_15_A_LOCAL_ENTRY_WEIGHS_100_B_MORE} for image in (before, after)
    ]
    arms = by_index(write_arms(TABLE_OF_ROW_15, *images))
    return {name: half_units for name, half_units in arms.items() if name is not None}


def by_index(arms: Iterable[Arm]) -> Arms:
    return {arm.index: arm.write_half_units for arm in arms}


def summed(each: Iterable[Arms]) -> Arms:
    sums: Arms = {}
    for arms in each:
        for name, half_units in arms.items():
            sums[name] = sums.get(name, 0) + half_units
    return sums


def without_zeros(arms: Mapping[str | None, int]) -> Arms:
    return {name: half_units for name, half_units in arms.items() if half_units}


def identity(item: Item) -> tuple[str, ...]:
    return tuple(str(item[name]) for name in TABLE_KEYS)


def key_of(item: Item) -> Item:
    return {name: item[name] for name in TABLE_KEYS}


def index_of(name: str) -> Index:
    return next(index for index in TABLE.indexes if index.name == name)


def projects_q(name: str) -> bool:
    """A filter may name only what the index has."""
    projection = index_of(name).projection
    return projection.type == "ALL" or "q" in projection.non_key_attributes


def is_local(name: str) -> bool:
    return index_of(name).type is IndexType.LOCAL


SORT_KEYS = itertools.count()


@pytest.fixture(scope="module")
def table(engine: Wire) -> str:
    engine.call("CreateTable", **create_table_request(replace(TABLE, name="sizes", indexes=())))
    return "sizes"


@settings(max_examples=250, suppress_health_check=list(HealthCheck))
@given(name=NAMES, value=VALUES)
def test_a_value_has_the_engine_s_size_to_the_byte(
    engine: Wire, table: str, name: str, value: AttributeValue
) -> None:
    """Filled up to full KBs by our count it costs those KBs; a byte more costs one more."""
    for over in (0, 1):
        item = {name: value, "k": {"S": "a"}, "s": {"N": str(next(SORT_KEYS))}}
        kb = item_size_bytes(item) // KB + 2
        filled = fill(item, None, kb, over)
        said = engine.call("PutItem", TableName=table, Item=filled, ReturnConsumedCapacity="TOTAL")
        assert said["ConsumedCapacity"]["CapacityUnits"] == kb + over


def test_our_units_are_the_engine_s_but_for_the_listed_differences(engine: Wire) -> None:
    run_state_machine_as_test(
        lambda: Metering(engine),
        settings=settings(
            max_examples=40,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
