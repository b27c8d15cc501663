"""Each form is read by botocore's own parser of that protocol."""

from typing import Any

import pytest
from botocore.parsers import create_parser

from harness.services import refusal
from harness.wire.message import Request, Response
from harness.wire.refusal import Refusal

REFUSAL = Refusal("ServiceNotServedException", 'serves DynamoDB, not <"sns"> & others – é')

# botocore's name of the parser, and of the member with the request's id, where it reads one.
PARSERS = {
    refusal.JSON: "json",
    refusal.REST_JSON: "rest-json",
    refusal.REST_XML: "rest-xml",
    refusal.S3: "rest-xml",
    refusal.QUERY: "query",
    refusal.EC2: "ec2",
    refusal.CBOR: "smithy-rpc-v2-cbor",
}


def answered(
    protocol: str, refused: Refusal = REFUSAL, method: bytes = b"POST", **more: str
) -> Response:
    headers = {name.replace("_", "-").encode(): text.encode() for name, text in more.items()}
    return refusal.encode(protocol, refused, Request(method, b"/", headers), "the-id")


def parsed(protocol: str, response: Response) -> dict[str, Any]:
    headers = {name.decode(): value.decode() for name, value in response.headers}
    raw = {"status_code": response.status, "headers": headers, "body": response.body}
    answer: dict[str, Any] = create_parser(PARSERS[protocol]).parse(raw, None)
    return answer


@pytest.mark.parametrize("protocol", PARSERS)
@pytest.mark.parametrize("message", [REFUSAL.message, "x" * 300], ids=["short", "long"])
def test_a_client_reads_code_and_message_in_its_protocol(protocol: str, message: str) -> None:
    response = answered(protocol, Refusal(REFUSAL.code, message))
    error = parsed(protocol, response)["Error"]
    assert (response.status, error["Code"], error["Message"]) == (400, REFUSAL.code, message)


@pytest.mark.parametrize("protocol", PARSERS)
def test_a_head_gets_the_status_alone(protocol: str) -> None:
    response = answered(protocol, method=b"HEAD")
    assert (response.status, response.body) == (400, b"")
    assert response.header(b"content-type") is None


@pytest.mark.parametrize("protocol", PARSERS)
def test_an_answer_has_an_id(protocol: str) -> None:
    assert answered(protocol).header(b"x-amzn-requestid") == b"the-id"


@pytest.mark.parametrize(
    ("asked", "answered_in"),
    [
        ("application/x-amz-json-1.0", b"application/x-amz-json-1.0"),
        ("application/x-amz-json-1.1", b"application/x-amz-json-1.1"),
        ("text/plain", b"application/json"),
    ],
)
def test_json_comes_in_the_version_that_was_asked_in(asked: str, answered_in: bytes) -> None:
    response = answered(refusal.JSON, content_type=asked)
    assert response.header(b"content-type") == answered_in


def test_another_status_may_be_given() -> None:
    assert answered(refusal.QUERY, Refusal("A", "b", status=403)).status == 403
