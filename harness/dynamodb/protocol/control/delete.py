"""What AWS refuses of DeleteTable because of throughput."""

from harness.dynamodb.protocol.control.state import TableState
from harness.dynamodb.protocol.control.words import in_use
from harness.wire.refusal import Refusal


def refuse_delete(state: TableState) -> Refusal | None:
    """The refusal while a change is under way (DDB-TABLE-063, -150), or None."""
    if state.change(None) is not None:
        return in_use(f"Table: {state.table.name} is in the process of being updated.")
    if state.changes:
        return in_use("Cannot delete table while indexes are being created, updated, or deleted.")
    return None
