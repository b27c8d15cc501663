"""ItemCollectionMetrics, which DynamoDB Local leaves out (docs/metering.md, row 18).

Recorded on AWS (paritysuite, putItem/itemCollectionMetrics): only of tables with a local index, the
partition key and an estimate in GB, [0, 1] for a small collection. Here every collection is small.
"""

from collections.abc import Sequence

from harness.dynamodb.protocol.action import Action
from harness.dynamodb.protocol.request import JsonObject
from harness.model.table import IndexType

MEMBER = "ItemCollectionMetrics"
ASK = "ReturnItemCollectionMetrics"
_BATCHES = frozenset(("BatchWriteItem", "TransactWriteItems"))


def with_metrics(
    operation: str, body: JsonObject, actions: Sequence[Action], answer: JsonObject
) -> JsonObject:
    """The answer, with the metrics of the collections written where they were asked for."""
    if body.get(ASK) != "SIZE":
        return answer
    metrics: dict[str, list[JsonObject]] = {}
    for action in actions:
        metric = _metric(action)
        if metric is not None and metric not in metrics.setdefault(action.named, []):
            metrics[action.named].append(metric)
    if not metrics:
        return answer
    if operation in _BATCHES:
        return answer | {MEMBER: metrics}
    return answer | {MEMBER: metrics[actions[0].named][0]}


def _metric(action: Action) -> JsonObject | None:
    table, key = action.table, action.key
    if table is None or key is None or not action.write or action.kind == "ConditionCheck":
        return None
    if not any(index.type is IndexType.LOCAL for index in table.indexes):
        return None
    name = table.key.partition.name
    return {"ItemCollectionKey": {name: key[name]}, "SizeEstimateRangeGB": [0.0, 1.0]}
