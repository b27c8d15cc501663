"""What a browser needs to call DynamoDB from a page of another origin.

Sources: dynalite, test/connection.js, recorded on AWS (2013 to 2019), and ScyllaDB,
test/alternator/test_cors.py, which passes on AWS (2021 to 2026). The list of headers is that of
alternator/server.cc.
"""

from harness.wire.message import Headers, Request

_ANY_ORIGIN: Headers = [
    (b"access-control-allow-origin", b"*"),
    (
        b"access-control-expose-headers",
        b"x-amzn-RequestId,x-amzn-ErrorType,x-amzn-ErrorMessage,Date",
    ),
]
_MAX_AGE: Headers = [(b"access-control-max-age", b"172800")]
# What a preflight requests is allowed, whatever it is.
_REQUESTED = {
    b"access-control-request-headers": b"access-control-allow-headers",
    b"access-control-request-method": b"access-control-allow-methods",
}


def headers_for(request: Request) -> Headers:
    """For a request with an Origin."""
    if request.method != b"OPTIONS":
        return _ANY_ORIGIN
    allowed = [
        (granted, request.headers[requested])
        for requested, granted in _REQUESTED.items()
        if requested in request.headers
    ]
    return _ANY_ORIGIN + _MAX_AGE + allowed
