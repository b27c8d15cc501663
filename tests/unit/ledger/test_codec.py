from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.ledger.codec import FormDecoder, decode, encode
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


@given(st.lists(CALLS | INVOCATIONS, max_size=5))
def test_a_form_and_what_varies_are_the_entry(entries: list[Entry]) -> None:
    lines = [encode(entry) for entry in entries for _ in range(2)]
    parts = FormDecoder(lambda entry: entry).decode(lines)
    assert [replace(form, **rest) for form, rest in parts] == [decode(line) for line in lines]


def test_a_form_is_made_once_for_all_lines_that_have_it() -> None:
    entry = InvocationEntry(
        time_ns=1,
        request_id="a",
        function="ola",
        kind="ola",
        status=200,
        function_status=200,
        error=None,
        latency_ns=5,
        duration_ns=4,
        init_ns=None,
    )
    again = replace(entry, time_ns=2, request_id="b")
    other = replace(entry, status=429)
    lines = map(encode, (entry, again, other, again))
    forms = [form for form, _ in FormDecoder(lambda entry: [entry]).decode(lines)]
    assert forms[0] is forms[1] is forms[3]
    assert (forms[0], forms[2]) == ([entry], [other])


def test_lines_of_another_order_are_decoded_whole() -> None:
    start = b'{"type":"invocation","time_ns":1,"request_id":"a","kind":"ola","status":200,'
    rest = b'"function_status":200,"error":null,"latency_ns":5,"duration_ns":4,"init_ns":null}\n'
    lines = [start + b'"function":"%s",' % name + rest for name in (b"ola", b"tchau")]
    parts = FormDecoder(lambda entry: entry).decode(lines)
    assert [form for form, _ in parts] == [decode(line) for line in lines]
