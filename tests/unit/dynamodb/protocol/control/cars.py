"""Tables small enough that a test says all of them, and their requests."""

from typing import Any

from harness.dynamodb.protocol.control.quota import RegionTables
from harness.model.table import (
    BillingMode,
    Index,
    IndexType,
    KeyAttribute,
    KeySchema,
    Projection,
    Table,
    Throughput,
)

KEY = KeySchema(KeyAttribute("plate", "S"))

# 2026-11-23T12:00:00Z.
NOON_NS = 1_795_435_200 * 10**9
S_NS = 10**9


def provisioned(read: int, write: int, *indexes: Index, name: str = "cars") -> Table:
    return Table(name, KEY, BillingMode.PROVISIONED, Throughput(read, write), indexes)


def on_demand(*indexes: Index, name: str = "cars") -> Table:
    return Table(name, KEY, BillingMode.PAY_PER_REQUEST, None, indexes)


def index(read: int | None = None, write: int | None = None, name: str = "by-colour") -> Index:
    throughput = None if read is None or write is None else Throughput(read, write)
    return Index(name, IndexType.GLOBAL, KEY, Projection("ALL"), throughput)


def units(read: int, write: int) -> dict[str, Any]:
    return {"ProvisionedThroughput": {"ReadCapacityUnits": read, "WriteCapacityUnits": write}}


def updating(**members: Any) -> dict[str, Any]:
    """The GlobalSecondaryIndexUpdates that update by-colour."""
    entry = {"Update": {"IndexName": "by-colour", **members}}
    return {"GlobalSecondaryIndexUpdates": [entry]}


def account(*tables: Table) -> RegionTables:
    return RegionTables("eu-west-1", tables)
