import zlib

import orjson

from harness.dynamodb.protocol.answer import ENGINE_LOST, error_name, refused, with_body
from harness.dynamodb.protocol.refusal import validation
from harness.wire.message import Response


def test_a_refusal_is_its_type_its_message_and_a_checksum() -> None:
    response = refused(validation("no"), "ID")
    assert orjson.loads(response.body) == {
        "__type": "com.amazon.coral.validate#ValidationException",
        "message": "no",
    }
    assert response.header(b"x-amz-crc32") == b"%d" % zlib.crc32(response.body)
    assert response.header(b"x-amzn-requestid") == b"ID"


def test_a_changed_body_gets_a_new_checksum_and_keeps_the_other_headers() -> None:
    response = Response(200, b"{}", [(b"X-Amz-Crc32", b"1"), (b"x-amzn-RequestId", b"ID")])
    changed = with_body(response, b"[]")
    assert changed.header(b"x-amz-crc32") == b"%d" % zlib.crc32(b"[]")
    assert changed.header(b"x-amzn-requestid") == b"ID"


def test_a_lost_engine_is_an_error_that_every_sdk_retries() -> None:
    assert refused(ENGINE_LOST, "ID").status == 500


def test_an_errors_name_is_its_type_without_the_prefix() -> None:
    said = {"__type": "com.amazonaws.dynamodb.v20120810#ResourceNotFoundException"}
    assert error_name(said) == "ResourceNotFoundException"
    assert error_name({}) is None
