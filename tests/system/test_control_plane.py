"""The control plane through ``harness up``: each row of docs/control-plane.md, asked by boto3."""

from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.conftest import Up, end, start_up
from tests.system.support import eventually

Json = dict[str, Any]

DELAY_S = 1
REGION = "us-east-1"
KEYS = {
    "AttributeDefinitions": [{"AttributeName": "plate", "AttributeType": "S"}],
    "KeySchema": [{"AttributeName": "plate", "KeyType": "HASH"}],
}
ON_DEMAND = {"BillingMode": "PAY_PER_REQUEST"}
PROVISIONED = {"BillingMode": "PROVISIONED"}

INVALID = "One or more parameter values were invalid: "
NEITHER = (
    f"{INVALID}Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode "
    "is PAY_PER_REQUEST"
)
HIGHER = (
    "Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher "
    "limits."
)

numbers = count()


@pytest.fixture(scope="module")
def up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Up]:
    runs = tmp_path_factory.mktemp("control-plane")
    running = start_up(runs, "--update-delay-s", str(DELAY_S))
    yield running
    assert end(running) == 0


@pytest.fixture(scope="module")
def dynamodb(up: Up) -> Any:
    """It sends what is invalid too."""
    return up.client("dynamodb", parameter_validation=False)


def units(read: int, write: int) -> Json:
    return {"ProvisionedThroughput": {"ReadCapacityUnits": read, "WriteCapacityUnits": write}}


def by_colour(**members: Any) -> Json:
    index = {"IndexName": "by-colour", "Projection": {"ProjectionType": "ALL"}}
    return {"GlobalSecondaryIndexes": [index | {"KeySchema": KEYS["KeySchema"]} | members]}


def updating(**members: Any) -> Json:
    entry = {"Update": {"IndexName": "by-colour", **members}}
    return {"GlobalSecondaryIndexUpdates": [entry]}


def new_name() -> str:
    return f"cars-{next(numbers)}"


@pytest.fixture
def make(dynamodb: Any) -> Iterator[Callable[..., str]]:
    """Create a table; it is deleted once the test is over."""
    made: list[str] = []

    def make(**members: Any) -> str:
        made.append(new_name())
        dynamodb.create_table(TableName=made[-1], **KEYS, **members)
        assert settled(dynamodb, made[-1])
        return made[-1]

    yield make
    for name in made:
        assert settled(dynamodb, name)
        dynamodb.delete_table(TableName=name)


def described(dynamodb: Any, name: str) -> Json:
    table: Json = dynamodb.describe_table(TableName=name)["Table"]
    return table


def settled(dynamodb: Any, name: str) -> bool:
    def active() -> bool:
        table = described(dynamodb, name)
        indexes = table.get("GlobalSecondaryIndexes") or ()
        statuses = [table["TableStatus"], *(index["IndexStatus"] for index in indexes)]
        return all(status == "ACTIVE" for status in statuses)

    return eventually(active, within_s=DELAY_S + 5)


def refusal(call: Callable[..., Any], **members: Any) -> tuple[str, str]:
    with pytest.raises(ClientError) as caught:
        call(**members)
    error = caught.value.response["Error"]
    return error["Code"], error["Message"]


@pytest.mark.parametrize(
    ("members", "code", "message"),
    [
        pytest.param(
            {"BillingMode": "INVALID_MODE"},
            "ValidationException",
            "1 validation error detected: Value 'INVALID_MODE' at 'billingMode' failed to satisfy "
            "constraint: Member must satisfy enum value set: [PROVISIONED, PAY_PER_REQUEST]",
            id="unknown billing mode",
        ),
        pytest.param(
            ON_DEMAND | units(1, 1), "ValidationException", NEITHER, id="on demand with throughput"
        ),
        pytest.param(
            {"ProvisionedThroughput": {"ReadCapacityUnits": 1}},
            "ValidationException",
            "1 validation error detected: Value null at "
            "'provisionedThroughput.writeCapacityUnits' failed to satisfy constraint: Member must "
            "not be null",
            id="reads only",
        ),
        pytest.param(
            {},
            "ValidationException",
            f"{INVALID}ReadCapacityUnits and WriteCapacityUnits must both be specified when "
            "BillingMode is PROVISIONED",
            id="no throughput",
        ),
        pytest.param(
            units(1000000000001, 1),
            "ValidationException",
            "Given value 1000000000001 for ReadCapacityUnits is out of bounds",
            id="out of bounds",
        ),
        pytest.param(
            units(40_001, 1),
            "LimitExceededException",
            "The requested ReadCapacityUnits, 40001, is above the per table maximum for the "
            f"account in {REGION}. Per table maximum: 40000. {HIGHER}",
            id="over the table's quota",
        ),
        pytest.param(
            units(40_000, 1) | by_colour(**units(40_000, 1)),
            "LimitExceededException",
            "This request would have caused the ReadCapacityUnits limit to be exceeded",
            id="over the account's quota",
        ),
        pytest.param(
            units(1, 1) | {"OnDemandThroughput": {"MaxReadRequestUnits": 5}},
            "ValidationException",
            f"{INVALID}MaxReadRequestUnits for OnDemandThroughput cannot be specified when table "
            "BillingMode is PROVISIONED.",
            id="provisioned with a maximum on demand",
        ),
        pytest.param(
            ON_DEMAND | {"WarmThroughput": {"ReadUnitsPerSecond": 5}},
            "ValidationException",
            f"{INVALID}Requested ReadUnitsPerSecond for WarmThroughput for table is lower than "
            "initial throughput for OnDemand.",
            id="colder than every table",
        ),
    ],
)
def test_create_table_is_refused_as_on_aws(dynamodb, members, code, message) -> None:
    name = new_name()
    found = refusal(dynamodb.create_table, TableName=name, **KEYS, **members)
    assert (found[0], found[1][: len(message)]) == (code, message)
    assert refusal(dynamodb.describe_table, TableName=name)[0] == "ResourceNotFoundException"


@pytest.mark.parametrize(
    ("table", "members", "code", "message"),
    [
        pytest.param(
            ON_DEMAND, units(1, 1), "ValidationException", NEITHER, id="throughput on demand"
        ),
        pytest.param(
            units(1, 1),
            ON_DEMAND | units(2, 2),
            "ValidationException",
            f"{INVALID}ProvisionedThroughput cannot be specified when BillingMode is "
            "PAY_PER_REQUEST",
            id="to on demand with throughput",
        ),
        pytest.param(
            ON_DEMAND,
            PROVISIONED,
            "ValidationException",
            f"{INVALID}ProvisionedThroughput must be specified when BillingMode is PROVISIONED",
            id="to provisioned without",
        ),
        pytest.param(
            ON_DEMAND | by_colour(),
            PROVISIONED | units(1, 1),
            "ValidationException",
            f"{INVALID}ProvisionedThroughput must be specified for index: by-colour",
            id="to provisioned, an index without",
        ),
        pytest.param(
            units(10, 5),
            units(10, 5),
            "ValidationException",
            "The provisioned throughput for the table will not change. The requested value equals "
            "the current value. Current ReadCapacityUnits provisioned for the table: 10. Requested "
            "ReadCapacityUnits: 10. Current WriteCapacityUnits provisioned for the table: 5. "
            f"Requested WriteCapacityUnits: 5. {HIGHER}",
            id="the same throughput",
        ),
        pytest.param(
            units(1, 1) | by_colour(**units(2, 2)),
            updating(**units(2, 2)),
            "ValidationException",
            "The provisioned throughput for the index by-colour will not change.",
            id="the same throughput of an index",
        ),
        pytest.param(
            units(1, 1),
            {"ProvisionedThroughput": {"WriteCapacityUnits": 2}},
            "ValidationException",
            "1 validation error detected: Value null at 'provisionedThroughput.readCapacityUnits'",
            id="writes only",
        ),
        pytest.param(
            units(1, 1),
            units(1, 40_001),
            "LimitExceededException",
            "The requested WriteCapacityUnits, 40001, is above the per table maximum",
            id="over the table's quota",
        ),
        pytest.param(
            units(1, 1), {}, "ValidationException", "At least one of Provisioned", id="nothing"
        ),
        pytest.param(
            ON_DEMAND,
            {"WarmThroughput": {"ReadUnitsPerSecond": 11_999}},
            "ValidationException",
            f"{INVALID}Requested ReadUnitsPerSecond for WarmThroughput for table is lower than "
            "current WarmThroughput, decreasing WarmThroughput is not supported",
            id="colder",
        ),
    ],
)
def test_update_table_is_refused_as_on_aws(dynamodb, make, table, members, code, message) -> None:
    name = make(**table)
    before = described(dynamodb, name)
    found = refusal(dynamodb.update_table, TableName=name, **members)
    assert (found[0], found[1][: len(message)]) == (code, message)
    assert described(dynamodb, name) == before


def test_throughput_goes_up_and_down_through_updating(dynamodb, make) -> None:
    name = make(**units(5, 5))
    told = dynamodb.update_table(TableName=name, **units(15, 15))["TableDescription"]
    assert (told["TableStatus"], told["ProvisionedThroughput"]["ReadCapacityUnits"]) == (
        "UPDATING",
        5,
    )
    increase = told["ProvisionedThroughput"]["LastIncreaseDateTime"]
    assert described(dynamodb, name)["TableStatus"] == "UPDATING"
    busy = refusal(dynamodb.update_table, TableName=name, **units(16, 15))
    assert busy == (
        "ResourceInUseException",
        "Attempt to change a resource which is still in use: Table IOPS are currently being "
        f"updated. Table: {name}",
    )
    assert refusal(dynamodb.delete_table, TableName=name) == (
        "ResourceInUseException",
        f"Attempt to change a resource which is still in use: Table: {name} is in the process of "
        "being updated.",
    )
    assert settled(dynamodb, name)
    up_now = described(dynamodb, name)["ProvisionedThroughput"]
    assert (up_now["ReadCapacityUnits"], up_now["NumberOfDecreasesToday"]) == (15, 0)
    assert up_now["LastIncreaseDateTime"] > increase

    told = dynamodb.update_table(TableName=name, **units(5, 5))["TableDescription"]
    assert told["ProvisionedThroughput"]["NumberOfDecreasesToday"] == 0
    assert settled(dynamodb, name)
    down = described(dynamodb, name)["ProvisionedThroughput"]
    assert (down["ReadCapacityUnits"], down["NumberOfDecreasesToday"]) == (5, 1)
    assert down["LastIncreaseDateTime"] == up_now["LastIncreaseDateTime"]
    assert down["LastDecreaseDateTime"] > up_now["LastIncreaseDateTime"]


def test_the_fifth_decrease_of_a_day_is_refused_and_an_increase_is_not(dynamodb, make) -> None:
    name = make(**units(10, 10) | by_colour(**units(10, 10)))
    for read in (9, 8, 7, 6):
        dynamodb.update_table(TableName=name, **units(read, 10))
        assert settled(dynamodb, name)
    code, message = refusal(dynamodb.update_table, TableName=name, **units(5, 10))
    assert code == "LimitExceededException"
    assert message.startswith(
        "Subscriber limit exceeded: Provisioned throughput decreases are limited within a given "
        "UTC day."
    )
    assert "Number of decreases today: 4. Last decrease at " in message
    dynamodb.update_table(TableName=name, **updating(**units(9, 10)))
    dynamodb.update_table(TableName=name, **units(6, 11))


def test_a_table_goes_on_demand_and_back(dynamodb, make) -> None:
    name = make(**units(3, 2) | by_colour(**units(1, 1)))
    assert "BillingModeSummary" not in described(dynamodb, name)
    told = dynamodb.update_table(TableName=name, **ON_DEMAND)["TableDescription"]
    assert told["TableStatus"] == "UPDATING"
    assert told["BillingModeSummary"] == {"BillingMode": "PAY_PER_REQUEST"}
    assert told["ProvisionedThroughput"]["ReadCapacityUnits"] == 0
    assert settled(dynamodb, name)
    table = described(dynamodb, name)
    assert "LastUpdateToPayPerRequestDateTime" in table["BillingModeSummary"]
    assert table["WarmThroughput"]["ReadUnitsPerSecond"] == 12_000
    assert table["GlobalSecondaryIndexes"][0]["ProvisionedThroughput"]["ReadCapacityUnits"] == 0
    again = dynamodb.update_table(TableName=name, **ON_DEMAND)["TableDescription"]
    assert again["TableStatus"] == "UPDATING"
    assert described(dynamodb, name)["TableStatus"] == "ACTIVE"
    back = PROVISIONED | units(4, 4) | updating(**units(2, 2))
    told = dynamodb.update_table(TableName=name, **back)["TableDescription"]
    assert told["ProvisionedThroughput"]["ReadCapacityUnits"] == 4
    assert settled(dynamodb, name)
    table = described(dynamodb, name)
    assert table["BillingModeSummary"]["BillingMode"] == "PROVISIONED"
    assert table["GlobalSecondaryIndexes"][0]["ProvisionedThroughput"]["ReadCapacityUnits"] == 2


def test_the_table_class_comes_back(dynamodb, make) -> None:
    name = make(**units(1, 1), TableClass="STANDARD_INFREQUENT_ACCESS")
    summary = described(dynamodb, name)["TableClassSummary"]
    assert summary == {"TableClass": "STANDARD_INFREQUENT_ACCESS"}
    dynamodb.update_table(TableName=name, TableClass="STANDARD")
    summary = described(dynamodb, name)["TableClassSummary"]
    assert summary["TableClass"] == "STANDARD"
    assert "LastUpdateDateTime" in summary


def test_a_table_has_an_id_that_stays_and_arns_of_its_region(dynamodb, make) -> None:
    name = make(**units(1, 1) | by_colour(**units(1, 1)))
    table = described(dynamodb, name)
    dynamodb.update_table(TableName=name, **units(2, 2))
    assert described(dynamodb, name)["TableId"] == table["TableId"]
    arn = f"arn:aws:dynamodb:{REGION}:123456789012:table/{name}"
    assert table["TableArn"] == arn
    assert table["GlobalSecondaryIndexes"][0]["IndexArn"] == f"{arn}/index/by-colour"
    assert dynamodb.describe_table(TableName=arn)["Table"]["TableName"] == name
    assert settled(dynamodb, name)


def test_warm_throughput_is_shown_and_rises(dynamodb, make) -> None:
    name = make(**ON_DEMAND, WarmThroughput={"ReadUnitsPerSecond": 12_001})
    assert described(dynamodb, name)["WarmThroughput"] == {
        "ReadUnitsPerSecond": 12_001,
        "WriteUnitsPerSecond": 4_000,
        "Status": "ACTIVE",
    }
    dynamodb.update_table(TableName=name, WarmThroughput={"WriteUnitsPerSecond": 5_000})
    warm = described(dynamodb, name)["WarmThroughput"]
    assert (warm["ReadUnitsPerSecond"], warm["WriteUnitsPerSecond"]) == (12_001, 5_000)


def test_a_maximum_on_demand_changes_member_by_member(dynamodb, make) -> None:
    name = make(**ON_DEMAND, OnDemandThroughput={"MaxReadRequestUnits": 100})
    for asked, shown in (
        ({"MaxWriteRequestUnits": 50}, {"MaxReadRequestUnits": 100, "MaxWriteRequestUnits": 50}),
        ({"MaxReadRequestUnits": -1}, {"MaxWriteRequestUnits": 50}),
        ({"MaxWriteRequestUnits": -1}, None),
    ):
        told = dynamodb.update_table(TableName=name, OnDemandThroughput=asked)["TableDescription"]
        assert told["OnDemandThroughput"].items() >= asked.items()
        assert described(dynamodb, name).get("OnDemandThroughput") == shown


def test_table_throughput_mode_is_another_name_of_billing_mode(up, make) -> None:
    """botocore's model has neither the member nor the summary."""
    client, heard = up.client("dynamodb"), []

    def rename(params: Json, **_: Any) -> None:
        params["body"] = params["body"].replace(b"BillingMode", b"TableThroughputMode")

    def hear(http_response: Any, **_: Any) -> None:
        heard.append(http_response.content)

    client.meta.events.register("before-call.dynamodb.CreateTable", rename)
    client.meta.events.register("after-call.dynamodb", hear)
    name = new_name()
    client.create_table(TableName=name, **KEYS, **ON_DEMAND)
    assert settled(client, name)
    summary = described(client, name)["BillingModeSummary"]
    assert summary["BillingMode"] == "PAY_PER_REQUEST"
    assert b'"TableThroughputModeSummary":{"TableThroughputMode":"PAY_PER_REQUEST"' in heard[-1]
    client.delete_table(TableName=name)


def test_describe_limits_answers_as_aws(dynamodb) -> None:
    limits = dynamodb.describe_limits()
    assert (limits["AccountMaxReadCapacityUnits"], limits["TableMaxReadCapacityUnits"]) == (
        80_000,
        40_000,
    )


def test_a_raised_limit_is_felt_by_the_next_writes(dynamodb, make) -> None:
    """400 KB are 400 units: more than the 300 s of burst that a table of 1 unit begins with."""
    name = make(**units(1, 1))
    item = {"plate": {"S": "ABC1D23"}, "photo": {"S": "x" * 400_000}}
    dynamodb.put_item(TableName=name, Item=item)
    small = {"TableName": name, "Item": {"plate": {"S": "small"}}}
    assert refusal(dynamodb.put_item, **small)[0] == "ProvisionedThroughputExceededException"
    dynamodb.update_table(TableName=name, **units(1, 1_000))
    assert refusal(dynamodb.put_item, **small)[0] == "ProvisionedThroughputExceededException"
    assert settled(dynamodb, name)

    def passes() -> bool:
        try:
            dynamodb.put_item(**small)
        except ClientError:
            return False
        return True

    assert eventually(passes, within_s=3)


def test_a_table_of_an_earlier_run_is_limited_and_changed_at_once(tmp_path) -> None:
    """Without a delay, as is the default."""
    flags = ("--db-path", str(tmp_path / "tables"))
    first = start_up(tmp_path / "first", *flags)
    name = new_name()
    first.client("dynamodb").create_table(TableName=name, **KEYS, **units(1, 1))
    table = described(first.client("dynamodb"), name)
    assert end(first) == 0

    second = start_up(tmp_path / "second", *flags)
    dynamodb = second.client("dynamodb")
    assert described(dynamodb, name) == table
    item = {"plate": {"S": "ABC1D23"}, "photo": {"S": "x" * 400_000}}
    dynamodb.put_item(TableName=name, Item=item)
    small = {"TableName": name, "Item": {"plate": {"S": "small"}}}
    assert refusal(dynamodb.put_item, **small)[0] == "ProvisionedThroughputExceededException"
    told = dynamodb.update_table(TableName=name, **units(1, 1_000))["TableDescription"]
    assert told["TableStatus"] == "UPDATING"
    shown = described(dynamodb, name)
    assert shown["TableStatus"] == "ACTIVE"
    assert shown["ProvisionedThroughput"]["WriteCapacityUnits"] == 1_000
    assert end(second) == 0
