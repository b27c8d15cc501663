from harness.dynamodb.protocol.batch import merged, split

A, B, C = ({"id": {"S": name}} for name in "abc")
PUTS = [{"PutRequest": {"Item": item}} for item in (A, B)]


def test_members_that_pass_go_on_and_the_others_come_back() -> None:
    body = {"RequestItems": {"t": PUTS, "u": [{"DeleteRequest": {"Key": C}}]}, "Other": 1}
    parts = split("BatchWriteItem", body, [True, False, False])
    assert parts.passed == {"RequestItems": {"t": PUTS[:1]}, "Other": 1}
    assert parts.held_back == {"t": PUTS[1:], "u": [{"DeleteRequest": {"Key": C}}]}


def test_keys_keep_what_was_asked_of_them() -> None:
    body = {"RequestItems": {"t": {"Keys": [A, B], "ProjectionExpression": "id"}}}
    parts = split("BatchGetItem", body, [False, True])
    assert parts.held_back == {"t": {"Keys": [A], "ProjectionExpression": "id"}}
    assert parts.passed["RequestItems"] == {"t": {"Keys": [B], "ProjectionExpression": "id"}}


def test_what_was_held_back_joins_what_the_engine_left() -> None:
    answer = {"Responses": {}, "UnprocessedKeys": {"t": {"Keys": [A]}}}
    told = merged("BatchGetItem", answer, {"t": {"Keys": [B]}, "u": {"Keys": [C]}})
    assert told["UnprocessedKeys"] == {"t": {"Keys": [A, B]}, "u": {"Keys": [C]}}
    assert merged("BatchWriteItem", {}, {"t": PUTS})["UnprocessedItems"] == {"t": PUTS}
