import pytest

from harness.dynamodb.protocol.request import access_key, operation_name, table_name


def test_the_operation_is_what_follows_the_dot_of_the_target() -> None:
    assert operation_name(b"DynamoDB_20120810.PutItem") == "PutItem"


def test_the_access_key_is_read_from_the_credential() -> None:
    header = b"AWS4-HMAC-SHA256 Credential=AKID/20260101/us-east-1/dynamodb/aws4_request, Sig"
    assert access_key(header) == "AKID"


@pytest.mark.parametrize("header", [b"", b"Bearer x"])
def test_an_unsigned_request_has_no_access_key(header: bytes) -> None:
    assert access_key(header) == ""


def test_a_table_may_be_named_by_its_arn() -> None:
    assert table_name("arn:aws:dynamodb:us-east-1:123456789012:table/carros") == "carros"
