from harness.dynamodb.protocol.consumed import arms_of, at_level
from harness.model.charge import Arm

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


def test_total_keeps_the_sum_and_drops_the_arms() -> None:
    assert at_level(PUT, "TOTAL")["ConsumedCapacity"] == {"TableName": "a", "CapacityUnits": 4.0}


def test_none_drops_it_all_and_nothing_else() -> None:
    assert at_level(PUT, "NONE") == {"Attributes": {"id": {"S": "a"}}}


def test_a_batchs_total_stays_a_list() -> None:
    answer = {"ConsumedCapacity": [PUT["ConsumedCapacity"]]}
    assert at_level(answer, "TOTAL")["ConsumedCapacity"] == [
        {"TableName": "a", "CapacityUnits": 4.0}
    ]
