"""Entry to JSON line and back. ``decode(encode(entry)) == entry`` for every entry."""

from typing import Any

import orjson

from harness.model.charge import Arm
from harness.model.entry import CallEntry, Entry, InvocationEntry, Throttle, Verdict

_CALL = b'{"type":"call",'
_INVOCATION = b'{"type":"invocation",'


def encode(entry: Entry) -> bytes:
    """One line of the ledger, newline included. orjson reads a dataclass's fields by itself."""
    opening = _CALL if isinstance(entry, CallEntry) else _INVOCATION
    return opening + orjson.dumps(entry, option=orjson.OPT_APPEND_NEWLINE)[1:]


def decode(line: bytes) -> Entry:
    """The entry of one line.

    Raises ValueError for a line that is not a whole entry (a torn last line, for example).
    """
    record = orjson.loads(line)
    try:
        if record["type"] == "call":
            return _call(record)
        if record["type"] == "invocation":
            known = {name: record[name] for name in _INVOCATION_FIELDS if name in record}
            return InvocationEntry(**known)
    except (KeyError, TypeError) as error:
        raise ValueError(f"not a ledger entry: {error!r}") from error
    raise ValueError(f"unknown entry type {record['type']!r}")


_INVOCATION_FIELDS = tuple(InvocationEntry.__dataclass_fields__)


def _call(record: dict[str, Any]) -> CallEntry:
    return CallEntry(
        time_ns=record["time_ns"],
        operation=record["operation"],
        caller=record["caller"],
        invocation=record["invocation"],
        kind=record["kind"],
        tables=tuple(record["tables"]),
        arms=tuple(Arm(**arm) for arm in record["arms"]),
        metered=record["metered"],
        throttles=tuple(Throttle(**throttle) for throttle in record["throttles"]),
        status=record["status"],
        error=record["error"],
        latency_ns=record["latency_ns"],
        verdict=Verdict(record["verdict"]),
        attempt=record["attempt"],
        sdk_invocation=record["sdk_invocation"],
        partition=record["partition"],
        key=record["key"],
        request_bytes=record["request_bytes"],
        response_bytes=record["response_bytes"],
        case=record.get("case"),
        line=record.get("line"),
    )
