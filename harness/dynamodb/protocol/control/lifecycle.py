"""What AWS answers while a table is made, changed or deleted; ``--update-delay-s`` makes it last.

Sources: ack-api-quirks DDB-TABLE-001, -005, -008, -101, -115, -118, measured on AWS, 2026-10-08;
dynalite's tests. On AWS a table is CREATING for 2 to 16 s and DELETING for about 6 s, and each
service beside it knows of it from another moment on: here all of them when it is ACTIVE.
"""

from dataclasses import dataclass
from enum import StrEnum

from harness.dynamodb.protocol.control.state import TableState
from harness.dynamodb.protocol.refusal import DYNAMODB, in_use, not_found, validation
from harness.dynamodb.protocol.request import JsonObject
from harness.wire.refusal import Refusal


class TransientStatus(StrEnum):
    """A status that a table leaves by itself."""

    CREATING = "CREATING"
    DELETING = "DELETING"


@dataclass(frozen=True, slots=True)
class DeletedTable:
    """A table that DeleteTable was answered for. ``description``: what shows of it until
    ``gone_ns`` (since the epoch)."""

    description: JsonObject
    gone_ns: int


# Of a data call, which names no table in its words.
UNAVAILABLE = not_found()

_DELETED = (
    "TableName",
    "ProvisionedThroughput",
    "TableSizeBytes",
    "ItemCount",
    "TableArn",
    "TableId",
)
_DOING = {TransientStatus.CREATING: "created", TransientStatus.DELETING: "deleted"}


def refuse_passing(operation: str, name: str, status: TransientStatus) -> Refusal | None:
    """What AWS says of a table in this state; None where the operation goes on."""
    doing = in_use(f"Table is being {_DOING[status]}: {name}")
    match operation:
        case "CreateTable" if status is TransientStatus.DELETING:
            return Refusal(DYNAMODB + "ResourceInUseException", f"Table already exists: {name}")
        case "CreateTable" | "UpdateTable" | "DeleteTable":
            return doing
        case "DescribeTimeToLive":
            return validation(
                f"Cannot describe time to live while table is in {status} state: "
                f"Current table state is {status}"
            )
        case "UpdateTimeToLive" if status is TransientStatus.CREATING:
            return in_use(f"Table {name} is being created")
    return None


def refuse_delete(state: TableState) -> Refusal | None:
    """AWS's refusal while a change of throughput is under way (DDB-TABLE-063, -150)."""
    if state.change(None) is not None:
        return in_use(f"Table: {state.table.name} is in the process of being updated.")
    if state.changes:
        return in_use("Cannot delete table while indexes are being created, updated, or deleted.")
    return None


def creating(description: JsonObject) -> JsonObject:
    """The table's description while it is made, its global indexes with it."""
    status = str(TransientStatus.CREATING)
    members: JsonObject = {"TableStatus": status}
    indexes = description.get("GlobalSecondaryIndexes")
    if indexes:
        members["GlobalSecondaryIndexes"] = [index | {"IndexStatus": status} for index in indexes]
    return description | members


def deleting(description: JsonObject) -> JsonObject:
    """All that is left of a description (LocalStack's snapshots; TableId doubtful)."""
    return {"TableStatus": str(TransientStatus.DELETING)} | {
        member: description[member] for member in _DELETED if member in description
    }
