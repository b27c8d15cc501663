import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.engines.lines import LineSplitter


def test_a_line_comes_out_when_its_newline_has_come_in() -> None:
    lines = LineSplitter()
    assert lines.feed(b"one\ntw") == [b"one\n"]
    assert lines.feed(b"o\nthree") == [b"two\n"]
    assert lines.flush() == [b"three"]


def test_a_carriage_return_ends_no_line() -> None:
    """awslambdaric separates the lines of a traceback with it."""
    assert LineSplitter().feed(b"error\r  at line 1\n") == [b"error\r  at line 1\n"]


def test_empty_output_has_no_lines() -> None:
    lines = LineSplitter()
    assert lines.feed(b"") == []
    assert lines.flush() == []


@pytest.mark.parametrize("newline", [b"", b"\n"])
def test_a_line_over_the_bound_comes_in_pieces(newline: bytes) -> None:
    lines = LineSplitter(line_bytes_max=4)
    assert lines.feed(b"abcdefghij" + newline) + lines.flush() == [
        b"abcd",
        b"efgh",
        b"ij" + newline,
    ]


@given(st.lists(st.binary(max_size=40).map(lambda data: data.replace(b"x", b"\n"))))
def test_nothing_is_lost_or_reordered_and_nothing_is_too_long(chunks: list[bytes]) -> None:
    lines = LineSplitter(line_bytes_max=8)
    out = [line for chunk in chunks for line in lines.feed(chunk)] + lines.flush()
    assert b"".join(out) == b"".join(chunks)
    assert all(0 < len(line) <= 8 and b"\n" not in line[:-1] for line in out)
