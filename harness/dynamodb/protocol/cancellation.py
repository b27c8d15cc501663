"""A transaction that was cancelled, with a reason for each of its actions."""

from collections.abc import Sequence

from harness.dynamodb.protocol.refusal import DYNAMODB
from harness.dynamodb.protocol.request import JsonObject
from harness.wire.refusal import Refusal

NAME = "TransactionCanceledException"
_MESSAGE = "Transaction cancelled, please refer cancellation reasons for specific reasons [{}]"
NO_REASON: JsonObject = {"Code": "None"}


def cancellation(reasons: Sequence[JsonObject]) -> Refusal:
    """``reasons``: ``Code`` and, where it is not None, ``Message``; in the actions' order."""
    return Refusal(DYNAMODB + NAME, message(reasons), {"CancellationReasons": list(reasons)})


def invalid_at(place: int, actions: int, why: str) -> Refusal:
    """One action of so many is invalid, so AWS looks at no other: their code is None."""
    reasons = [NO_REASON] * actions
    reasons[place] = {"Code": "ValidationError", "Message": why}
    return cancellation(reasons)


def message(reasons: Sequence[JsonObject]) -> str:
    """Say which codes cancelled a transaction, in the order of its actions."""
    codes = ", ".join(reason["Code"] for reason in reasons)
    return _MESSAGE.format(codes)
