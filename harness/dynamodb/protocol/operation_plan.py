"""The operation that the limiter is asked about: which throughput each action may draw on.

It follows from the request alone, so that a call that is refused costs the engine nothing.
"""

from collections.abc import Sequence

from harness.capacity.item_size import item_size_bytes
from harness.capacity.units import write_half_units
from harness.dynamodb.protocol.action import Action
from harness.dynamodb.protocol.partition_key import partition_of
from harness.dynamodb.protocol.request import TRANSACTIONS
from harness.dynamodb.protocol.touches import touched_indexes
from harness.model.operation import Access, Operation


def operation_of(name: str, actions: Sequence[Action]) -> Operation:
    """Plan an access for each action. A transaction takes twice the units (Developer Guide,
    Transactions, 2026 copy)."""
    transaction = name in TRANSACTIONS
    if len(actions) == 1 and not transaction:
        return Operation(name, (_access(actions[0], _least(actions[0])),), metered=True)
    factor = 2 if transaction else 1
    accesses = tuple([_access(action, _estimate(action) * factor) for action in actions])
    return Operation(name, accesses, metered=True, transaction=transaction)


def _access(action: Action, least_half_units: int) -> Access:
    table = action.table
    if table is None:
        return Access(action.table_name, action.index, action.write)
    touches = touched_indexes(action) if action.write and table.indexes else ()
    return Access(
        table.name, action.index, action.write, partition_of(action), least_half_units, touches
    )


def _least(action: Action) -> int:
    return 2 if action.write or action.strong else 1


def _estimate(action: Action) -> int:
    """Half-units; what is stored may make it more."""
    if action.item is None:
        return _least(action)
    return write_half_units(0, item_size_bytes(action.item))
