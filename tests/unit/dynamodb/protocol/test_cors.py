"""Headers as recorded on AWS; sources in the module."""

import pytest

from harness.dynamodb.protocol.cors import headers_for
from harness.wire.message import Request

EXPOSED = b"x-amzn-RequestId,x-amzn-ErrorType,x-amzn-ErrorMessage,Date"
ALWAYS = {b"access-control-allow-origin": b"*", b"access-control-expose-headers": EXPOSED}
REQUESTED = {
    b"access-control-request-headers": b"a, b, c",
    b"access-control-request-method": b"d",
}


@pytest.mark.parametrize("method", [b"POST", b"GET"])
def test_any_origin_may_read_an_answer(method: bytes) -> None:
    assert dict(headers_for(Request(method, b"/", REQUESTED))) == ALWAYS


@pytest.mark.parametrize(
    ("requested", "allowed"),
    [
        ({}, {}),
        (
            REQUESTED,
            {b"access-control-allow-headers": b"a, b, c", b"access-control-allow-methods": b"d"},
        ),
    ],
    ids=["nothing", "both"],
)
def test_a_preflight_is_granted_what_it_requests(
    requested: dict[bytes, bytes], allowed: dict[bytes, bytes]
) -> None:
    given = dict(headers_for(Request(b"OPTIONS", b"/", requested)))
    assert given == ALWAYS | {b"access-control-max-age": b"172800"} | allowed
