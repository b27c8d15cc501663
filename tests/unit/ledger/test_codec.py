import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.ledger.codec import decode, encode
from harness.model.charge import Arm
from harness.model.entry import CallEntry, Entry, InvocationEntry, Throttle, Verdict

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
)


@given(CALLS | INVOCATIONS)
def test_decode_undoes_encode(entry: Entry) -> None:
    line = encode(entry)
    assert line.endswith(b"\n")
    assert line.count(b"\n") == 1
    assert decode(line) == entry


@pytest.mark.parametrize("line", [b"", b"{}", b"[]", b'{"type":"call"}', b'{"type":"other"}'])
def test_a_line_that_is_no_entry_is_a_value_error(line: bytes) -> None:
    with pytest.raises(ValueError, match=r".+"):
        decode(line)
