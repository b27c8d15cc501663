from harness.dynamodb.protocol.partiql.twin import Names, Twin


def test_a_twin_evaluates_no_more_items_than_are_left() -> None:
    twin = Twin("Query", {"TableName": "t", "Limit": 9})
    assert twin.within(None) == {"TableName": "t", "Limit": 9}
    assert twin.within(4) == {"TableName": "t", "Limit": 4}


def test_names_and_values_get_placeholders_and_are_sent_only_where_there_are_any() -> None:
    names = Names()
    assert names.members() == {}
    assert [names.name("a"), names.name("b"), names.value({"S": "x"})] == ["#0", "#1", ":0"]
    assert names.members() == {
        "ExpressionAttributeNames": {"#0": "a", "#1": "b"},
        "ExpressionAttributeValues": {":0": {"S": "x"}},
    }
