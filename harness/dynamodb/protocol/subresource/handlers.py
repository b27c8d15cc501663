"""The operations that the gateway answers itself, in one table.

Sources of the words of what is never made here: ack-api-quirks DDB-TABLE-014, -446, measured on AWS
in October 2026, and moto's tests against AWS of DescribeBackup.
"""

from collections.abc import Callable, Mapping
from typing import Any

from harness.dynamodb.protocol.refusal import DYNAMODB
from harness.dynamodb.protocol.request import JsonObject
from harness.dynamodb.protocol.subresource import insights, kinesis, policy, recovery, tags
from harness.dynamodb.protocol.subresource.lookup import TableLookup
from harness.wire.refusal import Refusal

Handler = Callable[[JsonObject, TableLookup], JsonObject | Refusal]

# For how long an SDK that discovers endpoints asks the address in the answer.
_CACHE_MINUTES = 1440

_NO_GLOBAL_TABLE = "Global table with name: '{}' does not exist."


def _of(
    find: Callable[[TableLookup, JsonObject], Any],
    answer: Callable[[JsonObject, Any, int], JsonObject | Refusal],
    check: Callable[[JsonObject], Refusal | None] = lambda body: None,
) -> Handler:
    """``answer`` of what ``find`` finds, at a time in nanoseconds since the epoch. ``check``: what
    is refused before a table is looked for."""

    def handle(body: JsonObject, lookup: TableLookup) -> JsonObject | Refusal:
        resource = check(body) or find(lookup, body)
        return resource if isinstance(resource, Refusal) else answer(body, resource, lookup.now_ns)

    return handle


def _endpoints(body: JsonObject, lookup: TableLookup) -> JsonObject:
    """This one: an SDK that discovers endpoints goes where the answer says, and not to AWS."""
    endpoint = {"Address": lookup.endpoint, "CachePeriodInMinutes": _CACHE_MINUTES}
    return {"Endpoints": [endpoint]}


def _no_replicas(body: JsonObject, lookup: TableLookup) -> Refusal:
    """AWS says the same of a table that has no replicas and of one that is not there."""
    state = lookup.table(body)
    if isinstance(state, Refusal) and state.name != "ResourceNotFoundException":
        return state
    message = _NO_GLOBAL_TABLE.format(body["TableName"])
    return Refusal(DYNAMODB + "ResourceNotFoundException", message)


def _nothing(member: str) -> Handler:
    """An empty list."""
    return lambda body, lookup: {member: []}


def _never_made(error: str, message: str, member: str) -> Handler:
    """Nothing has that ARN or name. ``message``: with ``{}`` for it."""
    return lambda body, lookup: Refusal(DYNAMODB + error, message.format(body[member]))


_GLOBAL_TABLE = _never_made("GlobalTableNotFoundException", _NO_GLOBAL_TABLE, "GlobalTableName")
_BACKUP = _never_made("BackupNotFoundException", "Backup not found: {}", "BackupArn")

HANDLERS: Mapping[str, Handler] = {
    "ListTagsOfResource": _of(TableLookup.tagged, tags.list_tags),
    "TagResource": _of(
        TableLookup.tagged, tags.tag, lambda body: tags.refuse_tags(body.get("Tags") or ())
    ),
    "UntagResource": _of(
        TableLookup.tagged, tags.untag, lambda body: tags.refuse_keys(body.get("TagKeys") or ())
    ),
    "DescribeContinuousBackups": _of(recovery.find_table, recovery.describe),
    "UpdateContinuousBackups": _of(recovery.find_table, recovery.update, recovery.refuse_period),
    "GetResourcePolicy": _of(TableLookup.resource, policy.get),
    "PutResourcePolicy": _of(
        TableLookup.resource, policy.put, lambda body: policy.refuse_document(body.get("Policy"))
    ),
    "DeleteResourcePolicy": _of(TableLookup.resource, policy.delete),
    "DescribeContributorInsights": _of(insights.find_table, insights.describe),
    "UpdateContributorInsights": _of(insights.find_table, insights.update),
    "ListContributorInsights": insights.list_all,
    "DescribeKinesisStreamingDestination": _of(TableLookup.table, kinesis.describe),
    "EnableKinesisStreamingDestination": _of(TableLookup.table, kinesis.enable),
    "DisableKinesisStreamingDestination": _of(TableLookup.table, kinesis.disable),
    "UpdateKinesisStreamingDestination": _of(TableLookup.table, kinesis.update),
    "DescribeEndpoints": _endpoints,
    "ListBackups": _nothing("BackupSummaries"),
    "ListExports": _nothing("ExportSummaries"),
    "ListImports": _nothing("ImportSummaryList"),
    "ListGlobalTables": _nothing("GlobalTables"),
    "DescribeBackup": _BACKUP,
    "DeleteBackup": _BACKUP,
    "DescribeExport": _never_made("ExportNotFoundException", "Export not found: {}", "ExportArn"),
    "DescribeImport": _never_made("ImportNotFoundException", "Import not found: {}", "ImportArn"),
    "DescribeGlobalTable": _GLOBAL_TABLE,
    "DescribeGlobalTableSettings": _GLOBAL_TABLE,
    "DescribeTableReplicaAutoScaling": _no_replicas,
}
