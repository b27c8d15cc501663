import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from harness.ledger.codec import decode, encode
from harness.model.charge import Arm
from harness.model.entry import CallEntry, Entry, InvocationEntry, Throttle, Verdict
from tests.unit.entries import call

TEXT = st.text(max_size=10)
NAME = st.none() | TEXT
COUNT = st.integers(0, 2**62)
ARMS = st.lists(st.builds(Arm, TEXT, NAME, COUNT, COUNT), max_size=3).map(tuple)
THROTTLES = st.lists(st.builds(Throttle, TEXT, NAME, TEXT, TEXT), max_size=2).map(tuple)
CALLS = st.builds(
    CallEntry,
    time_ns=COUNT,
    operation=TEXT,
    caller=TEXT,
    invocation=NAME,
    kind=NAME,
    tables=st.lists(TEXT, max_size=3).map(tuple),
    arms=ARMS,
    metered=st.booleans(),
    throttles=THROTTLES,
    status=COUNT,
    error=NAME,
    latency_ns=COUNT,
    verdict=st.sampled_from(Verdict),
    attempt=st.none() | COUNT,
    sdk_invocation=NAME,
    partition=NAME,
    key=NAME,
    request_bytes=COUNT,
    response_bytes=COUNT,
    request_number=st.none() | COUNT,
    scans=st.booleans(),
)
INVOCATIONS = st.builds(
    InvocationEntry,
    time_ns=COUNT,
    request_id=TEXT,
    function=TEXT,
    kind=TEXT,
    status=COUNT,
    function_status=st.none() | COUNT,
    error=NAME,
    latency_ns=COUNT,
    duration_ns=COUNT,
    init_ns=st.none() | COUNT,
    calls=COUNT,
    arms=ARMS,
    refused_last=st.booleans(),
    memory_mb=st.none() | COUNT,
    request_number=st.none() | COUNT,
)


def decoded(lines: bytes) -> list[Entry]:
    return [entry for line in lines.splitlines(keepends=True) for entry in decode(line)]


@given(st.lists(CALLS | INVOCATIONS, max_size=8))
def test_decode_undoes_encode(entries: list[Entry]) -> None:
    lines = encode(entries)
    assert lines.endswith(b"\n") or not entries
    assert sorted(map(repr, decoded(lines))) == sorted(map(repr, entries))


@pytest.mark.parametrize(
    "line",
    [b"", b"{}", b"[]", b'{"type":"call"}', b'{"type":"other"}', b'{"type":"call","time_ns":1}'],
)
def test_a_line_that_is_no_entry_is_a_value_error(line: bytes) -> None:
    with pytest.raises(ValueError, match=r".+"):
        list(decode(line))


def test_a_line_from_before_requests_had_numbers_is_read() -> None:
    record = orjson.loads(encode([call("a")]))
    del record["request_number"]
    assert list(decode(orjson.dumps(record))) == [call("a")]


def query(time_ns: int, **other: object) -> CallEntry:
    return replace(call("a"), **{"time_ns": time_ns, "operation": "Query", **other})


def test_entries_of_one_form_are_one_line_whose_columns_vary() -> None:
    (line,) = encode(
        [
            query(2, partition="7"),
            query(1),
        ]
    ).splitlines()
    said = orjson.loads(line)
    assert (said["type"], said["operation"]) == ("call", "Query")
    assert (said["time_ns"], said["partition"]) == ([1, 2], [None, "7"])
    assert said["key"] is None


def test_an_sdks_attempts_stay_in_their_order() -> None:
    first = {"sdk_invocation": "x", "attempt": 1}
    again = {"sdk_invocation": "x", "attempt": 2}
    other = {"sdk_invocation": "y", "attempt": 2}
    made = [
        query(5, **other),
        query(1, **first),
        query(2, **again),
    ]
    assert [entry.attempt for entry in decoded(encode(made))] == [1, 2, 2]
