"""What test_clients.py asks of every client, asked by boto3."""

import json
import os
from typing import Any

import boto3
from botocore.exceptions import ClientError

TABLE = "clients-python"


def key(sort: str) -> dict[str, Any]:
    return {"pk": {"S": "a"}, "sk": {"S": sort}}


def use_tables(answers: dict[str, Any]) -> None:
    db = boto3.client("dynamodb")
    created = db.create_table(
        TableName=TABLE,
        AttributeDefinitions=[
            {"AttributeName": name, "AttributeType": "S"} for name in ("pk", "sk")
        ],
        KeySchema=[
            {"AttributeName": "pk", "KeyType": "HASH"},
            {"AttributeName": "sk", "KeyType": "RANGE"},
        ],
        BillingMode="PAY_PER_REQUEST",
    )
    answers["create"] = created["TableDescription"]["TableStatus"]
    db.get_waiter("table_exists").wait(TableName=TABLE)
    answers["wait"] = db.describe_table(TableName=TABLE)["Table"]["TableStatus"]

    item = key("1") | {"n": {"N": "1"}, "s": {"S": "é"}}
    db.put_item(TableName=TABLE, Item=item)
    answers["get"] = db.get_item(TableName=TABLE, Key=key("1"))["Item"]["s"]["S"]
    updated = db.update_item(
        TableName=TABLE,
        Key=key("1"),
        UpdateExpression="ADD n :five",
        ExpressionAttributeValues={":five": {"N": "5"}},
        ReturnValues="UPDATED_NEW",
    )
    answers["update"] = updated["Attributes"]["n"]["N"]
    conditional = {"Item": item, "ConditionExpression": "attribute_not_exists(pk)"}
    try:
        db.put_item(TableName=TABLE, **conditional)
    except db.exceptions.ConditionalCheckFailedException:
        answers["condition"] = True
    writes = [{"PutRequest": {"Item": key(sort)}} for sort in ("2", "3")]
    answers["batch"] = len(db.batch_write_item(RequestItems={TABLE: writes})["UnprocessedItems"])
    queried = db.query(
        TableName=TABLE,
        KeyConditionExpression="pk = :a",
        ExpressionAttributeValues={":a": {"S": "a"}},
    )
    answers["query"] = queried["Count"]
    pages = db.get_paginator("scan").paginate(TableName=TABLE, PaginationConfig={"PageSize": 1})
    answers["scan"] = sum(page["Count"] for page in pages)
    once = db.scan(TableName=TABLE, ReturnConsumedCapacity="TOTAL")
    answers["units"] = once["ConsumedCapacity"]["CapacityUnits"]
    try:
        puts = [{"Item": key("4")}, conditional]
        db.transact_write_items(TransactItems=[{"Put": put | {"TableName": TABLE}} for put in puts])
    except db.exceptions.TransactionCanceledException as error:
        reasons = error.response["CancellationReasons"]
        answers["transaction"] = [reason["Code"] for reason in reasons]
    try:
        db.get_item(TableName="no-such-table", Key=key("1"))
    except db.exceptions.ResourceNotFoundException as error:
        answers["missing"] = error.response["Error"]["Message"]
    answers["delete"] = db.delete_table(TableName=TABLE)["TableDescription"]["TableStatus"]
    db.get_waiter("table_not_exists").wait(TableName=TABLE)
    answers["gone"] = True


def use_functions(answers: dict[str, Any]) -> None:
    client = boto3.client("lambda")
    described = client.get_function_configuration(FunctionName="ola")
    members = ("Role", "LastModified", "RevisionId", "CodeSha256", "CodeSize", "Description")
    answers["configuration"] = all(described[member] for member in members)
    invoked = client.invoke(FunctionName="ola", Payload=os.environ["EVENT"])
    answers["invoke"] = invoked["Payload"].read().decode()
    try:
        client.invoke(FunctionName="no-such-function")
    except client.exceptions.ResourceNotFoundException:
        answers["no function"] = True


def use_others(answers: dict[str, Any]) -> None:
    answers["account"] = boto3.client("sts").get_caller_identity()["Account"]
    try:
        boto3.client("s3").list_buckets()
    except ClientError as error:
        answers["s3"] = True
        answers["s3 says"] = error.response["Error"]["Message"]


if __name__ == "__main__":
    answers: dict[str, Any] = {}
    use_tables(answers)
    use_functions(answers)
    use_others(answers)
    print(json.dumps(answers))
