"""Names, states and what is kept beside a table, through ``harness up``: docs/control-plane.md.

The words are the unit tests' cases; here the real engine and an SDK's own parser stand behind them.
"""

import json
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import botocore.session
import pytest
from botocore.exceptions import ClientError

from harness.model.location import TEMPLATE_STREAM_LABEL
from tests.conftest import Up, end, start_up
from tests.system.dynamodb_wire import Wire
from tests.system.support import eventually

DELAY_S = 2
TEMPLATE = """
AWSTemplateFormatVersion: "2010-09-09"
Transform: AWS::Serverless-2016-10-31
Resources:
  Cars:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{AttributeName: plate, AttributeType: S}]
      KeySchema: [{AttributeName: plate, KeyType: HASH}]
      StreamSpecification: {StreamViewType: NEW_AND_OLD_IMAGES}
  Names:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: code
      Handler: names.handler
      Runtime: python3.11
      AutoPublishAlias: live
      Environment:
        Variables:
          STREAM: !GetAtt Cars.StreamArn
          ALIAS: !Ref Names.Alias
          VERSION: !Sub ${Names.Version}
"""
HANDLER = """
import os
def handler(event, context):
    return {name: os.environ[name] for name in ("STREAM", "ALIAS", "VERSION")}
"""
CARS = "arn:aws:dynamodb:us-east-1:123456789012:table/Cars"
STREAM = f"{CARS}/stream/{TEMPLATE_STREAM_LABEL}"
KEYS = {
    "AttributeDefinitions": [{"AttributeName": "plate", "AttributeType": "S"}],
    "KeySchema": [{"AttributeName": "plate", "KeyType": "HASH"}],
    "BillingMode": "PAY_PER_REQUEST",
}

numbers = count()


@pytest.fixture(scope="module")
def up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Up]:
    folder: Path = tmp_path_factory.mktemp("table-names")
    (folder / "code").mkdir()
    (folder / "code/names.py").write_text(HANDLER)
    template = folder / "template.yaml"
    template.write_text(TEMPLATE)
    running = start_up(folder, "--template", str(template), "--limits", "off")
    yield running
    assert end(running) == 0


@pytest.fixture(scope="module")
def dynamodb(up: Up) -> Any:
    return up.client("dynamodb", parameter_validation=False)


@pytest.fixture(scope="module")
def streams(up: Up) -> Any:
    return up.client("dynamodbstreams", parameter_validation=False)


def new_table(dynamodb: Any, **members: Any) -> Any:
    name = f"table-{next(numbers)}"
    return dynamodb.create_table(TableName=name, **KEYS, **members)["TableDescription"]


def code(call: Any, **members: Any) -> str:
    with pytest.raises(ClientError) as caught:
        call(**members)
    return caught.value.response["Error"]["Code"]


def test_a_function_has_the_arns_that_the_apis_take(up: Up, streams: Any) -> None:
    functions = up.client("lambda")
    environment = json.load(functions.invoke(FunctionName="Names")["Payload"])
    arn = "arn:aws:lambda:us-east-1:123456789012:function:Names"
    assert environment == {"STREAM": STREAM, "ALIAS": f"{arn}:live", "VERSION": f"{arn}:1"}
    described = streams.describe_stream(StreamArn=environment["STREAM"])["StreamDescription"]
    assert described["StreamArn"] == STREAM
    assert functions.invoke(FunctionName=environment["ALIAS"])["StatusCode"] == 200


def test_a_stream_has_one_name_in_every_answer(dynamodb: Any, streams: Any) -> None:
    assert dynamodb.describe_table(TableName="Cars")["Table"]["LatestStreamArn"] == STREAM
    (listed,) = streams.list_streams(TableName="Cars")["Streams"]
    assert (listed["StreamArn"], listed["StreamLabel"]) == (STREAM, TEMPLATE_STREAM_LABEL)
    (shard,) = streams.describe_stream(StreamArn=STREAM)["StreamDescription"]["Shards"]
    iterator = streams.get_shard_iterator(
        StreamArn=STREAM, ShardId=shard["ShardId"], ShardIteratorType="LATEST"
    )["ShardIterator"]
    dynamodb.put_item(TableName="Cars", Item={"plate": {"S": "ABC1D23"}})
    read = streams.get_records(ShardIterator=iterator)
    (record,) = read["Records"]
    assert (record["awsRegion"], record["eventName"]) == ("us-east-1", "INSERT")
    assert read["NextShardIterator"].startswith(STREAM)
    assert streams.get_records(ShardIterator=read["NextShardIterator"])["Records"] == []


def test_a_stream_that_is_made_again_has_a_name_of_its_own(dynamodb: Any, streams: Any) -> None:
    on = {"StreamEnabled": True, "StreamViewType": "KEYS_ONLY"}
    made = new_table(dynamodb, StreamSpecification=on)
    name, first = made["TableName"], made["LatestStreamArn"]
    assert first.startswith(f"arn:aws:dynamodb:us-east-1:123456789012:table/{name}/stream/20")
    off = dynamodb.update_table(TableName=name, StreamSpecification={"StreamEnabled": False})
    assert off["TableDescription"]["TableStatus"] == "UPDATING"
    again = dynamodb.update_table(TableName=name, StreamSpecification=on)["TableDescription"]
    assert again["LatestStreamArn"] != first
    listed = streams.list_streams(TableName=name)["Streams"]
    assert {stream["StreamArn"] for stream in listed} == {first, again["LatestStreamArn"]}


def test_streams_that_are_none_are_refused(streams: Any) -> None:
    (shard,) = streams.describe_stream(StreamArn=STREAM)["StreamDescription"]["Shards"]
    there = {"StreamArn": STREAM, "ShardId": shard["ShardId"]}
    at = {**there, "ShardIteratorType": "AT_SEQUENCE_NUMBER"}
    iterator = streams.get_shard_iterator
    assert code(streams.describe_stream, StreamArn="x" * 50) == "ValidationException"
    assert code(streams.describe_stream, StreamArn=STREAM + "1") == "ResourceNotFoundException"
    assert code(iterator, **there, ShardIteratorType="bulle") == "ValidationException"
    assert code(iterator, **at) == "ValidationException"
    assert code(iterator, **at, SequenceNumber="x" * 30) == "ValidationException"
    missing = there | {"ShardId": "x" * 40, "ShardIteratorType": "LATEST"}
    assert code(iterator, **missing) == "ResourceNotFoundException"
    assert code(streams.get_records, ShardIterator="x" * 50) == "ValidationException"


ITEM = {"plate": {"S": "ARN"}}


def select(arn: str) -> dict[str, str]:
    return {"Statement": f"SELECT * FROM \"{arn}\" WHERE plate = 'ARN'"}


def get(arn: str) -> dict[str, Any]:
    return {"Get": {"TableName": arn, "Key": ITEM}}


@pytest.mark.parametrize(
    ("operation", "members"),
    [
        ("put_item", lambda arn: {"TableName": arn, "Item": ITEM}),
        ("get_item", lambda arn: {"TableName": arn, "Key": ITEM}),
        ("scan", lambda arn: {"TableName": arn}),
        ("batch_get_item", lambda arn: {"RequestItems": {arn: {"Keys": [ITEM]}}}),
        ("batch_write_item", lambda arn: {"RequestItems": {arn: [{"PutRequest": {"Item": ITEM}}]}}),
        (
            "transact_get_items",
            lambda arn: {"TransactItems": [get(arn)]},
        ),
        (
            "transact_write_items",
            lambda arn: {"TransactItems": [{"Put": {"TableName": arn, "Item": ITEM}}]},
        ),
        (
            "execute_statement",
            lambda arn: {"Statement": f"SELECT * FROM \"{arn}\" WHERE plate='ARN'"},
        ),
        (
            "batch_execute_statement",
            lambda arn: {
                "Statements": [{"Statement": f"SELECT * FROM \"{arn}\" WHERE plate='ARN'"}]
            },
        ),
        (
            "execute_transaction",
            lambda arn: {
                "TransactStatements": [{"Statement": f"SELECT * FROM \"{arn}\" WHERE plate='ARN'"}]
            },
        ),
        ("describe_table", lambda arn: {"TableName": arn}),
        ("describe_time_to_live", lambda arn: {"TableName": arn}),
        ("describe_continuous_backups", lambda arn: {"TableName": arn}),
    ],
)
def test_a_table_may_be_named_by_its_arn_and_by_no_other(dynamodb: Any, operation, members) -> None:
    call = getattr(dynamodb, operation)
    answer = call(**members(CARS))
    if operation == "batch_get_item":
        assert list(answer["Responses"]) == [CARS]
    assert code(call, **members(CARS.replace("us-east-1", "eu-west-1"))) == "ValidationException"
    assert code(call, **members(f"{CARS}/index/by-colour")) == "ValidationException"
    another = CARS.replace("123456789012", "999999999999")
    assert code(call, **members(another)) == "AccessDeniedException"


def test_what_is_kept_beside_a_table_lasts_as_long_as_it(dynamodb: Any) -> None:
    tags = [{"Key": "team", "Value": "blue"}]
    made = new_table(dynamodb, Tags=tags, SSESpecification={"Enabled": True})
    name, arn = made["TableName"], made["TableArn"]
    assert (made["TableStatus"], made["SSEDescription"]["SSEType"]) == ("CREATING", "KMS")
    dynamodb.tag_resource(ResourceArn=arn, Tags=[{"Key": "cost", "Value": ""}])
    listed = dynamodb.list_tags_of_resource(ResourceArn=arn)["Tags"]
    assert listed == [*tags, {"Key": "cost", "Value": ""}]
    on = {"PointInTimeRecoveryEnabled": True}
    dynamodb.update_continuous_backups(TableName=name, PointInTimeRecoverySpecification=on)
    backups = dynamodb.describe_continuous_backups(TableName=name)["ContinuousBackupsDescription"]
    assert backups["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"] == "ENABLED"
    policy = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Deny"}]})
    revision = dynamodb.put_resource_policy(ResourceArn=arn, Policy=policy)["RevisionId"]
    kept = dynamodb.get_resource_policy(ResourceArn=arn)
    assert (json.loads(kept["Policy"]), kept["RevisionId"]) == (json.loads(policy), revision)
    gone = dynamodb.delete_table(TableName=name)["TableDescription"]
    assert (gone["TableStatus"], "KeySchema" in gone) == ("DELETING", False)
    assert code(dynamodb.list_tags_of_resource, ResourceArn=arn) == "ResourceNotFoundException"
    dynamodb.create_table(TableName=name, **KEYS)
    assert dynamodb.list_tags_of_resource(ResourceArn=arn)["Tags"] == []
    assert code(dynamodb.get_resource_policy, ResourceArn=arn) == "PolicyNotFoundException"


MODEL = botocore.session.get_session()
OPERATIONS = {
    name: MODEL.get_service_model(service).operation_model(name)
    for service in ("dynamodb", "dynamodbstreams")
    for name in MODEL.get_service_model(service).operation_names
}
# Members that are text wherever they stand at the top of a request.
TEXTS = (
    *("TableName", "ResourceArn", "StreamArn", "Statement", "BackupArn", "ExportArn", "ImportArn"),
    *("GlobalTableName", "ShardIterator", "ShardId", "ShardIteratorType", "Policy", "IndexName"),
    *("SequenceNumber", "ExclusiveStartStreamArn", "ContributorInsightsAction", "NextToken"),
)
# A table that there is would be deleted or changed under the other tests.
SPARED = ("DeleteTable", "UpdateTable", "UpdateTimeToLive")


@pytest.fixture(scope="module")
def wire(up: Up) -> Iterator[Wire]:
    connection = Wire(up.port)
    yield connection
    connection.close()


@pytest.mark.parametrize("value", [None, "", "Cars", CARS, STREAM, "missing", "x" * 300])
@pytest.mark.parametrize("operation", OPERATIONS)
def test_no_operation_of_the_api_ends_in_an_error_of_the_server(
    wire: Wire, operation, value
) -> None:
    shape = OPERATIONS[operation].input_shape
    texts = [name for name in TEXTS if shape is not None and name in shape.members]
    members = {} if value is None else dict.fromkeys(texts, value)
    if operation in SPARED and value in ("Cars", CARS):
        members["TableName"] = "nobody-s"
    status, answer = wire.send(operation, **members)
    assert status in (200, 400), answer


def test_states_last_where_a_delay_is_set(tmp_path: Path) -> None:
    up = start_up(tmp_path, "--update-delay-s", str(DELAY_S))
    try:
        dynamodb = up.client("dynamodb")
        name = new_table(dynamodb)["TableName"]

        def status() -> str | None:
            try:
                return dynamodb.describe_table(TableName=name)["Table"]["TableStatus"]
            except ClientError:
                return None

        assert status() == "CREATING"
        assert code(dynamodb.scan, TableName=name) == "ResourceNotFoundException"
        assert code(dynamodb.delete_table, TableName=name) == "ResourceInUseException"
        assert eventually(lambda: status() == "ACTIVE", within_s=DELAY_S + 5)
        assert dynamodb.scan(TableName=name)["Count"] == 0
        dynamodb.delete_table(TableName=name)
        assert status() == "DELETING"
        assert code(dynamodb.create_table, TableName=name, **KEYS) == "ResourceInUseException"
        assert eventually(lambda: status() is None, within_s=DELAY_S + 5)
    finally:
        assert end(up) == 0
