"""One table of the operations that the gateway answers itself."""

from collections.abc import Mapping

from harness.dynamodb.protocol.subresource import account, insights, kinesis, policy, recovery, tags
from harness.dynamodb.protocol.subresource.account import Handler, never_made, nothing

_GLOBAL_TABLE = never_made(
    "GlobalTableNotFoundException",
    "Global table with name: '{}' does not exist.",
    "GlobalTableName",
)
_BACKUP = never_made("BackupNotFoundException", "Backup not found: {}", "BackupArn")

HANDLERS: Mapping[str, Handler] = {
    "ListTagsOfResource": tags.list_tags,
    "TagResource": tags.tag,
    "UntagResource": tags.untag,
    "DescribeContinuousBackups": recovery.describe,
    "UpdateContinuousBackups": recovery.update,
    "GetResourcePolicy": policy.get,
    "PutResourcePolicy": policy.put,
    "DeleteResourcePolicy": policy.delete,
    "DescribeContributorInsights": insights.describe,
    "UpdateContributorInsights": insights.update,
    "ListContributorInsights": insights.list_all,
    "DescribeKinesisStreamingDestination": kinesis.describe,
    "EnableKinesisStreamingDestination": kinesis.enable,
    "DisableKinesisStreamingDestination": kinesis.disable,
    "UpdateKinesisStreamingDestination": kinesis.update,
    "DescribeEndpoints": account.endpoints,
    "ListBackups": nothing("BackupSummaries"),
    "ListExports": nothing("ExportSummaries"),
    "ListImports": nothing("ImportSummaryList"),
    "ListGlobalTables": nothing("GlobalTables"),
    "DescribeBackup": _BACKUP,
    "DeleteBackup": _BACKUP,
    "DescribeExport": never_made("ExportNotFoundException", "Export not found: {}", "ExportArn"),
    "DescribeImport": never_made("ImportNotFoundException", "Import not found: {}", "ImportArn"),
    "DescribeGlobalTable": _GLOBAL_TABLE,
    "DescribeGlobalTableSettings": _GLOBAL_TABLE,
    "DescribeTableReplicaAutoScaling": account.no_replicas,
}
