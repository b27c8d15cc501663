"""Time to live through ``harness up``: the template's and the API's are one, and nothing expires.

Words: ack-api-quirks DDB-TABLE-143 to -147, measured on AWS in October 2026.
"""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.conftest import Up, end, start_up

TEMPLATE = """\
Resources:
  Sessions:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: sessions
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
      KeySchema: [{AttributeName: id, KeyType: HASH}]
      StreamSpecification: {StreamViewType: NEW_AND_OLD_IMAGES}
      TimeToLiveSpecification: {AttributeName: expires, Enabled: true}
"""
ENABLED = {"TimeToLiveStatus": "ENABLED", "AttributeName": "expires"}
DISABLED = {"TimeToLiveStatus": "DISABLED"}

# DynamoDB Local's own sweep takes 1 to 11 seconds.
SWEEP_S = 12


@pytest.fixture(scope="module")
def up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Up]:
    folder = tmp_path_factory.mktemp("time-to-live")
    up = started(folder)
    yield up
    assert end(up) == 0


def started(folder: Path) -> Up:
    template = folder / "template.yaml"
    template.write_text(TEMPLATE)
    flags = ("--template", str(template), "--db-path", str(folder / "tables"))
    return start_up(folder / "runs", *flags)


@pytest.fixture(scope="module")
def client(up: Up) -> Any:
    return up.client("dynamodb")


@pytest.fixture
def table(client, request: pytest.FixtureRequest) -> Iterator[str]:
    name = f"ttl-{abs(hash(request.node.name))}"
    client.create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
    )
    yield name
    client.delete_table(TableName=name)


def described(client: Any, table: str) -> dict[str, str]:
    answer: dict[str, str] = client.describe_time_to_live(TableName=table)["TimeToLiveDescription"]
    return answer


def change(client: Any, table: str, enabled: bool, attribute: str = "expires") -> str | None:
    """None where it is accepted, else why not."""
    specification = {"Enabled": enabled, "AttributeName": attribute}
    try:
        answer = client.update_time_to_live(TableName=table, TimeToLiveSpecification=specification)
    except ClientError as error:
        return str(error.response["Error"]["Message"])
    assert answer["TimeToLiveSpecification"] == specification
    return None


def test_the_template_s_is_described(client) -> None:
    assert described(client, "sessions") == ENABLED
    assert change(client, "sessions", True) == "TimeToLive is already enabled"


def test_it_is_changed_through_the_api(client, table) -> None:
    assert described(client, table) == DISABLED
    assert change(client, table, False) == "TimeToLive is already disabled"
    assert change(client, table, True) is None
    assert described(client, table) == ENABLED
    assert change(client, table, True) == "TimeToLive is already enabled"
    active = "TimeToLive is active on a different AttributeName: current AttributeName is expires"
    assert change(client, table, True, "other") == active
    assert change(client, table, False, "other") == active
    haste = "Time to live has been modified multiple times within a fixed interval"
    assert change(client, table, False) == haste
    with pytest.raises(ClientError, match="ValidationException"):
        client.update_time_to_live(
            TableName=table,
            TimeToLiveSpecification={"Enabled": True, "AttributeName": "other"},
        )
    assert described(client, table) == ENABLED


@pytest.mark.parametrize("operation", ["describe_time_to_live", "update_time_to_live"])
def test_a_missing_table_is_not_found(client, operation) -> None:
    more = (
        {"TimeToLiveSpecification": {"Enabled": True, "AttributeName": "a"}}
        if operation.startswith("update")
        else {}
    )
    with pytest.raises(client.exceptions.ResourceNotFoundException) as error:
        getattr(client, operation)(TableName="missing", **more)
    words = "Requested resource not found: Table: missing not found"
    assert error.value.response["Error"]["Message"] == words


@pytest.mark.parametrize(
    "specification",
    [{"Enabled": "dog", "AttributeName": "a"}, {"Enabled": True, "AttributeName": 3}],
)
def test_a_member_of_another_type_is_refused_and_changes_nothing(up, table, specification) -> None:
    client = up.client("dynamodb", parameter_validation=False)
    with pytest.raises(ClientError, match="SerializationException"):
        client.update_time_to_live(TableName=table, TimeToLiveSpecification=specification)
    assert described(client, table) == DISABLED


def test_no_item_expires(client, table) -> None:
    """On AWS it is deleted within days: until then it is read and billed like any other."""
    assert change(client, table, True) is None
    past = {"id": {"S": "old"}, "expires": {"N": str(int(time.time()) - 60)}}
    for name in (table, "sessions"):
        client.put_item(TableName=name, Item=past)
    time.sleep(SWEEP_S)
    for name in (table, "sessions"):
        assert client.get_item(TableName=name, Key={"id": {"S": "old"}})["Item"] == past


def test_tables_on_disk_have_the_template_s_again_and_lose_the_api_s(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("on-disk")
    up = started(folder)
    client = up.client("dynamodb")
    client.create_table(
        TableName="made",
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
    )
    assert change(client, "made", True) is None
    assert end(up) == 0

    up = started(folder)
    client = up.client("dynamodb")
    assert described(client, "sessions") == ENABLED
    assert described(client, "made") == DISABLED
    assert end(up) == 0
