"""Answers recorded on AWS; sources in the module."""

import orjson
import pytest

from harness.dynamodb.protocol.serialization import (
    NO_JSON,
    TOO_DEEP,
    UNKNOWN_OPERATION,
    decode_body,
    is_undecodable,
    review_request,
)
from harness.wire.message import Request, Response

SIGNED = b"AWS4-HMAC-SHA256 Credential=a/20261123/us-east-1/dynamodb/aws4_request, Signature=0"
HEADERS = {b"x-amz-target": b"DynamoDB_20120810.PutItem", b"authorization": SIGNED}


def review(**changes: bytes | None) -> Response | None:
    headers = dict(HEADERS)
    for name, value in changes.items():
        headers.pop(b"x-amz-target" if name == "target" else name.encode())
        if value is not None:
            headers[b"x-amz-target" if name == "target" else name.encode()] = value
    return review_request(Request(b"POST", b"/", headers), "eu-west-1", lambda: "ID")


def said(response: Response | None) -> str:
    assert response is not None
    assert response.status == 400
    assert response.header(b"x-amzn-requestid") == b"ID"
    kind: str = orjson.loads(response.body)["__type"]
    return kind


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"hi",
        b"{",
        b'{"TableName":"t"',
        b'{"TableName":"t"}}',
        b'{"Limit":NaN}',
        b'{"Limit":-Infinity}',
        b'{"Limit":01}',
        b'{"Limit":1e999}',
        b'{"TableName":"\xff"}',
        b'{"TableName":"a\nb"}',
        b'{"TableName":"\\ud800", "Limit": NaN}',
        b'{"TableName":"\\ud800"',
        b'{"TableName":"\\ud800\xff"}',
        b'["\\ud800"]',
        b"\xef\xbb\xbf{}",
        "{}".encode("utf-16"),
        b"{'TableName':'t'}",
        b"[]",
        b"[1]",
        b"7",
        b'"a"',
        b"null",
        b"[" * 100_000 + b"]" * 100_000,
        b"{" * 100_000,
    ],
    ids=lambda body: body[:20],
)
def test_what_is_no_json_object_is_a_serialization_exception_without_a_message(body: bytes) -> None:
    assert decode_body(body) is NO_JSON
    assert (NO_JSON.name, NO_JSON.message) == ("SerializationException", "")


@pytest.mark.parametrize("depth", [1_025, 100_000])
def test_an_object_beyond_the_parsers_depth_is_nested_too_deeply(depth: int) -> None:
    assert decode_body(b' {"a":' + b'{"a":' * depth + b"1" + b"}" * depth + b"}") is TOO_DEEP


def test_an_object_is_decoded_and_of_a_duplicate_key_the_last_one_counts() -> None:
    assert decode_body(b'{"a": {"S": "x"}, "a": {"S": "y\\u0000"}}') == {"a": {"S": "y\0"}}
    assert decode_body(b"{}") == {}


def test_a_lone_surrogate_is_a_question_mark_and_a_pair_is_what_it_stands_for() -> None:
    assert decode_body(b'{"a": "x\\ud800y", "\\uDC00": "\\ud83d\\ude00\xc3\xa9"}') == {
        "a": "x?y",
        "?": "\U0001f600é",
    }
    assert decode_body(rb'{"a": "\\ud800\n\\\uD800\ud83d\u0041", "b": "\udbff\udc00"}') == {
        "a": "\\ud800\n\\??A",
        "b": "\U0010fc00",
    }


def test_a_lone_surrogate_may_be_anywhere_in_a_deep_body() -> None:
    body = b'{"a": "\\ud800", "b": ' + b"[" * 1_010 + b"]" * 1_010 + b"}"
    decoded = decode_body(body)
    assert isinstance(decoded, dict)
    assert decoded["a"] == "?"
    assert decode_body(body.replace(b"[", b"[" * 20)) is TOO_DEEP


@pytest.mark.parametrize(
    "target",
    [
        b"DynamoDB_20120810.PutItem",
        b"DynamoDB_20120810.NotInventedYet",
        b"DynamoDBStreams_20120810.ListStreams",
    ],
)
def test_an_operation_of_dynamodb_passes_known_or_not(target: bytes) -> None:
    assert review(target=target) is None


@pytest.mark.parametrize("target", [None, b"", b"PutItem", b"Foo.PutItem", b"\xff\xfe"])
def test_any_other_target_is_an_unknown_operation(target: bytes | None) -> None:
    assert said(review(target=target)) == "com.amazon.coral.service#UnknownOperationException"
    assert UNKNOWN_OPERATION.message == ""


@pytest.mark.parametrize("authorization", [None, b"", b"AWS4", b"xyz", b"Basic dXNlcjpwYXNz"])
def test_an_unsigned_request_is_refused(authorization: bytes | None) -> None:
    kind = said(review(authorization=authorization))
    assert kind == "com.amazon.coral.service#MissingAuthenticationTokenException"


@pytest.mark.parametrize(
    "authorization", [b"Credential=a/b", b"AWS4-HMAC-SHA256 Signature=0, Credential=a"]
)
def test_a_credential_is_enough_of_a_signature(authorization: bytes) -> None:
    assert review(authorization=authorization) is None


def test_a_signature_without_its_parts_is_incomplete() -> None:
    kind = said(review(authorization=b"AWS4-"))
    assert kind == "com.amazon.coral.service#IncompleteSignatureException"


def page(method: bytes, target: bytes = b"/", **headers: bytes) -> Response:
    given = {name.replace("_", "-").encode(): value for name, value in headers.items()}
    response = review_request(Request(method, target, given), "eu-west-1", lambda: "ID")
    assert response is not None
    return response


def test_get_is_the_health_check() -> None:
    response = page(b"GET")
    assert response.status == 200
    assert response.body == b"healthy: dynamodb.eu-west-1.amazonaws.com "


@pytest.mark.parametrize(
    ("target", "headers"),
    [
        (b"/abc", {}),
        (b"/-", {}),
        (b"/index.htm", {}),
        (b"/bucket/key", {}),
        (b"/?list-type=2", {}),
        (b"/", {"authorization": SIGNED}),
        (b"/", {"amz_sdk_invocation_id": b"1"}),  # of an SDK that does not sign
    ],
)
def test_any_other_get_is_not_found(target: bytes, headers: dict[str, bytes]) -> None:
    """ScyllaDB, test/alternator/test_health.py: only the root is healthy, on AWS too (2026)."""
    response = page(b"GET", target, **headers)
    assert (response.status, response.body) == (404, b"<UnknownOperationException/>\n")


@pytest.mark.parametrize("method", [b"PUT", b"DELETE", b"OPTIONS", b"PATCH", b"HEAD"])
def test_other_methods_are_not_found(method: bytes) -> None:
    response = page(method)
    assert (response.status, response.body) == (404, b"<UnknownOperationException/>\n")
    # Recorded on AWS: dynalite, test/connection.js.
    assert response.header(b"x-amz-crc32") == b"3552371480"


def test_a_preflight_is_answered_without_a_body() -> None:
    response = page(b"OPTIONS", origin=b"http://x")
    assert (response.status, response.body) == (200, b"")


@pytest.mark.parametrize(
    ("encoding", "sent", "expected"),
    [
        (None, None, False),
        (b"gzip", b"compressed", False),
        (b"gzip", None, True),
        (b"garbage", None, True),
        (b"Identity", None, False),
    ],
)
def test_a_body_that_nobody_could_decompress_is_told_apart(
    encoding: bytes | None, sent: bytes | None, expected: bool
) -> None:
    headers = {} if encoding is None else {b"content-encoding": encoding}
    assert is_undecodable(Request(b"POST", b"/", headers, b"{}", sent)) is expected
