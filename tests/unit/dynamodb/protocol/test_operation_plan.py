from harness.dynamodb.protocol.operation_plan import operation_of
from harness.dynamodb.protocol.partition_key import partition_hash
from harness.model.operation import Access
from tests.unit.dynamodb.lot import KEY, OWNED, access, actions

HASH = partition_hash({"S": "ABC1D23"})


def test_a_get_concerns_one_partition() -> None:
    assert access("GetItem", Key=KEY) == Access("lot", None, write=False, partition=HASH)


def test_a_strong_read_consumes_a_unit_at_least() -> None:
    assert access("GetItem", Key=KEY, ConsistentRead=True).least_half_units == 2


def test_a_put_alone_consumes_a_unit_and_in_a_batch_by_its_size() -> None:
    big = OWNED | {"x": {"S": "x" * 3000}}
    assert access("PutItem", Item=big).least_half_units == 2
    puts = [{"PutRequest": {"Item": item}} for item in (OWNED, big)]
    batch = operation_of("BatchWriteItem", actions("BatchWriteItem", RequestItems={"lot": puts}))
    assert [each.least_half_units for each in batch.accesses] == [2, 6]


def test_a_transaction_consumes_twice() -> None:
    put = {"Put": {"TableName": "lot", "Item": OWNED}}
    transaction = operation_of(
        "TransactWriteItems", actions("TransactWriteItems", TransactItems=[put])
    )
    assert transaction.accesses[0].least_half_units == 4
