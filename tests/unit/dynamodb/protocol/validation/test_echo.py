"""paritysuite, cross-region capture of 2026-09-20, and batchGetItem of 2026-10-09."""

import pytest

from harness.dynamodb.protocol.validation.echo import echo, wire_name
from harness.dynamodb.protocol.validation.shape import shape_of

WRITE = (
    "{lot=[WriteRequest(putRequest=PutRequest(item={pk=AttributeValue(s=bw-0, n=null, b=null, "
    "iNT=null, dECIMAL=null, dOUBLE=null, sS=null, nS=null, bS=null, iNTSET=null, "
    "dECIMALSET=null, dOUBLESET=null, m=null, l=null, nULL=null, bOOL=null)}, "
    "workloadProfileName=null), deleteRequest=null)]}"
)


@pytest.mark.parametrize(
    ("shape", "value", "text"),
    [
        ("TableArn", "lot", "lot"),
        ("PositiveIntegerObject", 0, "0"),
        ("boolean", True, "true"),
        ("AttributeNameList", ["a", "b"], "[a, b]"),
        (
            "KeySchema",
            [{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk"}],
            "[KeySchemaElement(attributeName=pk, keyType=HASH), "
            "KeySchemaElement(attributeName=sk, keyType=null)]",
        ),
        (
            "BatchWriteItemRequestMap",
            {"lot": [{"PutRequest": {"Item": {"pk": {"S": "bw-0"}}}}]},
            WRITE,
        ),
        (
            "BatchGetRequestMap",
            {"bad!name": {"Keys": [{"pk": {"S": "a"}}]}},
            '{"bad!name":{"Keys":[{"pk":{"S":"a"}}]}}',
        ),
    ],
)
def test_a_value_as_aws_quotes_it(shape: str, value: object, text: str) -> None:
    assert echo(shape_of(shape), value) == text


def test_a_member_as_java_spells_it() -> None:
    assert [wire_name(name) for name in ("TableName", "SS", "")] == ["tableName", "sS", ""]
