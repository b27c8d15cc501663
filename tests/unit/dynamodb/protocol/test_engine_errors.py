"""The engine's words (DynamoDB Local 3.3.1, measured 2026-11-29), and AWS's; the sources are
engine_words'."""

from typing import Any

import pytest

from harness.dynamodb.protocol.action import actions_of
from harness.dynamodb.protocol.engine_errors import (
    Failure,
    error_in_aws_words,
    members_in_aws_words,
)
from harness.dynamodb.protocol.exclusive_start_key import NO_MATCH, OUTSIDE
from harness.dynamodb.protocol.request import JsonObject
from tests.unit.dynamodb.lot import find

DYNAMODB = "com.amazonaws.dynamodb.v20120810#"
VALIDATION = "com.amazon.coral.validate#ValidationException"
NO_TABLE = "Cannot do operations on a non-existent table"
MISSED = "Query condition missed key schema element"


def failure(operation: str, body: JsonObject) -> Failure:
    return Failure(operation, body, actions_of(operation, body, find) or ())


def reworded(operation: str, body: JsonObject, text: str, kind: str = VALIDATION) -> JsonObject:
    return error_in_aws_words(failure(operation, body), {"__type": kind, "Message": text})


@pytest.mark.parametrize(
    ("operation", "message"),
    [
        ("GetItem", "Requested resource not found"),
        ("Query", "Requested resource not found"),
        ("TransactWriteItems", "Requested resource not found"),
        ("DescribeTable", "Requested resource not found: Table: nowhere not found"),
        ("DeleteTable", "Requested resource not found: Table: nowhere not found"),
        ("UpdateTable", "Requested resource not found: Table: nowhere not found"),
    ],
)
def test_a_missing_table(operation: str, message: str) -> None:
    """S, M."""
    kind = f"{DYNAMODB}ResourceNotFoundException"
    for name in ("nowhere", "arn:aws:dynamodb:us-east-1:123456789012:table/nowhere"):
        error = reworded(operation, {"TableName": name}, NO_TABLE, kind)
        assert error == {"__type": kind, "message": message}


def test_a_table_that_is_there_already() -> None:
    """S."""
    kind = f"{DYNAMODB}ResourceInUseException"
    error = reworded("CreateTable", {"TableName": "lot"}, "Cannot create preexisting table", kind)
    assert error == {"__type": kind, "message": "Table already exists: lot"}


@pytest.mark.parametrize(
    ("name", "member"),
    [
        ("ValidationException", "message"),
        ("ConditionalCheckFailedException", "message"),
        ("SerializationException", "Message"),
        ("AccessDeniedException", "Message"),
        ("TransactionCanceledException", "Message"),
    ],
)
def test_the_member_that_has_the_message(name: str, member: str) -> None:
    """M."""
    error = reworded("GetItem", {}, "why", f"{DYNAMODB}{name}")
    assert error == {"__type": f"{DYNAMODB}{name}", member: "why"}


def test_other_members_stay_and_what_is_no_error_body_stays_whole() -> None:
    item = {"a": {"S": "b"}}
    error = {"__type": VALIDATION, "Message": "why", "Item": item}
    assert error_in_aws_words(failure("PutItem", {}), error) == {
        "__type": VALIDATION,
        "message": "why",
        "Item": item,
    }
    nothing: JsonObject = {}
    assert error_in_aws_words(failure("PutItem", {}), nothing) is nothing


def test_only_a_statement_by_itself_has_the_exception_of_a_duplicate() -> None:
    """R."""
    text = "Duplicate primary key exists in table"
    error = reworded("ExecuteStatement", {}, text, f"{DYNAMODB}DuplicateItem")
    assert error == {"__type": f"{DYNAMODB}DuplicateItemException", "message": text}
    member = {"Error": {"Code": "DuplicateItem", "Message": text}, "TableName": "lot"}
    answer = {"Responses": [member]}
    assert members_in_aws_words(failure("BatchExecuteStatement", {}), answer) == answer


def test_a_statement_does_not_name_the_index_that_is_missing() -> None:
    """N."""
    text = "The table does not have the specified index: nowhere"
    assert reworded("ExecuteStatement", {}, text)["message"] == text.partition(":")[0]
    assert reworded("Query", {}, text)["message"] == text


def test_a_statement_has_its_own_words_for_a_consistent_read_of_a_global_index() -> None:
    """N."""
    text = "Consistent reads are not supported on global secondary indexes"
    words = "Strongly consistent read is not supported on Global Secondary Indexes"
    assert reworded("ExecuteStatement", {}, text)["message"] == words
    assert reworded("Query", {}, text)["message"] == text


def test_a_start_key_of_another_segment() -> None:
    """D."""
    body = {"TableName": "lot", "Segment": 0, "TotalSegments": 2}
    error = reworded("Scan", body, "Exclusive start key must lie within the segment")
    assert error["message"] == (
        "The provided starting key is invalid: Invalid ExclusiveStartKey. Please use "
        "ExclusiveStartKey with correct Segment. TotalSegments: 2 Segment: 0"
    )


def test_the_members_of_a_batch_of_statements() -> None:
    """S."""
    good: JsonObject = {"TableName": "lot"}
    error = {"Code": "ResourceNotFound", "Message": NO_TABLE}
    members = [good, {"Error": error}, {"Error": {"Code": "ThrottlingError"}}]
    answer = members_in_aws_words(
        failure("BatchExecuteStatement", {}), {"Responses": members, "ConsumedCapacity": []}
    )
    assert answer == {
        "Responses": [
            good,
            {"Error": {"Code": "ResourceNotFound", "Message": "Requested resource not found"}},
            {"Error": {"Code": "ThrottlingError"}},
        ],
        "ConsumedCapacity": [],
    }
    fine: JsonObject = {"Responses": [good]}
    assert members_in_aws_words(failure("BatchExecuteStatement", {}), fine) is fine
    assert members_in_aws_words(failure("BatchGetItem", {}), {"Responses": {}}) == {"Responses": {}}


def test_the_reasons_of_a_transaction() -> None:
    """T; that nothing is said after the first invalid action: Alternator's tests."""
    failed = {"Code": "ConditionalCheckFailed", "Message": "The conditional request failed."}
    invalid = {"Code": "ValidationError", "Message": "why"}
    error = {
        "__type": f"{DYNAMODB}TransactionCanceledException",
        "Message": "Transaction cancelled, please refer cancellation reasons for specific reasons "
        "[None, ConditionalCheckFailed, ValidationError, ValidationError]",
        "CancellationReasons": [{"Code": "None"}, failed, invalid, invalid],
    }
    assert error_in_aws_words(failure("TransactWriteItems", {}), error) == error | {
        "Message": "Transaction cancelled, please refer cancellation reasons for specific reasons "
        "[None, ConditionalCheckFailed, ValidationError, None]",
        "CancellationReasons": [
            {"Code": "None"},
            {"Code": "ConditionalCheckFailed", "Message": "The conditional request failed"},
            invalid,
            {"Code": "None"},
        ],
    }


def test_a_transaction_of_one_statement_has_a_reason() -> None:
    why = "Where clause does not contain a mandatory equality on all key attributes"
    body = {"TransactStatements": [{"Statement": "DELETE FROM lot WHERE ano = 1"}]}
    kind = f"{DYNAMODB}TransactionCanceledException"
    assert reworded("ExecuteTransaction", body, f"ValidationError {why}", kind) == {
        "__type": kind,
        "CancellationReasons": [{"Code": "ValidationError", "Message": why}],
        "Message": "Transaction cancelled, please refer cancellation reasons for specific reasons "
        "[ValidationError]",
    }


def query(condition: str, **members: Any) -> JsonObject:
    values = {":v": {"S": "b"}}
    return {
        "TableName": "lot",
        "KeyConditionExpression": condition,
        "ExpressionAttributeValues": values,
    } | members


def legacy(operator: str) -> JsonObject:
    values = [] if operator.endswith("NULL") else [{"S": "a"}]
    condition = {"ComparisonOperator": operator, "AttributeValueList": values}
    return {"TableName": "lot", "KeyConditions": {"placa": condition}}


@pytest.mark.parametrize(
    ("body", "engine", "aws"),
    [
        (query("n = :v"), MISSED, f"{MISSED}: placa"),
        (query("placa = :v AND ano = :v"), MISSED, f"{MISSED}: n"),
        (query("placa = :v AND n = :v", IndexName="por-ano"), MISSED, f"{MISSED}: ano"),
        (query("placa = :v", IndexName="cpf-all"), MISSED, f"{MISSED}: cpf"),
        (query("placa = :v", ExclusiveStartKey={"placa": {"S": "a"}}), NO_MATCH, OUTSIDE),
        *(
            (
                legacy(operator),
                "Query key condition not supported",
                "Attempted conditional constraint is not an indexable operation",
            )
            for operator in ("NE", "CONTAINS", "NOT_CONTAINS", "IN")
        ),
        (
            legacy("NULL"),
            "Only scalar types can be used as Hash Key values",
            "Attempted conditional constraint is not an indexable operation",
        ),
        (legacy("LT"), "Query key condition not supported", "Query key condition not supported"),
    ],
)
def test_the_conditions_of_a_query(body: JsonObject, engine: str, aws: str) -> None:
    """D, P."""
    assert reworded("Query", body, engine)["message"] == aws


def test_an_index_key_that_is_copied_from_another_attribute() -> None:
    """D."""
    body = {
        "TableName": "lot",
        "Key": {"placa": {"S": "a"}, "n": {"N": "1"}},
        "UpdateExpression": "SET cpf = ano",
    }
    words = "The update expression attempted to update the secondary index key to unsupported type"
    for engine in (
        "One or more parameter values were invalid: Type mismatch for Index Key",
        "Invalid attribute value type",
    ):
        assert reworded("UpdateItem", body, engine)["message"] == words


@pytest.mark.parametrize(
    ("cpf", "engine", "aws"),
    [
        (
            "1",
            "One or more parameter values were invalid: Type mismatch for Index Key ",
            "One or more parameter values were invalid: Type mismatch for Index Key cpf Expected: "
            "S Actual: N IndexName: cpf-all",
        ),
        (
            "[]",
            "Invalid attribute value type",
            "One or more parameter values were invalid: Type mismatch for Index Key cpf Expected: "
            "S Actual: L IndexName: cpf-all",
        ),
        (
            "'" + "x" * 2049 + "'",
            "One or more parameter values were invalid: Size limit exceeded",
            "One or more parameter values were invalid: Size limit exceeded for Index Key cpf "
            "Actual Size: 2049 bytes Max Size: 2048 bytes IndexName: cpf-all",
        ),
    ],
)
def test_an_insert_names_what_does_not_fit(cpf: str, engine: str, aws: str) -> None:
    statement = f"INSERT INTO lot VALUE {{'placa': 'a', 'n': 1, 'cpf': {cpf}}}"
    assert reworded("ExecuteStatement", {"Statement": statement}, engine)["message"] == aws


def test_what_is_not_understood_keeps_the_engines_words() -> None:
    body = query("placa = :missing AND x = :v")
    assert reworded("Query", body, MISSED)["message"] == MISSED
    assert reworded("Query", {}, "whatever ")["message"] == "whatever "
