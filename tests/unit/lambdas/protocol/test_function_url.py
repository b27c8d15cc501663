import json
import random
from typing import Any

import pytest

from harness.lambdas.protocol.function_url import (
    PREFIX,
    answered,
    event,
    forbidden,
    is_allowed,
    read_target,
    url_id,
)
from harness.lambdas.protocol.results import Result
from harness.wire.message import Request

NOW_NS = 1_583_348_638_390_000_000
ROOT = "Root=1-5e5ffade-0cfc3dba4ac557d9102d6107"

# Of a public event of 2026, but for the caller's address.
ADDED = {
    "x-amzn-tls-cipher-suite": "TLS_AES_128_GCM_SHA256",
    "x-amzn-tls-version": "TLSv1.3",
    "x-amzn-trace-id": ROOT,
    "x-forwarded-for": "127.0.0.1",
    "x-forwarded-port": "443",
    "x-forwarded-proto": "https",
}


def made(
    rest: bytes = b"", body: bytes = b"", method: bytes = b"GET", **headers: bytes
) -> dict[str, Any]:
    named = {name.replace("_", "-").encode(): value for name, value in headers.items()}
    request = Request(method, PREFIX + b"ola" + rest, named, body)
    asked = read_target(request.target)
    assert asked.function == "ola"
    read: dict[str, Any] = json.loads(event(asked, request, "ID", NOW_NS, ROOT))
    return read


def test_a_plain_request_is_an_event_of_version_2() -> None:
    name = url_id("ola")
    assert made(b"/", host=b"127.0.0.1:8000", user_agent=b"curl/8") == {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": "/",
        "rawQueryString": "",
        "headers": {"host": "127.0.0.1:8000", "user-agent": "curl/8", **ADDED},
        "requestContext": {
            "accountId": "anonymous",
            "apiId": name,
            "domainName": "127.0.0.1:8000",
            "domainPrefix": name,
            "http": {
                "method": "GET",
                "path": "/",
                "protocol": "HTTP/1.1",
                "sourceIp": "127.0.0.1",
                "userAgent": "curl/8",
            },
            "requestId": "ID",
            "routeKey": "$default",
            "stage": "$default",
            "time": "04/Mar/2020:19:03:58 +0000",
            "timeEpoch": 1583348638390,
        },
        "isBase64Encoded": False,
    }


def test_path_and_query_are_those_behind_the_function_s_name() -> None:
    seen = made(b"/cars/a%20b?color=blue&color=red&empty=")
    assert seen["rawPath"] == "/cars/a b"
    assert seen["rawQueryString"] == "color=blue&color=red&empty="
    assert seen["queryStringParameters"] == {"color": "blue,red", "empty": ""}
    assert made(b"")["rawPath"] == "/"


def test_cookies_are_a_member_of_their_own() -> None:
    seen = made(b"/", cookie=b"a=1; b=2;")
    assert seen["cookies"] == ["a=1", "b=2"]
    assert seen["headers"] == ADDED


def test_a_caller_s_own_trace_goes_on_and_the_way_is_told_by_who_forwards() -> None:
    seen = made(b"/", x_amzn_trace_id=b"Root=1-2-3", x_forwarded_proto=b"ftp")["headers"]
    assert seen == ADDED | {"x-amzn-trace-id": "Root=1-2-3"}


@pytest.mark.parametrize(
    ("content_type", "body", "expected", "encoded"),
    [
        (b"application/json", b'{"a":1}', '{"a":1}', False),
        (b"text/plain; charset=utf-8", "olá".encode(), "olá", False),
        (b"application/problem+json", b"{}", "{}", False),
        (b"application/x-www-form-urlencoded", b"a=1", "YT0x", True),
        (b"application/octet-stream", b"\xff", "/w==", True),
        (b"text/plain", b"\xff", "/w==", True),
        (b"", b"a", "a", False),
    ],
)
def test_a_body_is_text_or_base64(
    content_type: bytes, body: bytes, expected: str, encoded: bool
) -> None:
    seen = made(b"/", body, b"POST", content_type=content_type)
    assert (seen["body"], seen["isBase64Encoded"]) == (expected, encoded)


def test_only_a_url_without_authorisation_takes_an_unsigned_request() -> None:
    unsigned, signed = Request(b"GET", b"/", {}), Request(b"GET", b"/", {b"authorization": b"x"})
    assert is_allowed("NONE", unsigned)
    assert not is_allowed("AWS_IAM", unsigned)
    assert is_allowed("AWS_IAM", signed)


def response(value: object) -> tuple[int, bytes, list[tuple[bytes, bytes]]]:
    answer = answered(Result(json.dumps(value).encode()))
    return answer.status, answer.body, answer.headers


JSON = (b"content-type", b"application/json")


def test_an_answer_with_a_status_is_the_response() -> None:
    assert response(
        {
            "statusCode": 201,
            "headers": {"Content-Type": "text/html", "X-Count": 3},
            "cookies": ["a=1", "b=2"],
            "body": "<p>",
        }
    ) == (
        201,
        b"<p>",
        [
            (b"content-type", b"text/html"),
            (b"x-count", b"3"),
            (b"set-cookie", b"a=1"),
            (b"set-cookie", b"b=2"),
        ],
    )


def test_a_body_may_be_base64() -> None:
    assert response({"statusCode": 200, "body": "/w==", "isBase64Encoded": True})[1] == b"\xff"


# The first two as recorded, LocalStack's snapshots, 2025-11.
@pytest.mark.parametrize(
    ("payload", "body"),
    [
        (b'{"hello": "world"}', b'{"hello":"world"}'),
        (b'["hello", 3, true]', b'["hello",3,true]'),
        (b"null", b"null"),
        (b"12.50", b"12.50"),
        (b'{"b": 1e2, "a": {"\\u00e9 \\" x": " , "}}', b'{"b":1e2,"a":{"\\u00e9 \\" x":" , "}}'),
        (b"\n[ 1 ,\t2 ]\n", b"[1,2]"),
        (b'"ol\\u00e1"', "olá".encode()),
        (b'"with space"', b"with space"),
    ],
)
def test_any_other_answer_is_its_compact_json_and_a_string_without_quotes(
    payload: bytes, body: bytes
) -> None:
    answer = answered(Result(payload))
    assert (answer.status, answer.body, answer.headers) == (200, body, [JSON])


def test_an_unsigned_request_is_told_where_to_read_on() -> None:
    # As recorded, LocalStack's snapshots, 2025-11.
    refused = forbidden()
    assert refused.status == 403
    assert refused.body == (
        b'{"Message":"Forbidden. For troubleshooting Function URL authorization issues, see: '
        b'https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html"}'
    )
    assert refused.header(b"x-amzn-errortype") == b"AccessDeniedException"


@pytest.mark.parametrize(
    "value",
    [
        {"statusCode": "many"},
        {"statusCode": 99},
        {"statusCode": 600},
        {"statusCode": None},
        {"statusCode": 200, "headers": ["a"]},
        {"statusCode": 200, "headers": {"a": "b\r\nc: d"}},
        {"statusCode": 200, "headers": {"a b": "c"}},
        {"statusCode": 200, "cookies": "a"},
        {"statusCode": 200, "body": "!", "isBase64Encoded": True},
    ],
)
def test_what_is_no_response_is_a_bad_gateway(value: object) -> None:
    assert response(value) == (502, b"Internal Server Error", [JSON])


def test_a_function_error_is_a_bad_gateway() -> None:
    assert answered(Result(b'{"errorType":"KeyError"}', "KeyError")).status == 502
    assert answered(Result(b"{")).status == 502


def test_what_frames_a_message_is_the_server_s_own() -> None:
    value = {"statusCode": 204, "headers": {"Content-Length": "9", "Connection": "x"}, "body": "a"}
    assert response(value) == (204, b"", [JSON])


def test_whatever_a_function_answers_there_is_a_response() -> None:
    dice = random.Random(3)
    odd = [None, True, 1, 1.5, "", "x", "200", [], [1], {}, {"a": None}, "\ud83d", 10**400, "ção"]
    for _ in range(3000):
        names = ("statusCode", "headers", "cookies", "body", "isBase64Encoded")
        value = {name: dice.choice(odd) for name in names if dice.random() < 0.8}
        assert 200 <= response(value)[0] <= 599
    deep = b"[" * 900 + b"]" * 900
    assert answered(Result(b'{"statusCode":200,"body":%s}' % deep)).status in (200, 502)
