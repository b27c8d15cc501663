"""Entry to JSON line and back. ``decode(encode(entry)) == entry`` for every entry."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Generic, TypeVar

import orjson

from harness.model.charge import Arm
from harness.model.entry import CallEntry, Entry, InvocationEntry, Throttle, Verdict

Varying = dict[str, Any]
Form = TypeVar("Form")

_CALL = b'{"type":"call",'
_INVOCATION = b'{"type":"invocation",'
_FORMS_KEPT = 10_000

_CALL_FIELDS = tuple(CallEntry.__dataclass_fields__)
_INVOCATION_FIELDS = tuple(InvocationEntry.__dataclass_fields__)


def _from_time_on(fields: tuple[str, ...]) -> tuple[str, ...]:
    return fields[fields.index("time_ns") :]


_CALL_VARYING = _from_time_on(_CALL_FIELDS)
_INVOCATION_VARYING = _from_time_on(_INVOCATION_FIELDS)


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


def varying(entry: Entry) -> Varying:
    """The fields from ``time_ns`` on."""
    names = _CALL_VARYING if isinstance(entry, CallEntry) else _INVOCATION_VARYING
    return {name: getattr(entry, name) for name in names}


class FormDecoder(Generic[Form]):
    """Decodes what many lines have in common, their form, once, and of each what varies.

    ``form_of`` makes a form of the first entry that has it. Lines in which the members do not stand
    in the order of the fields, an older harness's, are decoded whole, each with a form of its own.
    """

    def __init__(self, form_of: Callable[[Entry], Form]) -> None:
        self._form_of = form_of
        self._forms: dict[bytes, Form] = {}

    def decode(self, lines: Iterable[bytes]) -> Iterator[tuple[Form, Varying]]:
        """Raises ValueError as ``decode`` does."""
        for line in lines:
            common, _, rest = line.partition(b',"time_ns":')
            form = self._forms.get(common)
            if form is None:
                yield self._first(line, common)
            else:
                yield form, orjson.loads(b'{"time_ns":' + rest)

    def _first(self, line: bytes, common: bytes) -> tuple[Form, Varying]:
        entry = decode(line)
        form, rest = self._form_of(entry), varying(entry)
        if encode(entry) == line:
            if len(self._forms) == _FORMS_KEPT:
                self._forms.clear()
            self._forms[common] = form
        return form, rest


def _call(record: dict[str, Any]) -> CallEntry:
    return CallEntry(
        operation=record["operation"],
        caller=record["caller"],
        kind=record["kind"],
        tables=tuple(record["tables"]),
        arms=tuple(Arm(**arm) for arm in record["arms"]),
        metered=record["metered"],
        throttles=tuple(Throttle(**throttle) for throttle in record["throttles"]),
        status=record["status"],
        error=record["error"],
        verdict=Verdict(record["verdict"]),
        attempt=record["attempt"],
        case=record.get("case"),
        line=record.get("line"),
        scans=record.get("scans", record["operation"] == "Scan"),
        time_ns=record["time_ns"],
        latency_ns=record["latency_ns"],
        invocation=record["invocation"],
        sdk_invocation=record["sdk_invocation"],
        partition=record["partition"],
        key=record["key"],
        request_bytes=record["request_bytes"],
        response_bytes=record["response_bytes"],
    )
