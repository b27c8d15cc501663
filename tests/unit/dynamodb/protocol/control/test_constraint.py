import pytest

from harness.dynamodb.protocol.control.constraint import (
    out_of_bounds,
    refuse_members,
    well_typed,
)
from tests.unit.dynamodb.protocol.control.cars import units, updating

MODES = "Member must satisfy enum value set: [PROVISIONED, PAY_PER_REQUEST]"


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (
            {"BillingMode": "INVALID_MODE"},
            "1 validation error detected: Value 'INVALID_MODE' at 'billingMode' failed to satisfy "
            f"constraint: {MODES}",
        ),
        (
            {"BillingMode": "B1", "TableThroughputMode": "B2"},
            "2 validation errors detected: Value 'B1' at 'billingMode' failed to satisfy "
            f"constraint: {MODES}; Value 'B2' at 'tableThroughputMode' failed to satisfy "
            f"constraint: {MODES}",
        ),
        (
            {"TableClass": "COLD"},
            "1 validation error detected: Value 'COLD' at 'tableClass' failed to satisfy "
            "constraint: Member must satisfy enum value set: "
            "[STANDARD, STANDARD_INFREQUENT_ACCESS]",
        ),
        (
            {"ProvisionedThroughput": {"ReadCapacityUnits": 5}},
            "1 validation error detected: Value null at "
            "'provisionedThroughput.writeCapacityUnits' failed to satisfy constraint: Member must "
            "not be null",
        ),
        (
            units(0, -1),
            "2 validation errors detected: Value '-1' at "
            "'provisionedThroughput.writeCapacityUnits' failed to satisfy constraint: Member must "
            "have value greater than or equal to 1; Value '0' at "
            "'provisionedThroughput.readCapacityUnits' failed to satisfy constraint: Member must "
            "have value greater than or equal to 1",
        ),
        (
            {"GlobalSecondaryIndexes": [{"IndexName": "one"}, {"IndexName": "two", **units(1, 0)}]},
            "1 validation error detected: Value '0' at 'globalSecondaryIndexes.2.member."
            "provisionedThroughput.writeCapacityUnits' failed to satisfy constraint: Member must "
            "have value greater than or equal to 1",
        ),
        (
            updating(ProvisionedThroughput={"WriteCapacityUnits": 1}),
            "1 validation error detected: Value null at 'globalSecondaryIndexUpdates.1.member."
            "update.provisionedThroughput.readCapacityUnits' failed to satisfy constraint: Member "
            "must not be null",
        ),
    ],
)
def test_each_member_that_cannot_be_is_named_as_aws_names_it(body, message) -> None:
    refusal = refuse_members(body)
    assert refusal is not None
    assert (refusal.name, refusal.message) == ("ValidationException", message)


def test_what_can_be_is_not_named() -> None:
    body = {"BillingMode": "PROVISIONED", "TableClass": "STANDARD", **units(1, 40_000)}
    assert refuse_members(body) is None


def test_a_member_that_is_null_is_as_good_as_none() -> None:
    body = {"BillingMode": None, "ProvisionedThroughput": None, "GlobalSecondaryIndexes": None}
    assert well_typed(body)
    assert refuse_members(body) is None


@pytest.mark.parametrize(
    "body",
    [
        {"BillingMode": 1},
        {"ProvisionedThroughput": 5},
        {"ProvisionedThroughput": {"ReadCapacityUnits": "5"}},
        {"ProvisionedThroughput": {"ReadCapacityUnits": True}},
        {"GlobalSecondaryIndexes": {"IndexName": "x"}},
        {"GlobalSecondaryIndexes": [None]},
        {"GlobalSecondaryIndexUpdates": [{"Update": []}]},
        {"TableName": ["cars"]},
    ],
)
def test_other_types_are_left_to_the_engine(body) -> None:
    assert not well_typed(body)


def test_a_million_millions_is_the_bound_reads_looked_at_first() -> None:
    messages = [refusal.message for refusal in out_of_bounds(units(10**12 + 1, 10**12 + 1))]
    assert messages[0] == "Given value 1000000000001 for ReadCapacityUnits is out of bounds"
    assert not list(out_of_bounds(units(10**12, 10**12)))
