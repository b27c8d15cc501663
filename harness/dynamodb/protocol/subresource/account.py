"""Lists and descriptions of what there is none of: backups, exports, imports, global tables.

Sources of the words: ack-api-quirks DDB-TABLE-014, -446, measured on AWS in October 2026, and
moto's tests against AWS of DescribeBackup.
"""

from collections.abc import Callable
from typing import Any

from harness.dynamodb.protocol.refusal import DYNAMODB
from harness.dynamodb.protocol.request import JsonObject
from harness.dynamodb.protocol.subresource.lookup import TableLookup
from harness.wire.refusal import Refusal

Handler = Callable[[JsonObject, TableLookup], Any]

# What an SDK does with endpoint discovery: ask the address in the answer for so long.
_CACHE_MINUTES = 1440


def endpoints(body: JsonObject, lookup: TableLookup) -> JsonObject:
    """This one: an SDK that discovers endpoints goes where the answer says, and not to AWS."""
    endpoint = {"Address": lookup.endpoint, "CachePeriodInMinutes": _CACHE_MINUTES}
    return {"Endpoints": [endpoint]}


def nothing(member: str) -> Handler:
    """An empty list."""
    return lambda body, lookup: {member: []}


def never_made(error: str, message: str, member: str) -> Handler:
    """Nothing has that ARN or name. ``message``: with ``{}`` for it."""

    def refuse(body: JsonObject, lookup: TableLookup) -> Refusal:
        return Refusal(DYNAMODB + error, message.format(body[member]))

    return refuse


def no_replicas(body: JsonObject, lookup: TableLookup) -> Refusal:
    """AWS says the same of a table that has no replicas and of one that is not there."""
    state = lookup.table(body)
    if isinstance(state, Refusal) and state.name != "ResourceNotFoundException":
        return state
    message = f"Global table with name: '{body['TableName']}' does not exist."
    return Refusal(DYNAMODB + "ResourceNotFoundException", message)
