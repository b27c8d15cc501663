"""Whatever passes the door has an answer, also what is never made here."""

import botocore.session
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.dynamodb.protocol.subresource.handlers import HANDLERS
from harness.dynamodb.protocol.validation.door import refuse
from tests.unit.dynamodb.protocol.subresource.catalog_of import CARS, Desk

MODEL = botocore.session.get_session().get_service_model("dynamodb")
ARN = f"{CARS}/backup/01489602797149-73d8d5bc"
VALUES = st.none() | st.sampled_from(
    ("", "cars", CARS, "x", 5, True, [], {}, [{}], ["a"], [{"Key": "a", "Value": "b"}])
)


@pytest.mark.parametrize("operation", sorted(HANDLERS))
@given(data=st.data())
def test_every_request_that_passes_the_door_is_answered(operation, data) -> None:
    shape = MODEL.operation_model(operation).input_shape
    members = dict.fromkeys(shape.members, VALUES)
    body = data.draw(st.fixed_dictionaries({}, optional=members))
    if refuse(operation, body) is None:
        Desk().ask(operation, **body)


def test_an_endpoint_that_is_discovered_is_this_one_and_not_aws_s() -> None:
    assert Desk().ask("DescribeEndpoints") == {
        "Endpoints": [{"Address": "127.0.0.1:4566", "CachePeriodInMinutes": 1440}]
    }


@pytest.mark.parametrize(
    ("operation", "member"),
    [
        ("ListBackups", "BackupSummaries"),
        ("ListExports", "ExportSummaries"),
        ("ListImports", "ImportSummaryList"),
        ("ListGlobalTables", "GlobalTables"),
    ],
)
def test_there_is_none_of_what_is_never_made(operation, member) -> None:
    assert Desk().ask(operation, TableName="missing") == {member: []}


@pytest.mark.parametrize(
    ("operation", "member", "error", "message"),
    [
        ("DescribeBackup", "BackupArn", "BackupNotFoundException", f"Backup not found: {ARN}"),
        ("DeleteBackup", "BackupArn", "BackupNotFoundException", f"Backup not found: {ARN}"),
        ("DescribeExport", "ExportArn", "ExportNotFoundException", f"Export not found: {ARN}"),
        ("DescribeImport", "ImportArn", "ImportNotFoundException", f"Import not found: {ARN}"),
        (
            "DescribeGlobalTable",
            "GlobalTableName",
            "GlobalTableNotFoundException",
            "Global table with name: 'xxx' does not exist.",
        ),
    ],
)
def test_none_of_them_is_found(operation, member, error, message) -> None:
    named = ARN if member.endswith("Arn") else "xxx"
    assert Desk().ask(operation, **{member: named}) == (error, message)
    name, refused = Desk().ask(operation)
    assert name == "ValidationException"
    assert refused.endswith("failed to satisfy constraint: Member must not be null")
