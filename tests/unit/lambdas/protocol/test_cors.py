from dataclasses import replace

from harness.lambdas.protocol import cors
from harness.model.function import Cors
from harness.wire.message import Request, Response

CORS = Cors(
    allow_origins=("https://a.example", "https://b.example"),
    allow_methods=("GET", "POST"),
    allow_headers=("X-Custom-Header",),
    expose_headers=("Date",),
    max_age_s=300,
)
ASKS = {b"access-control-request-method": b"POST"}


def request(origin: bytes | None = b"https://b.example", **more: bytes) -> Request:
    headers = {} if origin is None else {b"origin": origin}
    return Request(b"OPTIONS", b"/", headers | {k.encode(): v for k, v in more.items()} | ASKS, b"")


def said(response: Response) -> dict[str, str]:
    return {name.decode(): value.decode() for name, value in response.headers}


def added(settings: Cors, asked: Request, *own: tuple[bytes, bytes]) -> dict[str, str]:
    response = Response(200, b"", list(own))
    cors.add(settings, asked, response)
    return said(response)


def test_a_browser_that_asks_first_is_told_what_it_may() -> None:
    assert said(cors.preflight(CORS, request())) == {
        "access-control-allow-origin": "https://b.example",
        "access-control-allow-methods": "GET,POST",
        "access-control-allow-headers": "X-Custom-Header",
        "access-control-max-age": "300",
        "vary": "Origin",
    }


def test_another_origin_is_told_nothing() -> None:
    assert cors.preflight(CORS, request(b"https://c.example")).headers == []
    assert added(CORS, request(b"https://c.example")) == {}
    assert added(CORS, request(None)) == {}


def test_an_answer_says_it_too_in_place_of_what_the_function_said() -> None:
    own = ((b"access-control-allow-origin", b"https://own.example"), (b"x-own", b"1"))
    assert added(CORS, request(), *own) == {
        "x-own": "1",
        "access-control-allow-origin": "https://b.example",
        "access-control-expose-headers": "Date",
        "vary": "Origin",
    }


def test_every_origin_may_be_allowed_and_is_named_where_credentials_are() -> None:
    every = Cors(allow_origins=("*",))
    assert added(every, request())["access-control-allow-origin"] == "*"
    with_credentials = added(replace(every, allow_credentials=True), request())
    assert with_credentials["access-control-allow-origin"] == "https://b.example"
    assert with_credentials["access-control-allow-credentials"] == "true"


def test_only_a_browser_s_question_is_one() -> None:
    assert cors.is_preflight(request())
    assert not cors.is_preflight(request(None))
    assert not cors.is_preflight(replace(request(), method=b"GET"))
    assert not cors.is_preflight(Request(b"OPTIONS", b"/", {b"origin": b"x"}, b""))
