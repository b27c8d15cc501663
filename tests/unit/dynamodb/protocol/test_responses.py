import zlib

import orjson

from harness.dynamodb.protocol.refusal import validation
from harness.dynamodb.protocol.responses import ENGINE_LOST, checked, error_name, refused
from harness.wire.message import Response


def test_a_refusal_is_its_type_its_message_and_a_checksum() -> None:
    response = refused(validation("no"), "ID")
    assert orjson.loads(response.body) == {
        "__type": "com.amazon.coral.validate#ValidationException",
        "message": "no",
    }
    assert response.header(b"x-amz-crc32") == b"%d" % zlib.crc32(response.body)
    assert response.header(b"x-amzn-requestid") == b"ID"


def test_an_answer_keeps_its_headers_and_gets_the_checksum_of_its_body() -> None:
    response = checked(Response(200, b"[]", [(b"x-amzn-RequestId", b"ID")]))
    assert response.header(b"x-amz-crc32") == b"%d" % zlib.crc32(b"[]")
    assert response.header(b"x-amzn-requestid") == b"ID"


def test_a_lost_engine_is_an_error_that_every_sdk_retries() -> None:
    assert refused(ENGINE_LOST, "ID").status == 500


def test_an_errors_name_is_its_type_without_the_prefix() -> None:
    said = {"__type": "com.amazonaws.dynamodb.v20120810#ResourceNotFoundException"}
    assert error_name(said) == "ResourceNotFoundException"
    assert error_name({}) is None
