from harness.dynamodb.protocol.batch import completed, passing
from harness.model.entry import Throttle

A, B, C = ({"id": {"S": name}} for name in "abc")
PUTS = [{"PutRequest": {"Item": item}} for item in (A, B)]
DELETE = {"DeleteRequest": {"Key": C}}
EMPTY = (Throttle("t", None, "TableWriteProvisionedThroughputExceeded"),)


def test_members_that_pass_go_on_and_the_others_come_back() -> None:
    body = {"RequestItems": {"t": PUTS, "u": [DELETE]}, "Other": 1}
    refused = [(), EMPTY, EMPTY]
    assert passing("BatchWriteItem", body, refused) == {"RequestItems": {"t": PUTS[:1]}, "Other": 1}
    assert completed("BatchWriteItem", body, {"UnprocessedItems": {}}, refused) == {
        "UnprocessedItems": {"t": PUTS[1:], "u": [DELETE]}
    }


def test_keys_keep_what_was_asked_of_them() -> None:
    body = {"RequestItems": {"t": {"Keys": [A, B], "ProjectionExpression": "id"}}}
    refused = [EMPTY, ()]
    assert passing("BatchGetItem", body, refused)["RequestItems"] == {
        "t": {"Keys": [B], "ProjectionExpression": "id"}
    }
    told = completed("BatchGetItem", body, {"Responses": {"t": [B]}}, refused)
    assert told["UnprocessedKeys"] == {"t": {"Keys": [A], "ProjectionExpression": "id"}}


def test_what_was_held_back_joins_what_the_engine_left() -> None:
    body = {"RequestItems": {"t": {"Keys": [A, B]}, "u": {"Keys": [C]}}}
    answer = {"Responses": {}, "UnprocessedKeys": {"t": {"Keys": [A]}}}
    told = completed("BatchGetItem", body, answer, [(), EMPTY, EMPTY])
    assert told["UnprocessedKeys"] == {"t": {"Keys": [A, B]}, "u": {"Keys": [C]}}


def test_a_statement_that_is_refused_has_an_error_in_its_place() -> None:
    body = {"Statements": [{"Statement": "1"}, {"Statement": "2"}, {"Statement": "3"}]}
    refused = [(), EMPTY, ()]
    assert passing("BatchExecuteStatement", body, refused)["Statements"] == [
        {"Statement": "1"},
        {"Statement": "3"},
    ]
    answer = {"Responses": [{"Item": A}, {"Item": C}]}
    first, second, third = completed("BatchExecuteStatement", body, answer, refused)["Responses"]
    assert (first, third) == ({"Item": A}, {"Item": C})
    assert second["Error"]["Code"] == "ProvisionedThroughputExceeded"
    assert second["TableName"] == "t"
