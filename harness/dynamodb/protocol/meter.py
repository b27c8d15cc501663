"""What a call consumed: the engine's figure where it is AWS's, ours where it is not.

Each correction is a row of facts/dynamodb-local-differences.md (measured 2026-11-23 on DynamoDB
Local 3.3.1 against values recorded on AWS).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from harness.capacity.arms import write_arms
from harness.capacity.item_size import item_size_bytes
from harness.capacity.units import (
    condition_check_half_units,
    failed_condition_half_units,
    replay_half_units,
)
from harness.dynamodb.protocol import consumed
from harness.dynamodb.protocol.action import Action
from harness.dynamodb.protocol.request import JsonObject, table_name
from harness.model.charge import Arm
from harness.model.item import Item

FAILED_CONDITION = "ConditionalCheckFailedException"
CANCELLED = "TransactionCanceledException"

ON_FAILED_CONDITION = "ReturnValuesOnConditionCheckFailure"


@dataclass(frozen=True, slots=True)
class Image:
    """What was stored under an action's key before the call and after it."""

    before: Item | None
    after: Item | None


def needs_images(operation: str, actions: Sequence[Action]) -> bool:
    """Whether the engine's figure is wrong in a way that only the items themselves mend."""
    if operation == "TransactWriteItems":
        return True  # rows 1, 4, 5
    if operation == "BatchWriteItem":
        return any(action.kind == "Delete" for action in actions)  # row 9
    return any(
        "AttributeUpdates" in action.request or "Expected" in action.request for action in actions
    )  # row 10; Expected: failed conditions


def of_answer(operation: str, actions: Sequence[Action], answer: JsonObject) -> tuple[Arm, ...]:
    """The arms of a call that succeeded, from the engine's own figure."""
    arms = consumed.arms_of(operation, answer)
    if operation in ("Query", "Scan") and not arms:
        return (_read_arm(actions[0]),)  # row 7
    if operation == "BatchGetItem":
        return consumed.summed((*arms, *_missing(actions, answer)))  # row 8
    return arms


def of_images(
    operation: str, actions: Sequence[Action], images: Sequence[Image]
) -> tuple[Arm, ...]:
    """The arms of writes that succeeded, from the items before and after."""
    transactional = operation in ("TransactWriteItems", "ExecuteTransaction")
    return consumed.summed(
        arm
        for action, image in zip(actions, images, strict=True)
        for arm in _write(action, image, transactional=transactional)
    )


def of_failed_condition(action: Action, stored: Item | None) -> tuple[Arm, ...]:
    """A condition that did not hold is charged, by the item that is there."""
    half_units = failed_condition_half_units(_size_bytes(stored))
    return (Arm(action.table_name, None, write_half_units=half_units),)


def of_cancelled(actions: Sequence[Action], images: Sequence[Image]) -> tuple[Arm, ...]:
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
    return consumed.summed(
        Arm(
            action.table_name,
            None,
            read_half_units=replay_half_units(_size_bytes(image.before), _size_bytes(image.after)),
        )
        for action, image in zip(actions, images, strict=True)
    )


def _write(action: Action, image: Image, *, transactional: bool) -> tuple[Arm, ...]:
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
    asked: dict[str, list[Action]] = {}
    for action in actions:
        asked.setdefault(action.named, []).append(action)
    for named, wanted in asked.items():
        answered = len((answer.get("Responses") or {}).get(table_name(named)) or ())
        put_off = (answer.get("UnprocessedKeys") or {}).get(table_name(named)) or {}
        missing = len(wanted) - answered - len(put_off.get("Keys") or ())
        yield from [_read_arm(wanted[0])] * missing


def _read_arm(action: Action) -> Arm:
    """The least that a read costs: 0.5, or 1 where it is strong."""
    return Arm(action.table_name, action.index, read_half_units=2 if action.strong else 1)


def _size_bytes(item: Item | None) -> int:
    return 0 if item is None else item_size_bytes(item)
