"""What is recorded of AWS's validation and is not in the service model.

Sources. D: dynalite's tests, recorded on AWS (2013 to 2019). P: paritysuite/dynamodb-conformance,
captures of 33 Regions, the last of 2026-10-09. M: moto's tests marked aws_verified (us-east-1,
2026). Q: ack-api-quirks, DDB-TABLE-105 to -108, -143 to -147, -205 to
-212 (October 2026), of tags, time to live and policies.

AWS replaces its validation framework since June 2026, operation by operation and Region by Region.
The old one names all that is wrong, quotes the value and begins the member in lower case; the new
one stops at the first fault and says ``Value at 'TableName'``. Both are in force in one operation.
What us-east-1 answers is what is here; what nobody has recorded in the new words stays in the old
ones (doubtful).
"""

# Java's order of an enumeration's values (D, P; doubtful of ShardIteratorType, whose newest value
# nothing here knows); of the others, the model's (doubtful).
ENUMS = {
    "AttributeAction": ("ADD", "DELETE", "PUT"),
    "ComparisonOperator": (
        *("IN", "NULL", "BETWEEN", "LT", "NOT_CONTAINS", "EQ", "GT", "NOT_NULL"),
        *("NE", "LE", "BEGINS_WITH", "GE", "CONTAINS"),
    ),
    "ConditionalOperator": ("OR", "AND"),
    "ProjectionType": ("ALL", "INCLUDE", "KEYS_ONLY"),
    "ReturnValue": ("ALL_NEW", "UPDATED_OLD", "ALL_OLD", "NONE", "UPDATED_NEW"),
    "ScalarAttributeType": ("B", "N", "S"),
    "ShardIteratorType": (
        *("AFTER_SEQUENCE_NUMBER", "LATEST", "AT_SEQUENCE_NUMBER", "TRIM_HORIZON"),
    ),
    "Select": ("SPECIFIC_ATTRIBUTES", "COUNT", "ALL_ATTRIBUTES", "ALL_PROJECTED_ATTRIBUTES"),
}

# In which order members are named where several are wrong (P: puts, updates, deletes, batches,
# transactions, indexes; D: the others). Members that are not here follow in the model's order.
ORDERS = {
    "PutItemInput": (
        *("ReturnConsumedCapacity", "TableName", "Item", "ConditionalOperator", "Expected"),
        *("ReturnValues", "ReturnItemCollectionMetrics"),
    ),
    "UpdateItemInput": (
        *("ReturnConsumedCapacity", "TableName", "ReturnItemCollectionMetrics", "ReturnValues"),
        *("ConditionalOperator", "Key", "Expected"),
    ),
    "DeleteItemInput": (
        *("ReturnConsumedCapacity", "TableName", "ReturnValues", "ReturnItemCollectionMetrics"),
        *("Key", "ConditionalOperator", "Expected"),
    ),
    "GetItemInput": ("ReturnConsumedCapacity", "AttributesToGet", "TableName", "Key"),
    "QueryInput": (
        *("ReturnConsumedCapacity", "Select", "IndexName", "QueryFilter", "TableName"),
        *("ConditionalOperator", "AttributesToGet", "Limit", "KeyConditions"),
    ),
    "ScanInput": (
        *("Select", "IndexName", "TotalSegments", "ReturnConsumedCapacity", "TableName"),
        *("ConditionalOperator", "AttributesToGet", "ScanFilter", "Segment", "Limit"),
    ),
    "BatchGetItemInput": ("RequestItems", "ReturnConsumedCapacity"),
    "BatchWriteItemInput": (
        *("ReturnConsumedCapacity", "ReturnItemCollectionMetrics", "RequestItems"),
    ),
    "TransactWriteItemsInput": (
        *("ClientRequestToken", "ReturnConsumedCapacity", "ReturnItemCollectionMetrics"),
    ),
    "ExecuteTransactionInput": ("ClientRequestToken", "ReturnConsumedCapacity"),
    "CreateTableInput": (
        *("AttributeDefinitions", "TableName", "BillingMode", "TableThroughputMode"),
        *("ProvisionedThroughput", "KeySchema", "GlobalSecondaryIndexes", "LocalSecondaryIndexes"),
    ),
    "UpdateTableInput": ("TableName", "BillingMode", "TableThroughputMode"),
    "ProvisionedThroughput": ("WriteCapacityUnits", "ReadCapacityUnits"),
    "TimeToLiveSpecification": ("AttributeName", "Enabled"),
}

# Structures that name a table with one character or more; elsewhere it has three (P, D).
NAMES_BY_DATA_PLANE = frozenset(
    (
        *("PutItemInput", "UpdateItemInput", "DeleteItemInput", "GetItemInput"),
        *("QueryInput", "ScanInput"),
        *("Put", "Update", "Delete", "ConditionCheck", "Get"),
    )
)

# The model's TableArn is 1..1024 without a pattern (P); a table's own key has two elements (P), an
# index's up to eight; batches name tables with three characters or more (P). Tags are checked in
# words of their own (Q).
SHAPES = """
TableArn string 1..255 [a-zA-Z0-9_.-]+
TableKeySchema list 1..2 KeySchemaElement
BatchGetRequestMap map 1..100 TableName KeysAndAttributes
BatchWriteItemRequestMap map 1..25 TableName WriteRequests
Tag {Key:string Value:string}
TagKeyList list string
"""

MEMBERS = {
    ("CreateTableInput", "KeySchema"): "TableKeySchema",
    ("LocalSecondaryIndex", "KeySchema"): "TableKeySchema",
    # "Invalid StreamArn" of eleven characters: the JavaScript SDK's feature test of DescribeStream.
    ("DescribeStreamInput", "StreamArn"): "string",
    ("GetShardIteratorInput", "StreamArn"): "string",
    ("ListStreamsInput", "ExclusiveStartStreamArn"): "string",
}

# Another name of BillingMode (ExtendDB's tests, measured on AWS on 2026-08-21).
MEMBERS_ADDED = {
    "CreateTableInput": {"TableThroughputMode": "BillingMode"},
    "UpdateTableInput": {"TableThroughputMode": "BillingMode"},
}

# D. The model does without since tables are made of global tables too.
REQUIRED = {"CreateTableInput": ("AttributeDefinitions", "KeySchema")}

# Said of a required member that is missing, by itself and before all else: D, P (CreateTable).
PARAMETER_REQUIRED = frozenset(
    (
        *("CreateTable", "DescribeTable", "UpdateTable", "DeleteTable"),
        *("DescribeStream", "GetShardIterator", "GetRecords"),
    )
)

# Operations that word even a missing member by themselves (Q, D).
OWN_WORDS = frozenset(
    (
        *("TagResource", "UntagResource", "ListTagsOfResource"),
        *("GetResourcePolicy", "PutResourcePolicy", "DeleteResourcePolicy"),
    )
)

# Faults that the new framework words, and names alone: operation, member (``*`` for a table's name
# or a number), fault. P, but for Limit (P and M).
ALONE = frozenset(
    (
        ("PutItem", "TableName", "min"),
        ("UpdateItem", "TableName", "min"),
        ("DeleteItem", "TableName", "min"),
        ("Query", "Limit", "min"),
        ("BatchGetItem", "RequestItems", "min"),
        ("BatchGetItem", "RequestItems.*.member.Keys", "min"),
        ("BatchGetItem", "RequestItems.*.member.Keys", "max"),
        ("BatchWriteItem", "RequestItems", "min"),
        ("BatchWriteItem", "RequestItems.*.member", "max"),
        ("TransactGetItems", "TransactItems", "max"),
        ("TransactWriteItems", "TransactItems", "max"),
    )
)

# Words that name no member (P); UPDATE_NEW is AWS's. Alone in UpdateItem, among the others else.
RETURN_VALUES = "[ALL_OLD, UPDATED_OLD, ALL_NEW, UPDATE_NEW, NONE]"
RETURN_VALUES_ALONE = frozenset(("UpdateItem",))
RETURN_VALUES_AMONG = frozenset(("PutItem", "DeleteItem"))

# Of an operator between two conditions or more: by itself, in Query without a count of faults (P);
# doubtful: the count in the others.
OPERATORS = "[ALL, OR]"
OPERATORS_COUNTED = {"Query": False, "PutItem": True, "UpdateItem": True, "DeleteItem": True}

# What else is wrong is named first, and this not (P).
LAST = {"BatchWriteItem": "RequestItems"}
