from harness.dynamodb.protocol.partiql.read import Read


def test_a_read_evaluates_no_more_items_than_are_left() -> None:
    read = Read("Query", {"TableName": "t", "Limit": 9})
    assert read.within(None) == {"TableName": "t", "Limit": 9}
    assert read.within(4) == {"TableName": "t", "Limit": 4}
