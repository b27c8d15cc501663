from typing import Any

import pytest

from harness.dynamodb.protocol.action import actions_of
from harness.dynamodb.protocol.key_rules import refuse_duplicates, refuse_wrong_keys
from harness.dynamodb.protocol.key_schema import MISMATCH
from harness.wire.refusal import Refusal
from tests.unit.dynamodb.lot import find

KEY = {"placa": {"S": "ABC1D23"}, "n": {"N": "1"}}
WRONG = {"placa": {"N": "1"}, "n": {"N": "1"}}
EMPTY = {"placa": {"S": ""}, "n": {"N": "1"}}
MISTYPED = (
    "One or more parameter values were invalid: Type mismatch for key placa expected: S actual: N"
)
OF_INDEX = (
    "One or more parameter values were invalid: Type mismatch for Index Key cpf Expected: S "
    "Actual: N IndexName: cpf-all"
)
NOTHING_IN_IT = (
    "One or more parameter values are not valid. The AttributeValue for a key attribute cannot "
    "contain an empty string value. Key: placa"
)
SET_CPF = {
    "UpdateExpression": "SET cpf = :v",
    "ExpressionAttributeValues": {":v": {"N": "1"}},
}


def of(operation: str, **body: Any) -> Refusal | None:
    actions = actions_of(operation, body, find)
    assert actions
    return refuse_wrong_keys(operation, actions)


def single(kind: str, key: Any, **more: Any) -> Refusal | None:
    member = "Item" if kind == "Put" else "Key"
    return of(f"{kind}Item", TableName="lot", **{member: key}, **more)


def transacted(kind: str, key: Any, **more: Any) -> Refusal | None:
    member = "Item" if kind == "Put" else "Key"
    good = {"Put": {"TableName": "other", "Item": KEY}}
    bad = {kind: {"TableName": "lot", member: key, **more}}
    return of("TransactWriteItems", TransactItems=[good, bad, good])


def message(refusal: Refusal | None) -> str:
    assert refusal is not None
    assert refusal.name == "ValidationException"
    return refusal.message


def reason(refusal: Refusal | None) -> str:
    assert refusal is not None
    assert refusal.name == "TransactionCanceledException"
    codes = [reason["Code"] for reason in refusal.members["CancellationReasons"]]
    assert codes == ["None", "ValidationError", "None"]
    return str(refusal.members["CancellationReasons"][1]["Message"])


@pytest.mark.parametrize("kind", ["Get", "Update", "Delete"])
def test_a_key_that_does_not_fit_is_refused(kind: str) -> None:
    assert message(single(kind, WRONG)) == MISMATCH
    assert message(single(kind, EMPTY)) == NOTHING_IN_IT
    assert single(kind, KEY) is None


@pytest.mark.parametrize("kind", ["Update", "Delete", "ConditionCheck"])
def test_in_a_transaction_it_is_a_reason(kind: str) -> None:
    assert reason(transacted(kind, WRONG)) == MISMATCH
    assert message(transacted(kind, EMPTY)) == NOTHING_IN_IT
    assert transacted(kind, KEY) is None


def test_an_item_that_does_not_fit_is_refused_with_its_names() -> None:
    assert message(single("Put", WRONG)) == MISTYPED
    assert reason(transacted("Put", WRONG)) == MISTYPED
    assert message(single("Put", KEY | {"cpf": {"N": "1"}})) == OF_INDEX
    assert reason(transacted("Put", KEY | {"cpf": {"N": "1"}})) == OF_INDEX
    assert single("Put", KEY | {"cpf": {"S": "1"}}) is None


def test_an_update_of_an_index_key_is_looked_at() -> None:
    assert message(single("Update", KEY, **SET_CPF)) == OF_INDEX
    assert reason(transacted("Update", KEY, **SET_CPF)) == OF_INDEX
    named = SET_CPF | {
        "UpdateExpression": "SET #c = :v",
        "ExpressionAttributeNames": {"#c": "cpf"},
    }
    assert message(single("Update", KEY, **named)) == OF_INDEX
    legacy = {"AttributeUpdates": {"cpf": {"Value": {"N": "1"}}}}
    assert message(single("Update", KEY, **legacy)) == OF_INDEX
    assert single("Update", KEY, UpdateExpression="SET x = cpf") is None
    assert single("Update", KEY, UpdateExpression="SET cpf = :missing") is None
    assert single("Update", KEY, UpdateExpression=1) is None
    assert single("Update", KEY, **SET_CPF | {"ExpressionAttributeNames": []}) is not None
    assert single("Update", KEY, **SET_CPF | {"ExpressionAttributeNames": [1]}) is None


@pytest.mark.parametrize("bad", [WRONG, {}, {"placa": {"S": "a"}}, KEY | {"x": {"S": "a"}}])
def test_a_batch_words_every_key_alike(bad: Any) -> None:
    """A Put's, too, where it lacks one: LocalStack's snapshot of issue 6290."""
    assert message(of("BatchGetItem", RequestItems={"lot": {"Keys": [KEY, bad]}})) == MISMATCH
    deletion = {"DeleteRequest": {"Key": bad}}
    assert message(of("BatchWriteItem", RequestItems={"lot": [deletion]})) == MISMATCH
    if len(bad) < 3:
        put = {"PutRequest": {"Item": bad}}
        assert message(of("BatchWriteItem", RequestItems={"lot": [put]})) == MISMATCH


def test_a_batch_names_an_index() -> None:
    put = {"PutRequest": {"Item": KEY | {"cpf": {"N": "1"}}}}
    assert message(of("BatchWriteItem", RequestItems={"lot": [put]})) == OF_INDEX


def test_a_transaction_of_reads_is_cancelled_too() -> None:
    good = {"Get": {"TableName": "other", "Key": {"placa": {"S": "a"}}}}
    bad = {"Get": {"TableName": "lot", "Key": WRONG}}
    assert reason(of("TransactGetItems", TransactItems=[good, bad, good])) == MISMATCH


def test_where_a_table_is_missing_that_is_said_first() -> None:
    put = {"PutRequest": {"Item": WRONG}}
    assert of("BatchWriteItem", RequestItems={"lot": [put], "nowhere": [put]}) is None
    assert of("GetItem", TableName="nowhere", Key={}) is None


def test_a_statement_has_words_of_its_own() -> None:
    assert of("ExecuteStatement", Statement="DELETE FROM other WHERE placa = 1") is None


def test_a_start_key_is_looked_at_and_what_is_malformed_is_not() -> None:
    assert message(of("Scan", TableName="lot", ExclusiveStartKey={})).endswith(MISMATCH)
    assert of("Scan", TableName="lot", ExclusiveStartKey=1) is None
    assert of("Scan", TableName="lot") is None


ONE, SAME = KEY, KEY | {"n": {"N": "1.0"}}
ARN = "arn:aws:dynamodb:us-east-1:123456789012:table/"


@pytest.mark.parametrize(
    ("operation", "body", "why"),
    [
        (
            "BatchGetItem",
            {"RequestItems": {"lot": {"Keys": [ONE, SAME]}}},
            "Provided list of item keys contains duplicates",
        ),
        (
            "BatchWriteItem",
            {
                "RequestItems": {
                    "lot": [{"PutRequest": {"Item": ONE}}, {"DeleteRequest": {"Key": SAME}}]
                }
            },
            "Provided list of item keys contains duplicates",
        ),
        (
            "BatchWriteItem",
            {
                "RequestItems": {
                    "other": [{"DeleteRequest": {"Key": {"placa": {"S": "a"}}}}],
                    f"{ARN}other": [{"DeleteRequest": {"Key": {"placa": {"S": "a"}}}}],
                }
            },
            "Provided list of item keys contains duplicates",
        ),
        (
            "TransactGetItems",
            {"TransactItems": [{"Get": {"TableName": "lot", "Key": key}} for key in (ONE, SAME)]},
            "Transaction request cannot include multiple operations on one item",
        ),
        (
            "TransactWriteItems",
            {
                "TransactItems": [
                    {"Put": {"TableName": "lot", "Item": ONE}},
                    {"Delete": {"TableName": "lot", "Key": SAME}},
                ]
            },
            "Transaction request cannot include multiple operations on one item",
        ),
    ],
)
def test_two_spellings_of_one_item_are_one(operation: str, body: Any, why: str) -> None:
    actions = actions_of(operation, body, find)
    assert actions
    refusal = refuse_duplicates(operation, actions)
    assert message(refusal) == why
    assert refuse_duplicates(operation, actions[:1]) is None
    assert refuse_duplicates("GetItem", actions) is None


def test_what_is_not_a_number_is_not_said_to_be_there_twice() -> None:
    broken = KEY | {"n": {"N": "abc"}}
    actions = actions_of("BatchGetItem", {"RequestItems": {"lot": {"Keys": [broken] * 2}}}, find)
    assert actions
    assert refuse_duplicates("BatchGetItem", actions) is None
