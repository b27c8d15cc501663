import pytest

from harness.model.caller import access_key_of, unsigned_authorization


def test_the_access_key_is_read_from_the_credential() -> None:
    header = b"AWS4-HMAC-SHA256 Credential=AKID/20260101/us-east-1/dynamodb/aws4_request, Sig"
    assert access_key_of(header) == "AKID"


@pytest.mark.parametrize("header", [b"", b"Bearer x"])
def test_an_unsigned_request_has_no_access_key_of(header: bytes) -> None:
    assert access_key_of(header) == ""


def test_an_unsigned_authorization_says_who_calls_what() -> None:
    header = unsigned_authorization("AKID", "lambda").encode()
    assert access_key_of(header) == "AKID"
    assert b"/lambda/aws4_request" in header
