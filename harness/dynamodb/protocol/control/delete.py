"""What AWS refuses of DeleteTable because of throughput."""

from harness.dynamodb.protocol.control.standing import Standing
from harness.dynamodb.protocol.control.words import in_use
from harness.wire.refusal import Refusal


def refuse_delete(standing: Standing) -> Refusal | None:
    """The refusal while a change is under way (DDB-TABLE-063, -150), or None."""
    if standing.change(None) is not None:
        return in_use(f"Table: {standing.table.name} is in the process of being updated.")
    if standing.changes:
        return in_use("Cannot delete table while indexes are being created, updated, or deleted.")
    return None
