from harness.dynamodb.protocol.request import operation_name, table_name


def test_the_operation_is_what_follows_the_dot_of_the_target() -> None:
    assert operation_name(b"DynamoDB_20120810.PutItem") == "PutItem"


def test_a_table_may_be_named_by_its_arn() -> None:
    assert table_name("arn:aws:dynamodb:us-east-1:123456789012:table/carros") == "carros"
