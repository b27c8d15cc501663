"""AWS's words for keys that do not fit, each with its source; the letters are key_schema's."""

import pytest

from harness.dynamodb.protocol.key_schema import (
    MISMATCH,
    item_fault,
    key_fault,
    size_bytes,
    update_fault,
)
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

VALUES: dict[str, AttributeValue] = {
    "S": {"S": "a"},
    "N": {"N": "1"},
    "B": {"B": "YQ=="},
    "BOOL": {"BOOL": True},
    "NULL": {"NULL": True},
    "SS": {"SS": ["a"]},
    "NS": {"NS": ["1"]},
    "BS": {"BS": ["YQ=="]},
    "L": {"L": [{"S": "a"}]},
    "M": {"M": {}},
}
KEYS = [(kind, other) for kind in "SNB" for other in VALUES if other != kind]


def table(partition: str, sort: str | None = None, *indexes: Index) -> Table:
    key = KeySchema(
        KeyAttribute("pk", partition), None if sort is None else KeyAttribute("sk", sort)
    )
    return Table("t", key, BillingMode.PAY_PER_REQUEST, indexes=indexes)


def index(name: str, kind: IndexType, *names: str) -> Index:
    key = KeySchema(*(KeyAttribute(each, "S") for each in names))
    return Index(name, kind, key, Projection("ALL"))


INDEXED = table(
    "S",
    "S",
    index("lsi", IndexType.LOCAL, "pk", "c"),
    index("gsi2", IndexType.GLOBAL, "c"),
    index("gsi1", IndexType.GLOBAL, "g", "c"),
    index("swap", IndexType.GLOBAL, "sk", "pk"),
)
KEY: Item = {"pk": {"S": "p"}, "sk": {"S": "s"}}


def of_item(table: Table, item: Item) -> str | None:
    fault = item_fault(table, item)
    return None if fault is None else fault.message


def of_key(table: Table, key: Item) -> str | None:
    fault = key_fault(table, key)
    return None if fault is None else fault.message


@pytest.mark.parametrize(("kind", "other"), KEYS)
def test_a_key_of_another_type_is_named_in_an_item_and_not_in_a_key(kind: str, other: str) -> None:
    """P, D."""
    good, bad = VALUES[kind], VALUES[other]
    words = "One or more parameter values were invalid: Type mismatch for key {} expected: {} "
    words += "actual: {}"
    for item, name in (({"pk": bad, "sk": good}, "pk"), ({"pk": good, "sk": bad}, "sk")):
        assert of_item(table(kind, kind), item) == words.format(name, kind, other)
        assert of_key(table(kind, kind), item) == MISMATCH
    assert of_item(table(kind), {"pk": bad}) == words.format("pk", kind, other)
    assert of_key(table(kind), {"pk": bad}) == MISMATCH


@pytest.mark.parametrize("kind", "SNB")
def test_what_fits_is_let_through(kind: str) -> None:
    good = VALUES[kind]
    for it in (table(kind, kind), table(kind)):
        key = {attribute.name: good for attribute in it.key.attributes}
        assert of_key(it, key) is None
        assert of_item(it, key | {"x": VALUES["M"]}) is None


@pytest.mark.parametrize(
    ("item", "missing"), [({}, "pk"), ({"pk": {"S": "a"}}, "sk"), ({"sk": {"S": "a"}}, "pk")]
)
def test_a_missing_key_is_named_in_an_item(item: Item, missing: str) -> None:
    """D."""
    words = f"One or more parameter values were invalid: Missing the key {missing} in the item"
    assert of_item(table("S", "S"), item) == words


@pytest.mark.parametrize(
    "key",
    [
        {},
        {"pk": {"S": "a"}},
        {"sk": {"S": "a"}},
        KEY | {"x": {"S": "a"}},
        {"pk": {"S": "a"}, "x": {}},
    ],
    ids=["nothing", "no sort key", "no partition key", "one more", "another name"],
)
def test_a_key_has_the_attributes_of_the_schema_and_no_others(key: Item) -> None:
    """D; cloudemu pull 1042."""
    assert of_key(table("S", "S"), key) == MISMATCH


@pytest.mark.parametrize(("kind", "word"), [("S", "string"), ("B", "binary")])
def test_an_empty_key_is_refused_even_in_a_transaction(kind: str, word: str) -> None:
    """P."""
    words = (
        "One or more parameter values are not valid. The AttributeValue for a key attribute cannot "
        f"contain an empty {word} value. Key: sk"
    )
    item = {"pk": VALUES[kind], "sk": {kind: ""}}
    for fault in (item_fault(table(kind, kind), item), key_fault(table(kind, kind), item)):
        assert fault is not None
        assert (fault.message, fault.of_request) == (words, True)


@pytest.mark.parametrize(
    ("name", "most", "words"),
    [
        ("pk", 2048, "Size of hashkey has exceeded the maximum size limit of2048 bytes"),  # E, D
        (
            "sk",
            1024,
            "Aggregated size of all range keys has exceeded the size limit of 1024 bytes",  # E, F
        ),
    ],
)
def test_a_key_may_be_so_long(name: str, most: int, words: str) -> None:
    for letter in ("x", "é", "€"):
        fits = letter * (most // len(letter.encode()))
        fits += "x" * (most - len(fits.encode()))
        assert of_key(table("S", "S"), KEY | {name: {"S": fits}}) is None
        for check in (of_key, of_item):
            long = KEY | {name: {"S": fits + "x"}}
            assert (
                check(table("S", "S"), long)
                == f"One or more parameter values were invalid: {words}"
            )


def test_the_size_of_a_binary_is_that_of_its_bytes() -> None:
    assert [size_bytes("B", text) for text in ("", "YQ==", "YWI=", "YWJj")] == [0, 1, 2, 3]


@pytest.mark.parametrize("other", [kind for kind in VALUES if kind != "S"])
def test_an_index_key_of_another_type_names_the_first_index_by_name(other: str) -> None:
    """P; cloudemu pull 1042."""
    words = (
        "One or more parameter values were invalid: Type mismatch for Index Key c Expected: S "
        f"Actual: {other} IndexName: gsi1"
    )
    fault = item_fault(INDEXED, KEY | {"c": VALUES[other]})
    assert fault is not None
    assert (fault.message, fault.of_request) == (words, False)
    updated = update_fault(INDEXED, [("x", VALUES["N"]), ("c", VALUES[other])])
    assert updated == fault


@pytest.mark.parametrize(
    ("name", "size", "most", "named"),
    [("c", 1025, 1024, "gsi1"), ("g", 2049, 2048, "gsi1"), ("pk", 1025, 1024, "swap")],
)
def test_an_index_key_may_be_so_long(name: str, size: int, most: int, named: str) -> None:
    """W: each attribute by its role in the index."""
    words = (
        f"One or more parameter values were invalid: Size limit exceeded for Index Key {name} "
        f"Actual Size: {size} bytes Max Size: {most} bytes IndexName: {named}"
    )
    assert of_item(INDEXED, KEY | {name: {"S": "x" * size}}) == words
    assert of_item(INDEXED, KEY | {name: {"S": "x" * (size - 1)}}) is None


def test_an_empty_index_key_has_other_words_in_an_update() -> None:
    """P."""
    start = "One or more parameter values are not valid. "
    assert of_item(INDEXED, KEY | {"c": {"S": ""}}) == (
        f"{start}A value specified for a secondary index key is not supported. The AttributeValue "
        "for a key attribute cannot contain an empty string value. IndexName: gsi1, IndexKey: c"
    )
    fault = update_fault(INDEXED, [("c", {"S": ""})])
    assert fault is not None
    assert fault.of_request
    assert fault.message == (
        f"{start}The update expression attempted to update a secondary index key to a value that "
        "is not supported. The AttributeValue for a key attribute cannot contain an empty string "
        "value."
    )


def test_an_item_without_an_index_key_and_an_update_of_the_tables_key_are_let_through() -> None:
    assert of_item(INDEXED, KEY) is None
    assert update_fault(INDEXED, [("pk", VALUES["N"]), ("c", VALUES["S"])]) is None
