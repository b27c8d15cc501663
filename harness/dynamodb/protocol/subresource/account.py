"""Lists and descriptions of what there is none of: backups, exports, imports, global tables.

Sources of the words: ack-api-quirks DDB-TABLE-014, -446, measured on AWS in October 2026, and
moto's tests against AWS of DescribeBackup.
"""

from collections.abc import Callable
from typing import Any

from harness.dynamodb.protocol.refusal import DYNAMODB
from harness.dynamodb.protocol.request import JsonObject
from harness.dynamodb.protocol.subresource.catalog import Catalog
from harness.wire.refusal import Refusal

Handler = Callable[[JsonObject, Catalog], Any]

# What an SDK does with endpoint discovery: ask the address in the answer for so long.
_CACHE_MINUTES = 1440


def endpoints(body: JsonObject, catalog: Catalog) -> JsonObject:
    """This one: an SDK that discovers endpoints goes where the answer says, and not to AWS."""
    endpoint = {"Address": catalog.endpoint, "CachePeriodInMinutes": _CACHE_MINUTES}
    return {"Endpoints": [endpoint]}


def nothing(member: str) -> Handler:
    """An empty list."""
    return lambda body, catalog: {member: []}


def never_made(error: str, message: str, member: str) -> Handler:
    """Nothing has that ARN or name. ``message``: with ``{}`` for it."""

    def refuse(body: JsonObject, catalog: Catalog) -> Refusal:
        return Refusal(DYNAMODB + error, message.format(body[member]))

    return refuse


def no_replicas(body: JsonObject, catalog: Catalog) -> Refusal:
    """AWS says the same of a table that has no replicas and of one that is not there."""
    standing = catalog.table(body)
    if isinstance(standing, Refusal) and standing.name != "ResourceNotFoundException":
        return standing
    message = f"Global table with name: '{body['TableName']}' does not exist."
    return Refusal(DYNAMODB + "ResourceNotFoundException", message)
