"""Whether a call passes the limits, and what of it: the first of metering's two steps."""

from itertools import compress

from msgspec.structs import replace

from harness.dynamodb.call import Admission, Call
from harness.dynamodb.database import Database
from harness.dynamodb.protocol import batch, throttling
from harness.dynamodb.protocol.request import TRANSACTIONS
from harness.dynamodb.protocol.touches import depends_on_stored_item, touched_with
from harness.model.entry import Throttle, Verdict
from harness.wire.refusal import Refusal

_Throttles = tuple[tuple[Throttle, ...], ...]


async def admit(call: Call, database: Database) -> Admission:
    """Nothing is taken from a bucket before the call is settled. Raises UpstreamLostError."""
    if database.limits == "off" or not call.limited:
        return Admission(call)
    database.follow_tables(call.time_ns)
    refused = database.limiter.admit(database.clock.monotonic_ns(), call.operation)
    if not any(refused):
        return Admission(call)
    if _index_alone(refused) and any(map(depends_on_stored_item, call.actions)):
        call = await _with_stored_touches(call, database)
        refused = database.limiter.admit(database.clock.monotonic_ns(), call.operation)
        if not any(refused):
            return Admission(call)
    return _refused(call, database, refused)


def _index_alone(refused: _Throttles) -> bool:
    """Whether the call is refused only for global indexes that it may or may not change."""
    return all(
        throttle.index is not None and "Write" in throttle.reason
        for throttles in refused
        for throttle in throttles
    )


async def _with_stored_touches(call: Call, database: Database) -> Call:
    """An empty index refuses only what would change it: look at what is stored."""
    items = await database.metering.engine.items(call.actions)
    accesses = tuple(
        replace(access, touches=touched_with(action, item)) if action.write else access
        for access, action, item in zip(call.operation.accesses, call.actions, items, strict=True)
    )
    return replace(call, operation=replace(call.operation, accesses=accesses))


def _refused(call: Call, database: Database, refused: _Throttles) -> Admission:
    throttles = tuple(dict.fromkeys(throttle for member in refused for throttle in member))
    if database.limits == "measure":
        return Admission(call, Verdict.OVER, throttles)
    passes = [not member for member in refused]
    if call.name == batch.STATEMENTS or (call.name in batch.BATCHES and any(passes)):
        verdict = Verdict.PARTLY if any(passes) else Verdict.THROTTLED
        return Admission(_part(call, refused, passes), verdict, throttles, refused)
    refusal = _refusal(call, database, refused, throttles)
    return Admission(call, Verdict.THROTTLED, throttles, refused, refusal)


def _part(call: Call, refused: _Throttles, passes: list[bool]) -> Call:
    accesses = tuple(compress(call.operation.accesses, passes))
    return replace(
        call,
        passing=batch.passing(call.name, call.passing, refused),
        actions=tuple(compress(call.actions, passes)),
        operation=replace(call.operation, accesses=accesses),
    )


def _refusal(
    call: Call, database: Database, refused: _Throttles, throttles: tuple[Throttle, ...]
) -> Refusal:
    if call.name in TRANSACTIONS:
        return throttling.cancelled(refused)
    location = database.tables.location
    return throttling.refusal(throttles, location.region, location.account_id)
