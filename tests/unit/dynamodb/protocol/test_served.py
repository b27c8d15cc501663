"""Every operation of the API is either served or unknown, by the model of the newest SDK."""

import botocore.session

from harness.dynamodb.protocol.served import SERVED

# Without an engine there is nothing to do them with; SDKs do not retry an unknown operation.
UNKNOWN = {
    "CancelBulkOperation",
    "CreateBackup",
    "CreateGlobalTable",
    "DescribeBulkOperation",
    "ExportTableToPointInTime",
    "ImportTable",
    "ListBulkOperations",
    "RestoreTableFromBackup",
    "RestoreTableToPointInTime",
    "SearchVectors",
    "StartBulkPutItems",
    "UpdateGlobalTable",
    "UpdateGlobalTableSettings",
    "UpdateTableReplicaAutoScaling",
}


def test_what_is_not_served_is_listed() -> None:
    session = botocore.session.get_session()
    operations = {
        name
        for service in ("dynamodb", "dynamodbstreams")
        for name in session.get_service_model(service).operation_names
    }
    assert operations - SERVED == UNKNOWN
    assert operations >= SERVED
