"""OnDemandThroughput: the most that a table or an index on demand may serve."""

from collections.abc import Iterator

from harness.capacity.quotas import TABLE_UNITS
from harness.dynamodb.protocol.control.throughput import owners
from harness.dynamodb.protocol.control.words import invalid, limit_exceeded
from harness.dynamodb.protocol.request import JsonObject
from harness.model.table import BillingMode
from harness.wire.refusal import Refusal

_KINDS = ("Read", "Write")


def refuse_maxima(
    body: JsonObject, mode: BillingMode, region: str, *, create: bool
) -> Iterator[Refusal]:
    """``mode``: what the table is to have. DDB-TABLE-038, -039, -051, -059, -128, -154."""
    for index, owner in owners(body):
        asked = owner.get("OnDemandThroughput") or {}
        for kind in _KINDS:
            units = asked.get(f"Max{kind}RequestUnits")
            if units is None:
                continue
            if mode is BillingMode.PROVISIONED:
                yield _provisioned(kind, index, create=create)
            if units < 1 and (create or units != -1):
                yield invalid(f"Requested {_of(kind, index)} is outside of valid range")
            if units > TABLE_UNITS:
                yield limit_exceeded(
                    f"Subscriber limit exceeded: Requested {_of(kind, index)} exceeds "
                    f"TableMax{kind}CapacityUnits of the account in region {region}"
                )


def _provisioned(kind: str, index: str | None, *, create: bool) -> Refusal:
    of = "" if index is None else f" for index: {index}"
    # Where UpdateTable has an article, CreateTable has a full stop.
    mode = "table BillingMode is PROVISIONED." if create else "the table BillingMode is PROVISIONED"
    return invalid(
        f"Max{kind}RequestUnits for OnDemandThroughput{of} cannot be specified when {mode}"
    )


def _of(kind: str, index: str | None) -> str:
    of = "table" if index is None else f"index : {index}"
    return f"Max{kind}RequestUnits for OnDemandThroughput for {of}"
