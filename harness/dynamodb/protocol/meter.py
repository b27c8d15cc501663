"""What a call consumed: the engine's figure where it is AWS's, ours where it is not.

Each correction is a row of docs/metering.md (measured 2026-11-23 on DynamoDB Local 3.3.1 against
values recorded on AWS).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from harness.capacity.arms import write_arms
from harness.capacity.item_size import item_size_bytes
from harness.capacity.units import (
    condition_check_half_units,
    failed_condition_half_units,
    read_half_units,
    replay_half_units,
    transact_read_half_units,
)
from harness.dynamodb.protocol import consumed_capacity
from harness.dynamodb.protocol.action import Action
from harness.dynamodb.protocol.request import JsonObject, table_name
from harness.model.charge import Arm
from harness.model.item import Item
from harness.model.table import IndexType

FAILED_CONDITION = "ConditionalCheckFailedException"
CANCELLED = "TransactionCanceledException"

_WRITE_TRANSACTIONS = frozenset(("TransactWriteItems", "ExecuteTransaction"))

# Of an INSERT over an item. Doubtful: that it is charged as a failed condition.
_DUPLICATE = "DuplicateItem"

# Outside transactions; the engine tells nothing of what these consume (row 6).
STATEMENTS = frozenset(("ExecuteStatement", "BatchExecuteStatement"))

ON_FAILED_CONDITION = "ReturnValuesOnConditionCheckFailure"


@dataclass(frozen=True, slots=True)
class Image:
    """What was stored under an action's key before the call and after it."""

    before: Item | None
    after: Item | None


def needs_images(operation: str, actions: Sequence[Action]) -> bool:
    """Whether the engine's figure is wrong in a way that only the items themselves mend."""
    if operation in _WRITE_TRANSACTIONS:
        return True  # rows 1, 4, 5, 6
    if operation in STATEMENTS:
        return any(action.write for action in actions)  # row 6
    if operation == "BatchWriteItem":
        deletes = any(action.kind == "Delete" for action in actions)  # row 9
        return deletes or _has_misjudged_index(actions)
    action = actions[0]
    if not action.write:
        return False
    return _is_legacy(action.request) or _has_misjudged_index(actions)


def _is_legacy(request: JsonObject) -> bool:
    """Row 10; and Expected, because what it refuses is charged by its size."""
    return "AttributeUpdates" in request or "Expected" in request


def _has_misjudged_index(actions: Sequence[Action]) -> bool:
    """The engine adds 100 bytes to a local index's entry, and takes an item that has part of a
    global key of several attributes for an entry (docs/metering.md, rows 15 and 17)."""
    tables = [action.table for action in actions if action.table and action.table.indexes]
    return bool(tables) and any(
        index.type is IndexType.LOCAL or len(index.key.attributes) > 1
        for table in tables
        for index in table.indexes
    )


def member_errors(operation: str, answer: JsonObject, members: int) -> list[str | None]:
    """The error code of each member: only a batch of statements succeeds with failures in it."""
    if operation != "BatchExecuteStatement":
        return [None] * members
    return [(each.get("Error") or {}).get("Code") for each in answer["Responses"]]


def of_answer(operation: str, actions: Sequence[Action], answer: JsonObject) -> tuple[Arm, ...]:
    """The arms of a call that succeeded, from the engine's own figure."""
    arms = consumed_capacity.arms_of(operation, answer)
    if operation in ("Query", "Scan") and not arms:
        return (_read_arm(actions[0]),)  # row 7
    if operation == "BatchGetItem":
        return consumed_capacity.summed((*arms, *_missing(actions, answer)))  # row 8
    return arms


def of_images(
    operation: str,
    actions: Sequence[Action],
    images: Sequence[Image],
    errors: Sequence[str | None] = (),
) -> tuple[Arm, ...]:
    """The arms of writes, and of reads in a transaction, from the items before and after.

    ``errors``: as from ``member_errors``; without any, all succeeded.
    """
    transactional = operation in _WRITE_TRANSACTIONS
    return consumed_capacity.summed(
        arm
        for action, image, error in zip_longest(actions, images, errors)
        if error is None
        for arm in _arms(action, image, transactional=transactional)
    )


def of_failed_members(
    actions: Sequence[Action], images: Sequence[Image], errors: Sequence[str | None]
) -> tuple[Arm, ...]:
    """What the statements of a batch consumed that failed by a condition."""
    return consumed_capacity.summed(
        arm
        for action, image, error in zip(actions, images, errors, strict=True)
        if error in ("ConditionalCheckFailed", _DUPLICATE)
        for arm in of_failed_condition(action, image.before)
    )


def of_error(
    error: str | None, actions: Sequence[Action], images: Sequence[Image]
) -> tuple[Arm, ...]:
    """The arms of a call that failed; ``images``: what is stored, before and after."""
    if error in (FAILED_CONDITION, _DUPLICATE):
        return of_failed_condition(actions[0], images[0].before)
    return _of_cancelled(actions, images) if error == CANCELLED else ()


def reads_entries(action: Action) -> bool:
    """Whether it scans an index that has less than the items: the engine charges the items (row
    16). Doubtful: what AWS charges for ALL_ATTRIBUTES of a local index; the engine's figure stays.
    """
    index = action.table.index(action.index) if action.table and action.index else None
    return (
        action.kind == "Scan"
        and index is not None
        and index.projection.type != "ALL"
        and action.request.get("Select") != "ALL_ATTRIBUTES"
    )


def of_entries(action: Action, entries: Sequence[Item]) -> tuple[Arm, ...]:
    """A page of a Scan that evaluated these entries of an index."""
    size_bytes = sum(map(item_size_bytes, entries))
    half_units = read_half_units(size_bytes, strong=action.strong)
    return (Arm(action.table_name, action.index, read_half_units=half_units),)


def of_failed_condition(action: Action, stored: Item | None) -> tuple[Arm, ...]:
    """A condition that did not hold is charged, by the item that is there."""
    half_units = failed_condition_half_units(_size_bytes(stored))
    return (Arm(action.table_name, None, write_half_units=half_units),)


def _of_cancelled(actions: Sequence[Action], images: Sequence[Image]) -> tuple[Arm, ...]:
    """A cancelled transaction consumes as though it had succeeded (Developer Guide, Transactions,
    2026 copy). What its updates would have made is unknown here: the stored size stands for it
    (doubtful)."""
    would_be = [
        replace(image, after=_would_be(action, image))
        for action, image in zip(actions, images, strict=True)
    ]
    return of_images("TransactWriteItems", actions, would_be)


def of_replay(actions: Sequence[Action], images: Sequence[Image]) -> tuple[Arm, ...]:
    """A transaction that came again with its token consumes reads, by the first call's items."""
    return consumed_capacity.summed(
        Arm(
            action.table_name,
            None,
            read_half_units=replay_half_units(_size_bytes(image.before), _size_bytes(image.after)),
        )
        for action, image in zip(actions, images, strict=True)
    )


def _arms(action: Action, image: Image, *, transactional: bool) -> tuple[Arm, ...]:
    if not action.write:
        half_units = transact_read_half_units(_size_bytes(image.before)) if transactional else 0
        return (Arm(action.table_name, None, half_units),) if half_units else ()
    if action.kind == "ConditionCheck":
        half_units = condition_check_half_units(_size_bytes(image.before))
        return (Arm(action.table_name, None, write_half_units=half_units),)
    if action.table is None:
        return ()
    return write_arms(action.table, image.before, image.after, transactional=transactional)


def _would_be(action: Action, image: Image) -> Item | None:
    if action.kind == "Put":
        return action.item
    return None if action.kind == "Delete" else image.before or action.key


def _missing(actions: Iterable[Action], answer: JsonObject) -> Iterator[Arm]:
    """The minimum for each key that was asked for and is neither answered nor put off."""
    requested: dict[str, list[Action]] = {}
    for action in actions:
        requested.setdefault(action.named, []).append(action)
    for named, gets in requested.items():
        answered = len((answer.get("Responses") or {}).get(table_name(named)) or ())
        put_off = (answer.get("UnprocessedKeys") or {}).get(table_name(named)) or {}
        missing = len(gets) - answered - len(put_off.get("Keys") or ())
        yield from [_read_arm(gets[0])] * missing


def _read_arm(action: Action) -> Arm:
    """The least that a read costs: 0.5, or 1 where it is strong."""
    return Arm(action.table_name, action.index, read_half_units=2 if action.strong else 1)


def _size_bytes(item: Item | None) -> int:
    return 0 if item is None else item_size_bytes(item)
