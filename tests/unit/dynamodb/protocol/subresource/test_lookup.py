"""Words: ack-api-quirks DDB-TABLE-014, -071, -212, -442, measured on AWS in October 2026, and
dynalite's test of ListTagsOfResource where the name is too short or missing."""

import pytest

from tests.unit.dynamodb.protocol.subresource.catalog_of import CARS, STREAM, Desk

INVALID = "One or more parameter values were invalid: "
MISSING = CARS.replace("cars", "missing")
ELSEWHERE = CARS.replace("eu-west-1", "us-east-1")
ANOTHER = CARS.replace("123456789012", "999999999999")
SHORT = CARS.replace("cars", "ab")
BACKUP = f"{CARS}/backup/0170"
NULL = (
    "1 validation error detected: Value null at '{}' failed to satisfy constraint: Member must not "
    "be null"
)
ONLY = (
    f"{INVALID}Invalid resource arn provided, only table or stream is accepted. Provided resource "
    "arn: "
)
INPUT = "Invalid TableArn: Invalid ResourceArn provided as input "
RESOURCE = "Requested resource not found: ResourceArn: {} not found"


@pytest.mark.parametrize(
    ("arn", "name", "message"),
    [
        (None, "ValidationException", "Invalid TableArn"),
        ("cars", "ValidationException", f"{INVALID}ARNs must start with 'arn:': cars"),
        (
            "arn:not/a/good/format",
            "ValidationException",
            f"{INVALID}Provided Arn is not a DynamoDB resource arn: arn:not/a/good/format",
        ),
        (ELSEWHERE, "ValidationException", INPUT + ELSEWHERE),
        (SHORT, "ValidationException", INPUT + SHORT),
        (ANOTHER, "AccessDeniedException", "Access is denied"),
        (f"{CARS}/index/by-colour", "ValidationException", f"{ONLY}{CARS}/index/by-colour"),
        (MISSING, "ResourceNotFoundException", RESOURCE.format(MISSING)),
        (STREAM, "ResourceNotFoundException", RESOURCE.format(STREAM)),
    ],
)
def test_tags_are_of_a_table_s_arn(arn, name, message) -> None:
    assert Desk().ask("ListTagsOfResource", ResourceArn=arn) == (name, message)
    assert Desk().ask("UntagResource", ResourceArn=arn, TagKeys=["a"]) == (name, message)
    tags = [{"Key": "a", "Value": "b"}]
    assert Desk().ask("TagResource", ResourceArn=arn, Tags=tags) == (name, message)


@pytest.mark.parametrize(
    ("arn", "name", "message"),
    [
        ("cars", "ValidationException", f"{INVALID}ARNs must start with 'arn:': cars"),
        (
            BACKUP,
            "ValidationException",
            f"{INVALID}Provided Arn is not a DynamoDB resource arn: {BACKUP}",
        ),
        (ELSEWHERE, "ValidationException", f"{INVALID}Invalid resource Arn: {ELSEWHERE}"),
        (
            ANOTHER,
            "ValidationException",
            "This action is only supported by accounts that match the resource owner’s account.",
        ),
        (f"{CARS}/index/by-colour", "ValidationException", f"{ONLY}{CARS}/index/by-colour"),
        (
            MISSING,
            "ResourceNotFoundException",
            "Requested resource not found: Table: missing not found",
        ),
    ],
)
def test_policies_are_of_a_table_s_or_a_stream_s_arn(arn, name, message) -> None:
    for operation in ("GetResourcePolicy", "DeleteResourcePolicy"):
        assert Desk().ask(operation, ResourceArn=arn) == (name, message)


@pytest.mark.parametrize(
    ("operation", "error", "message"),
    [
        ("DescribeContinuousBackups", "TableNotFoundException", "Table not found: missing"),
        (
            "DescribeContributorInsights",
            "ResourceNotFoundException",
            "Requested resource not found: Table: missing not found",
        ),
        (
            "DescribeKinesisStreamingDestination",
            "ResourceNotFoundException",
            "Requested resource not found: Table: missing not found",
        ),
        (
            "DescribeTableReplicaAutoScaling",
            "ResourceNotFoundException",
            "Global table with name: 'missing' does not exist.",
        ),
    ],
)
def test_a_missing_table_is_told_by_the_words_of_the_operation(operation, error, message) -> None:
    desk = Desk()
    assert desk.ask(operation, TableName="missing") == (error, message)
    assert desk.ask(operation) == ("ValidationException", NULL.format("tableName"))
    region = f"1 validation error detected: Invalid AWS region in '{ELSEWHERE}'"
    assert desk.ask(operation, TableName=ELSEWHERE) == ("ValidationException", region)


def test_a_table_may_be_named_by_its_arn() -> None:
    assert Desk().ask("DescribeContributorInsights", TableName=CARS)["TableName"] == "cars"
