import zlib

import orjson
from botocore.loaders import Loader
from botocore.model import ServiceModel
from botocore.parsers import create_parser

from harness.dynamodb.protocol.answer import engine_lost, error_name, throttled, with_body
from harness.model.entry import Throttle
from harness.wire.message import Response

TABLE = Throttle("estacionamento", None, "TableWriteProvisionedThroughputExceeded")
INDEX = Throttle("estacionamento", "cpf-index", "IndexWriteProvisionedThroughputExceeded")


def parsed(response: Response) -> dict[str, object]:
    """The response as botocore understands it."""
    model = ServiceModel(Loader().load_service_model("dynamodb", "service-2"), "dynamodb")
    parser = create_parser("json")
    wire = {
        "body": response.body,
        "headers": {name.decode(): value.decode() for name, value in response.headers},
        "status_code": response.status,
    }
    output = model.operation_model("PutItem").output_shape
    modelled = model.shape_for("ProvisionedThroughputExceededException")
    answer: dict[str, object] = parser.parse(wire, output) | parser.parse(wire, modelled)
    return answer


def test_botocore_reads_code_message_and_reasons_of_a_refusal() -> None:
    answer = parsed(throttled([TABLE], "us-east-1", "123456789012", "ID"))
    assert answer["Error"]["Code"] == "ProvisionedThroughputExceededException"  # type: ignore[index]
    assert "throughput for the table was exceeded" in answer["Error"]["Message"]  # type: ignore[index]
    assert answer["ThrottlingReasons"] == [
        {
            "reason": "TableWriteProvisionedThroughputExceeded",
            "resource": "arn:aws:dynamodb:us-east-1:123456789012:table/estacionamento",
        }
    ]


def test_an_index_that_refuses_is_named_and_worded_as_one() -> None:
    body = orjson.loads(throttled([INDEX], "us-east-1", "123456789012", "ID").body)
    assert "global secondary indexes of the table was exceeded" in body["message"]
    assert body["ThrottlingReasons"][0]["resource"].endswith("/estacionamento/index/cpf-index")


def test_the_checksum_fits_the_body() -> None:
    for response in (throttled([TABLE], "r", "a", "ID"), engine_lost("ID")):
        assert response.header(b"x-amz-crc32") == b"%d" % zlib.crc32(response.body)


def test_a_changed_body_gets_a_new_checksum_and_keeps_the_other_headers() -> None:
    response = Response(200, b"{}", [(b"X-Amz-Crc32", b"1"), (b"x-amzn-RequestId", b"ID")])
    changed = with_body(response, b"[]")
    assert changed.header(b"x-amz-crc32") == b"%d" % zlib.crc32(b"[]")
    assert changed.header(b"x-amzn-requestid") == b"ID"


def test_a_lost_engine_is_an_error_that_every_sdk_retries() -> None:
    assert engine_lost("ID").status == 500


def test_an_errors_name_is_its_type_without_the_prefix() -> None:
    said = {"__type": "com.amazonaws.dynamodb.v20120810#ResourceNotFoundException"}
    assert error_name(said) == "ResourceNotFoundException"
    assert error_name({}) is None
