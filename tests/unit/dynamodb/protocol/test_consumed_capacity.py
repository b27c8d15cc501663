from typing import Any

import pytest

from harness.dynamodb.protocol.consumed_capacity import (
    arms_in,
    arms_of,
    at_level,
    summed,
    without_units,
)
from harness.model.charge import Arm
from tests.unit.dynamodb.lot import find

PUT = {
    "Attributes": {"id": {"S": "a"}},
    "ConsumedCapacity": {
        "TableName": "a",
        "CapacityUnits": 4.0,
        "Table": {"CapacityUnits": 1.0},
        "LocalSecondaryIndexes": {"por-ano": {"CapacityUnits": 1.0}},
        "GlobalSecondaryIndexes": {"cpf-index": {"CapacityUnits": 2.0}},
    },
}


def test_a_write_has_an_arm_for_the_table_and_each_index_it_touched() -> None:
    assert arms_of("PutItem", PUT) == (
        Arm("a", None, write_half_units=2),
        Arm("a", "por-ano", write_half_units=2),
        Arm("a", "cpf-index", write_half_units=4),
    )


def test_half_a_unit_is_kept_exactly() -> None:
    consumed = {"TableName": "a", "CapacityUnits": 0.5, "Table": {"CapacityUnits": 0.5}}
    assert arms_of("GetItem", {"ConsumedCapacity": consumed}) == (
        Arm("a", None, read_half_units=1),
    )


def test_an_index_query_charges_the_index_and_not_the_table() -> None:
    consumed = {
        "TableName": "a",
        "CapacityUnits": 2.5,
        "Table": {"CapacityUnits": 0.0},
        "GlobalSecondaryIndexes": {"cpf-index": {"CapacityUnits": 2.5}},
    }
    assert arms_of("Query", {"ConsumedCapacity": consumed}) == (
        Arm("a", "cpf-index", read_half_units=5),
    )


def test_a_batch_has_arms_of_every_table() -> None:
    consumed = [
        {"TableName": "a", "CapacityUnits": 1.0, "Table": {"CapacityUnits": 1.0}},
        {"TableName": "b", "CapacityUnits": 3.0, "Table": {"CapacityUnits": 3.0}},
    ]
    assert [arm.table for arm in arms_of("BatchWriteItem", {"ConsumedCapacity": consumed})] == [
        "a",
        "b",
    ]


def test_a_total_without_a_table_part_is_the_tables() -> None:
    consumed = [{"TableName": "a", "CapacityUnits": 2.0}]
    assert arms_of("TransactWriteItems", {"ConsumedCapacity": consumed}) == (
        Arm("a", None, write_half_units=4),
    )


def test_an_answer_without_consumed_capacity_has_no_arms() -> None:
    assert arms_of("ExecuteStatement", {"Items": []}) == ()


TABLE_ARM = Arm("lot", None, write_half_units=2)
INDEX_ARM = Arm("lot", "cpf-all", write_half_units=4)
LOCAL_ARM = Arm("lot", "por-ano", write_half_units=2)


def told(operation: str, level: str | None, *arms: Arm, named: str = "lot") -> Any:
    answer = {"Attributes": {"id": {"S": "a"}}, "ConsumedCapacity": {}}
    return at_level(operation, answer, arms, level, [named], find)


def test_indexes_shows_the_table_and_each_index_that_was_touched() -> None:
    assert told("PutItem", "INDEXES", TABLE_ARM, LOCAL_ARM, INDEX_ARM)["ConsumedCapacity"] == {
        "TableName": "lot",
        "CapacityUnits": 4.0,
        "Table": {"CapacityUnits": 1.0},
        "LocalSecondaryIndexes": {"por-ano": {"CapacityUnits": 1.0}},
        "GlobalSecondaryIndexes": {"cpf-all": {"CapacityUnits": 2.0}},
    }


def test_a_table_whose_index_alone_was_read_has_nought() -> None:
    arm = Arm("lot", "cpf-all", read_half_units=1)
    assert told("Query", "INDEXES", arm)["ConsumedCapacity"] == {
        "TableName": "lot",
        "CapacityUnits": 0.5,
        "Table": {"CapacityUnits": 0.0},
        "GlobalSecondaryIndexes": {"cpf-all": {"CapacityUnits": 0.5}},
    }


def test_total_keeps_the_sum_and_drops_the_arms() -> None:
    consumed = told("PutItem", "TOTAL", TABLE_ARM, INDEX_ARM)["ConsumedCapacity"]
    assert consumed == {"TableName": "lot", "CapacityUnits": 3.0}


@pytest.mark.parametrize("level", ["NONE", None])
def test_none_drops_it_all_and_nothing_else(level: str | None) -> None:
    assert told("PutItem", level, TABLE_ARM) == {"Attributes": {"id": {"S": "a"}}}


def test_a_batch_has_a_list() -> None:
    (entry,) = told("BatchWriteItem", "TOTAL", TABLE_ARM)["ConsumedCapacity"]
    assert entry == {"TableName": "lot", "CapacityUnits": 1.0}


def test_a_transaction_tells_reads_from_writes_at_every_level() -> None:
    (entry,) = told("TransactWriteItems", "INDEXES", TABLE_ARM, INDEX_ARM)["ConsumedCapacity"]
    assert entry == {
        "TableName": "lot",
        "CapacityUnits": 3.0,
        "WriteCapacityUnits": 3.0,
        "Table": {"CapacityUnits": 1.0, "WriteCapacityUnits": 1.0},
        "GlobalSecondaryIndexes": {"cpf-all": {"CapacityUnits": 2.0, "WriteCapacityUnits": 2.0}},
    }
    replay = Arm("lot", None, read_half_units=4)
    (entry,) = told("TransactWriteItems", "TOTAL", replay)["ConsumedCapacity"]
    assert entry == {"TableName": "lot", "CapacityUnits": 2.0, "ReadCapacityUnits": 2.0}


def test_a_table_named_by_its_arn_is_answered_by_it() -> None:
    arn = "arn:aws:dynamodb:us-east-1:123456789012:table/lot"
    consumed = told("PutItem", "TOTAL", TABLE_ARM, named=arn)["ConsumedCapacity"]
    assert consumed == {"TableName": arn, "CapacityUnits": 1.0}


def test_arms_of_one_table_or_index_are_added_up() -> None:
    assert summed([TABLE_ARM, INDEX_ARM, TABLE_ARM]) == (
        Arm("lot", None, write_half_units=4),
        INDEX_ARM,
    )


UNITS = b'"ConsumedCapacity":{"TableName":"lot","CapacityUnits":0.5,"Table":{"CapacityUnits":0.5}}'
ITEM = b'"Item":{"a":{"S":"x"}}'


@pytest.mark.parametrize(
    ("answer", "rest"),
    [
        (b"{%b}" % UNITS, b"{}"),
        (b"{%b,%b}" % (ITEM, UNITS), b"{%b}" % ITEM),
        (b"{%b,%b }" % (ITEM, UNITS), b"{%b}" % ITEM),
        (b"{%b,%b}" % (UNITS, ITEM), None),
        (b'{"Item":{"a":{"M":{%b}}}}' % UNITS, None),
        (b'{"Item":{"a":{"S":"%b"}}}' % UNITS.replace(b'"', b'\\"'), None),
        (b"{%b}" % ITEM, None),
        (b"", None),
    ],
)
def test_units_are_read_off_and_cut_out_of_the_bytes_where_they_are_the_last_member(
    answer: bytes, rest: bytes | None
) -> None:
    assert without_units(answer) == rest
    arms = () if rest is None else (Arm("lot", None, read_half_units=1),)
    assert arms_in(answer, "GetItem") == arms


def test_units_after_a_space_are_read_off_but_not_cut_out() -> None:
    answer = b"{%b, %b}" % (ITEM, UNITS)
    assert without_units(answer) is None
    assert arms_in(answer, "GetItem") == (Arm("lot", None, read_half_units=1),)
