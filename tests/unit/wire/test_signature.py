"""The reference is botocore's own signing. Words as recorded on AWS; sources in the module."""

import gzip
from datetime import datetime
from urllib.parse import urlsplit

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from harness.wire.message import Request
from harness.wire.signature import UNSIGNED, Signatures, incomplete

SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
SIGNATURES = Signatures({"AKID": SECRET}.get, region="us-east-1")


def signed(
    *,
    url: str = "http://127.0.0.1:8000/",
    body: bytes = b'{"TableName": "t"}',
    key: str = "AKID",
    secret: str = SECRET,
    token: str | None = None,
    service: str = "dynamodb",
    region: str = "us-east-1",
    **headers: str,
) -> tuple[Request, float]:
    """A request as botocore signs it, and when it did, in seconds since the epoch."""
    sent = AWSRequest("POST", url, {"X-Amz-Target": "DynamoDB_20120810.Scan"} | headers, body)
    SigV4Auth(Credentials(key, secret, token), service, region).add_auth(sent)
    parts = urlsplit(url)
    given = {name.lower().encode(): text.encode() for name, text in sent.headers.items()}
    given[b"host"] = parts.netloc.encode()
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    date = datetime.strptime(given[b"x-amz-date"].decode() + "+0000", "%Y%m%dT%H%M%SZ%z")
    request = Request(b"POST", target.encode(), given, body)
    return request, date.timestamp()


def refusal(request: Request, now_s: float) -> tuple[str, str]:
    fault = SIGNATURES.check(request, "dynamodb", now_s)
    assert fault is not None
    return fault.code, fault.message


def changed(old: bytes, new: bytes) -> tuple[str, str]:
    """What is said of a good request with a change to its Authorization header."""
    request, now_s = signed()
    authorization = request.headers[b"authorization"]
    assert old in authorization
    request.headers[b"authorization"] = authorization.replace(old, new)
    return refusal(request, now_s)


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"body": b""},
        {"token": "a-session"},
        {"url": "http://localhost:8000/?b=2&a=1&a=%20x"},
        {"url": "http://localhost:8000/a/b%20c"},
        {"X-Two-Spaces": " a  b "},
    ],
    ids=str,
)
def test_what_botocore_signs_is_taken(more: dict[str, object]) -> None:
    request, now_s = signed(**more)  # type: ignore[arg-type]
    assert SIGNATURES.check(request, "dynamodb", now_s) is None


def test_of_a_compressed_body_the_bytes_that_were_sent_are_signed() -> None:
    compressed = gzip.compress(b'{"TableName": "t"}')
    request, now_s = signed(body=compressed)
    request.body, request.sent = b'{"TableName": "t"}', compressed
    assert SIGNATURES.check(request, "dynamodb", now_s) is None


@pytest.mark.parametrize(
    "tamper",
    [
        lambda request: setattr(request, "body", request.body + b" "),
        lambda request: setattr(request, "target", b"/x"),
        lambda request: setattr(request, "method", b"PUT"),
        lambda request: request.headers.update({b"x-amz-target": b"DynamoDB_20120810.GetItem"}),
        lambda request: request.headers.update({b"host": b"example.com"}),
        lambda request: request.headers.pop(b"x-amz-target"),
    ],
    ids=["body", "path", "method", "header", "host", "header gone"],
)
def test_what_was_changed_after_signing_does_not_match(tamper) -> None:  # type: ignore[no-untyped-def]
    request, now_s = signed()
    tamper(request)
    name, message = refusal(request, now_s)
    assert name == "InvalidSignatureException"
    assert message.startswith("The request signature we calculated does not match the signature ")


def test_another_secret_does_not_match() -> None:
    assert refusal(*signed(secret="other"))[0] == "InvalidSignatureException"
    assert changed(b"Signature=", b"Signature=\xff")[0] == "InvalidSignatureException"


def test_an_unknown_access_key_is_not_recognized() -> None:
    assert refusal(*signed(key="NOBODY")) == (
        "UnrecognizedClientException",
        "The security token included in the request is invalid.",
    )


def test_an_unsigned_request_misses_its_token() -> None:
    said = refusal(Request(b"POST", b"/", {}), 0)
    assert said[0] == "MissingAuthenticationTokenException"


def test_a_signature_without_a_part_is_incomplete() -> None:
    name, message = changed(b"SignedHeaders=", b"Signed=")
    assert name == "IncompleteSignatureException"
    assert message.startswith(
        "Authorization header requires 'SignedHeaders' parameter. Authorization=AWS4-HMAC-SHA256 "
    )


def test_a_part_without_an_equal_sign_is_named() -> None:
    name, message = changed(b"Credential=AKID", b"Credential= AKID")
    assert name == "IncompleteSignatureException"
    assert "/us-east-1/dynamodb/aws4_request' not a valid key=value pair (missing" in message


def test_another_algorithm_is_unsupported() -> None:
    assert changed(b"AWS4-HMAC-SHA256", b"AWS4-HMAC-SHA25") == (
        "IncompleteSignatureException",
        "Unsupported AWS 'algorithm': 'AWS4-HMAC-SHA25' (only AWS4-HMAC-SHA256 for now). ",
    )


def test_the_host_has_to_be_signed() -> None:
    assert changed(b"SignedHeaders=host;", b"SignedHeaders=") == (
        "InvalidSignatureException",
        "'Host' must be a 'SignedHeader' in the AWS Authorization.",
    )


def test_a_credential_has_five_elements() -> None:
    name, message = changed(b"/us-east-1/dynamodb", b"/dynamodb")
    assert name == "IncompleteSignatureException"
    assert message.startswith("Credential must have exactly 5 slash-delimited elements, e.g. ")


def test_a_credential_of_elsewhere_is_told_each_wrong_part() -> None:
    request, now_s = signed(service="s3", region="eu-west-1")
    authorization = request.headers[b"authorization"].replace(b"/aws4_request", b"/x")
    request.headers[b"authorization"] = authorization
    assert refusal(request, now_s) == (
        "InvalidSignatureException",
        "Credential should be scoped to a valid region, not 'eu-west-1'. "
        "Credential should be scoped to correct service: 'dynamodb'. "
        "Credential should be scoped with a valid terminator: 'aws4_request', not 'x'. ",
    )


def test_the_date_of_the_scope_is_that_of_the_request() -> None:
    request, now_s = signed()
    day = request.headers[b"x-amz-date"][:8]
    authorization = request.headers[b"authorization"].replace(b"/" + day, b"/20130609")
    request.headers[b"authorization"] = authorization
    name, message = refusal(request, now_s)
    assert name == "InvalidSignatureException"
    assert message.startswith("Date in Credential scope does not match YYYYMMDD from ISO-8601 ")


def test_a_signature_expires_after_15_minutes() -> None:
    request, now_s = signed()
    assert SIGNATURES.check(request, "dynamodb", now_s + 900) is None
    name, message = refusal(request, now_s + 901)
    assert name == "InvalidSignatureException"
    assert message.startswith("Signature expired: ")
    assert message.endswith(" - 15 min.)")


def test_a_signature_may_be_five_minutes_early() -> None:
    request, now_s = signed()
    assert SIGNATURES.check(request, "dynamodb", now_s - 300) is None
    assert refusal(request, now_s - 301)[1].startswith("Signature not yet current: ")


def test_a_date_in_another_format_is_refused() -> None:
    request, now_s = signed()
    request.headers[b"x-amz-date"] = b"201"
    assert refusal(request, now_s) == (
        "IncompleteSignatureException",
        "Date must be in ISO-8601 'basic format'. Got '201'. "
        "See http://en.wikipedia.org/wiki/ISO_8601",
    )


def test_a_signature_without_its_parts_says_which() -> None:
    bad = incomplete({b"authorization": b"AWS4-"})
    assert bad is not None
    # Recorded on AWS: dynalite, test/connection.js.
    assert bad.message == (
        "Authorization header requires 'Credential' parameter. "
        "Authorization header requires 'Signature' parameter. "
        "Authorization header requires 'SignedHeaders' parameter. "
        "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. "
        "Authorization=AWS4-"
    )


def test_a_signature_with_all_its_parts_is_complete() -> None:
    authorization = b"AWS4-HMAC-SHA256 Credential=a, SignedHeaders=host, Signature=0"
    assert incomplete({b"authorization": authorization, b"date": b"x"}) is None


@pytest.mark.parametrize("service", ["dynamodb", "lambda", "sts"])
def test_each_service_wants_to_be_the_one_that_is_signed_for(service: str) -> None:
    request, now_s = signed(service=service)
    assert SIGNATURES.check(request, service, now_s) is None
    bad = SIGNATURES.check(request, "s3", now_s)
    assert bad is not None
    assert bad.message == "Credential should be scoped to correct service: 's3'. "


def test_the_path_of_a_function_is_signed_as_botocore_signs_it() -> None:
    arn = "arn%3Aaws%3Alambda%3Aus-east-1%3A123456789012%3Afunction%3Aola"
    url = f"http://127.0.0.1:8000/2015-03-31/functions/{arn}/invocations?Qualifier=%24LATEST"
    request, now_s = signed(url=url, service="lambda")
    assert SIGNATURES.check(request, "lambda", now_s) is None


def test_a_key_may_be_left_unchecked() -> None:
    request, now_s = signed(key="LOAD", secret="guess")
    trusting = Signatures({}.get, region="us-east-1", unchecked=("LOAD",))
    assert trusting.check(request, "dynamodb", now_s) is None
    assert trusting.check(Request(b"POST", b"/", {}), "dynamodb", now_s) == UNSIGNED
