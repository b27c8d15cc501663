"""Whose a request is, by each of the ways that it may say so."""

import pytest

from harness.services.signing_name import ANONYMOUS, form_of, signing_name_of
from harness.wire.message import Request

V4 = "AWS4-HMAC-SHA256 Credential=AKID/20261129/us-east-1/{}/aws4_request, SignedHeaders=host"
FORM = b"application/x-www-form-urlencoded"


def request(target: str = "/", method: str = "POST", body: bytes = b"", **headers: str) -> Request:
    given = {name.replace("_", "-").encode(): value.encode() for name, value in headers.items()}
    return Request(method.encode(), target.encode(), given, body)


def form(body: bytes, target: str = "/") -> Request:
    return Request(b"POST", target.encode(), {b"content-type": FORM}, body)


@pytest.mark.parametrize(
    "scope", ["dynamodb", "lambda", "s3", "states", "execute-api", "unheard-of"]
)
def test_a_signature_says_it_first(scope: str) -> None:
    signed = V4.format(scope)
    assert signing_name_of(request(authorization=signed)) == scope
    assert signing_name_of(request("/2013-04-01/hostedzone", "GET", authorization=signed)) == scope
    assert (
        signing_name_of(request(authorization=signed, x_amz_target="DynamoDB_20120810.Scan"))
        == scope
    )


@pytest.mark.parametrize(
    ("authorization", "owner"),
    [
        # Signature Version 4a has no Region.
        (
            "AWS4-ECDSA-P256-SHA256 Credential=AKID/20261129/s3/aws4_request, SignedHeaders=host",
            "s3",
        ),
        ("AWS4-HMAC-SHA256 SignedHeaders=host, Credential=A/1/r/sns/aws4_request", "sns"),
        ("AWS AKID:c2lnbmF0dXJl", "s3"),
        ("Credential=me", ANONYMOUS),
        ("AWS4-HMAC-SHA256 Credential=AKID/x", ANONYMOUS),
        ("Bearer token", ANONYMOUS),
        ("/aws4_request", ANONYMOUS),
    ],
)
def test_signatures_of_other_kinds(authorization: str, owner: str) -> None:
    assert signing_name_of(request(authorization=authorization)) == owner


@pytest.mark.parametrize(
    ("target", "owner"),
    [
        (
            "/b/k?X-Amz-Algorithm=A&X-Amz-Credential=AKID%2F20261129%2Fus-east-1%2Fs3%2Faws4_request",
            "s3",
        ),
        ("/?Action=GetCallerIdentity&X-Amz-Credential=A/1/us-east-1/sts/aws4_request", "sts"),
        ("/?x-amz-credential=A%2f1%2fr%2Fdynamodb%2Faws4_request", "dynamodb"),
        ("/b/k?AWSAccessKeyId=AKID&Signature=7k2V%3D&Expires=1795978059", "s3"),
        ("/b/k?X-Amz-Credential=nonsense", ANONYMOUS),
    ],
)
def test_presigned_urls(target: str, owner: str) -> None:
    assert signing_name_of(request(target, "GET")) == owner


@pytest.mark.parametrize(
    ("target", "owner"),
    [
        ("DynamoDB_20120810.GetItem", "dynamodb"),
        ("DynamoDBStreams_20120810.ListStreams", "dynamodb"),
        ("AWSCognitoIdentityProviderService.SignUp", "cognito-idp"),
        ("AmazonSQS.ListQueues", "sqs"),
        ("Whatever.Do", ANONYMOUS),
        ("whatever", ANONYMOUS),
    ],
)
def test_an_unsigned_request_says_it_by_its_target(target: str, owner: str) -> None:
    assert signing_name_of(request(x_amz_target=target)) == owner
    assert signing_name_of(request(x_amz_target=target, authorization="Credential=me")) == owner


@pytest.mark.parametrize(
    ("body", "owner"),
    [
        (b"Action=AssumeRoleWithSAML&Version=2011-06-15", "sts"),
        (b"Version=2010-03-31&Action=ListTopics", "sns"),
        # Signature Version 2 of the query protocol: an Action, so it is not S3's.
        (b"AWSAccessKeyId=A&Signature=B&Action=ListJobs&Version=2010-06-01", "importexport"),
        (b"Action=ListTopics", ANONYMOUS),
        (b"Action=A&Version=1999-01-01", ANONYMOUS),
        (b"x=1", ANONYMOUS),
    ],
)
def test_an_unsigned_form_says_it_by_its_version(body: bytes, owner: str) -> None:
    assert signing_name_of(form(body)) == owner
    assert signing_name_of(request(f"/?{body.decode()}", "GET")) == owner


def test_an_upload_from_a_page_is_s3s() -> None:
    kind = "multipart/form-data; boundary=b"
    fields = b'--b\r\nContent-Disposition: form-data; name="policy"\r\n\r\ne30=\r\n--b--'
    assert signing_name_of(request("/bucket", body=fields, content_type=kind)) == "s3"
    assert signing_name_of(request("/bucket", body=b"--b--", content_type=kind)) == ANONYMOUS


@pytest.mark.parametrize("method", ["GET", "PUT", "POST", "HEAD", "OPTIONS"])
@pytest.mark.parametrize("target", ["/", "/bucket/key", "/2015-03-31/functions/ola/invocations"])
def test_what_says_nothing_is_anonymous(method: str, target: str) -> None:
    assert signing_name_of(request(target, method, b"{}")) == ANONYMOUS


def test_only_a_form_is_read_as_one() -> None:
    assert form_of(form(b"Action=A&Name=a%20b", "/?Version=1")) == {
        "Action": "A",
        "Name": "a b",
        "Version": "1",
    }
    assert form_of(request(body=b"Action=A", content_type="application/json")) == {}
