"""The operations of DynamoDB's API that are answered, by the engine or here.

The rest is unknown: AWS's word for it, and no SDK tries that again. DynamoDB Local 3.3.1 says so
too, tried 2026-11-29 over all operations of botocore 1.44.8's model.
"""

from harness.dynamodb.protocol import streams
from harness.dynamodb.protocol.action import DATA_OPERATIONS
from harness.dynamodb.protocol.subresource.handlers import HANDLERS

_OF_TABLES = (
    "CreateTable",
    "DeleteTable",
    "DescribeLimits",
    "DescribeTable",
    "DescribeTimeToLive",
    "ListTables",
    "UpdateTable",
    "UpdateTimeToLive",
)

SERVED = frozenset((*DATA_OPERATIONS, *streams.OPERATIONS, *_OF_TABLES, *HANDLERS))
