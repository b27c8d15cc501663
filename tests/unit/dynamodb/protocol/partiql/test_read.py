from harness.dynamodb.protocol.partiql.read import Placeholders, Read


def test_a_read_evaluates_no_more_items_than_are_left() -> None:
    read = Read("Query", {"TableName": "t", "Limit": 9})
    assert read.within(None) == {"TableName": "t", "Limit": 9}
    assert read.within(4) == {"TableName": "t", "Limit": 4}


def test_names_and_values_get_placeholders_and_are_sent_only_where_there_are_any() -> None:
    names = Placeholders()
    assert names.members() == {}
    assert [names.name("a"), names.name("b"), names.value({"S": "x"})] == ["#0", "#1", ":0"]
    assert names.members() == {
        "ExpressionAttributeNames": {"#0": "a", "#1": "b"},
        "ExpressionAttributeValues": {":0": {"S": "x"}},
    }
