import pytest

from tests.unit.dynamodb.protocol.subresource.catalog_of import Desk


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
        ("DescribeBackup", "BackupArn", "BackupNotFoundException", "Backup not found: x"),
        ("DeleteBackup", "BackupArn", "BackupNotFoundException", "Backup not found: x"),
        ("DescribeExport", "ExportArn", "ExportNotFoundException", "Export not found: x"),
        ("DescribeImport", "ImportArn", "ImportNotFoundException", "Import not found: x"),
        (
            "DescribeGlobalTable",
            "GlobalTableName",
            "GlobalTableNotFoundException",
            "Global table with name: 'x' does not exist.",
        ),
    ],
)
def test_none_of_them_is_found(operation, member, error, message) -> None:
    assert Desk().ask(operation, **{member: "x"}) == (error, message)
    name, refused = Desk().ask(operation)
    assert name == "ValidationException"
    assert refused.endswith("failed to satisfy constraint: Member must not be null")
