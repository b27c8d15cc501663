from typing import Any

import orjson
import pytest
from botocore.loaders import Loader
from botocore.model import ServiceModel
from botocore.parsers import create_parser

from harness.dynamodb.protocol import responses, throttling
from harness.model.entry import Throttle

TABLE = Throttle("lot", None, "TableWriteProvisionedThroughputExceeded")
INDEX = Throttle("lot", "cpf-index", "IndexWriteProvisionedThroughputExceeded")
HOT = Throttle("lot", None, "TableReadKeyRangeThroughputExceeded", "ThrottlingException")
HOT_INDEX = Throttle("lot", "i", "IndexReadKeyRangeThroughputExceeded", "ThrottlingException")
MAXIMUM = Throttle("lot", None, "TableReadMaxOnDemandThroughputExceeded", "ThrottlingException")
ACCOUNT = Throttle("lot", None, "TableReadAccountLimitExceeded", "RequestLimitExceeded")


def parsed(operation: str, *throttles: Throttle) -> dict[str, Any]:
    """The refusal as botocore understands it."""
    response = responses.refused(throttling.refusal(throttles, "us-east-1", "123456789012"), "ID")
    return _parsed(operation, throttles[0].exception, response)


def _parsed(operation: str, exception: str, response: Any) -> dict[str, Any]:
    model = ServiceModel(Loader().load_service_model("dynamodb", "service-2"), "dynamodb")
    wire = {
        "body": response.body,
        "headers": {name.decode(): value.decode() for name, value in response.headers},
        "status_code": response.status,
    }
    parser = create_parser("json")
    output = model.operation_model(operation).output_shape
    told: dict[str, Any] = parser.parse(wire, output)
    return told | parser.parse(wire, model.shape_for(exception))


@pytest.mark.parametrize(
    ("throttle", "member", "words"),
    [
        (TABLE, "ThrottlingReasons", "throughput for the table was exceeded"),
        (INDEX, "ThrottlingReasons", "global secondary indexes of the table was exceeded"),
        (HOT, "throttlingReasons", "automatically scaling your table or index"),
        (HOT_INDEX, "throttlingReasons", "automatically scaling your index"),
        (MAXIMUM, "throttlingReasons", "maximum OnDemandThroughput"),
        (ACCOUNT, "ThrottlingReasons", "limit for your account"),
    ],
)
def test_botocore_reads_code_message_and_reasons(
    throttle: Throttle, member: str, words: str
) -> None:
    told = parsed("PutItem", throttle)
    assert told["Error"]["Code"] == throttle.exception
    assert words in told["Error"]["Message"]
    (reason,) = told[member]
    assert reason["reason"] == throttle.reason
    index = f"/index/{throttle.index}" if throttle.index else ""
    assert reason["resource"] == f"arn:aws:dynamodb:us-east-1:123456789012:table/lot{index}"


def test_a_table_and_its_index_are_both_named() -> None:
    assert len(parsed("PutItem", TABLE, INDEX)["ThrottlingReasons"]) == 2


def test_a_cancelled_transaction_has_a_reason_for_each_action() -> None:
    refusal = throttling.cancelled([(TABLE,), (), (HOT,)])
    told = _parsed("TransactWriteItems", refusal.name, responses.refused(refusal, "ID"))
    assert told["Message"].endswith("[ProvisionedThroughputExceeded, None, ThrottlingError]")
    codes = [(reason["Code"], "Message" in reason) for reason in told["CancellationReasons"]]
    assert codes == [
        ("ProvisionedThroughputExceeded", True),
        ("None", False),
        ("ThrottlingError", True),
    ]


def test_the_type_says_which_part_of_aws_refuses() -> None:
    types = [
        orjson.loads(responses.refused(throttling.refusal([each], "r", "a"), "ID").body)["__type"]
        for each in (TABLE, HOT)
    ]
    assert types == [
        "com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException",
        "com.amazon.coral.availability#ThrottlingException",
    ]
