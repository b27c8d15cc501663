import pytest

from harness.dynamodb.protocol.control.create import refuse_create, requested_subresources
from harness.dynamodb.protocol.refusal import VALIDATE
from harness.dynamodb.protocol.subresource.subresources import Subresources
from tests.unit.dynamodb.protocol.control.cars import NOON_NS, account, units
from tests.unit.dynamodb.protocol.subresource.catalog_of import CARS

INVALID = "One or more parameter values were invalid: "
NEITHER = (
    f"{INVALID}Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode "
    "is PAY_PER_REQUEST"
)
BOTH = (
    f"{INVALID}ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is "
    "PROVISIONED"
)
ON_DEMAND = {"BillingMode": "PAY_PER_REQUEST"}


def by_colour(**members: object) -> dict[str, object]:
    return {"GlobalSecondaryIndexes": [{"IndexName": "by-colour", **members}]}


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (ON_DEMAND | units(1, 1), NEITHER),
        ({"TableThroughputMode": "PAY_PER_REQUEST", **units(1, 1)}, NEITHER),
        (ON_DEMAND | {"TableThroughputMode": "PROVISIONED"} | units(1, 1), NEITHER),
        ({}, BOTH),
        ({"BillingMode": "PROVISIONED"}, BOTH),
        ({"TableThroughputMode": "PROVISIONED"}, BOTH),
        (
            units(10**12 + 1, 1),
            "Given value 1000000000001 for ReadCapacityUnits is out of bounds",
        ),
        (
            ON_DEMAND | by_colour(**units(1, 1)),
            f"{INVALID}ProvisionedThroughput should not be specified for index: by-colour when "
            "BillingMode is PAY_PER_REQUEST",
        ),
        (
            units(1, 1) | by_colour(),
            f"{INVALID}ProvisionedThroughput is not specified for index: by-colour",
        ),
    ],
)
def test_what_does_not_go_with_the_billing_mode_is_refused(body, message) -> None:
    refusal = refuse_create({"TableName": "cars", **body}, account())
    assert refusal is not None
    assert refusal.code == f"{VALIDATE}ValidationException"
    assert refusal.message == message


@pytest.mark.parametrize(
    "body",
    [
        units(5, 5),
        units(5, 5) | by_colour(**units(1, 1)),
        ON_DEMAND | by_colour(),
        {"BillingMode": "PROVISIONED", "TableThroughputMode": "PAY_PER_REQUEST"} | units(1, 1),
    ],
)
def test_what_goes_with_it_is_accepted(body) -> None:
    assert refuse_create({"TableName": "cars", **body}, account()) is None


@pytest.mark.parametrize(
    ("stream", "message"),
    [
        (
            {"StreamEnabled": True},
            "Table is being created with a stream enabled, UpdateViewType is required",
        ),
        (
            {"StreamEnabled": False, "StreamViewType": "KEYS_ONLY"},
            "Table is being created with a stream disabled, UpdateViewType should not be specified",
        ),
    ],
)
def test_a_stream_has_a_view_exactly_where_it_is_on(
    stream: dict[str, object], message: str
) -> None:
    """ack-api-quirks' list of messages (October 2026)."""
    refusal = refuse_create(ON_DEMAND | {"StreamSpecification": stream}, account())
    assert refusal is not None
    assert refusal.message == INVALID + message
    for fine in ({"StreamEnabled": False}, None, {}):
        assert refuse_create(ON_DEMAND | {"StreamSpecification": fine}, account()) is None


def test_a_new_table_has_what_its_request_gives_it() -> None:
    body = {"Tags": [{"Key": "a", "Value": "b"}], "ResourcePolicy": '{"Version": "2012-10-17"}'}
    subresources = requested_subresources(body, CARS, NOON_NS)
    assert subresources.tags == {"a": "b"}
    assert subresources.policies[CARS].document == {"Version": "2012-10-17"}
    assert requested_subresources({}, CARS, NOON_NS) == Subresources()
