import orjson
import pytest

from harness.clock import Clock
from harness.live.clock import handle_clock
from harness.wire.message import Request, Response

HOUR_NS = 3600 * 10**9


def ask(clock: Clock, body: bytes = b"", method: bytes = b"POST") -> Response:
    return handle_clock(Request(method, b"/_harness/clock", {}, body), clock)


def test_it_skips_to_the_time_it_is_given_and_says_what_time_it_is() -> None:
    clock = Clock()
    before_ns = clock.epoch_ns(), clock.monotonic_ns()
    until_ns = before_ns[0] + HOUR_NS
    said = orjson.loads(ask(clock, b'{"until_ns": %d}' % until_ns).body)
    assert until_ns <= said["now_ns"] < until_ns + HOUR_NS
    assert clock.monotonic_ns() - before_ns[1] >= said["skipped_ns"] > 0.99 * HOUR_NS


def test_it_never_goes_back() -> None:
    clock = Clock()
    clock.skip(HOUR_NS)
    clock.skip(-HOUR_NS)
    assert ask(clock, b'{"until_ns": 1}').status == 200
    assert clock.skipped_ns == HOUR_NS


def test_reading_it_changes_nothing() -> None:
    clock = Clock()
    assert orjson.loads(ask(clock, method=b"GET").body)["skipped_ns"] == 0


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"until_ns": "1"}', b'{"until_ns": true}'])
def test_what_is_no_time_is_refused(body: bytes) -> None:
    assert ask(Clock(), body).status == 400


def test_other_methods_are_refused() -> None:
    assert ask(Clock(), method=b"DELETE").status == 405
