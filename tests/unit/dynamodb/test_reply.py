import zlib
from typing import Any

import orjson
import pytest

from harness.dynamodb.call import Admission, call_of
from harness.dynamodb.metering import Exchange
from harness.dynamodb.reply import to_data_call
from harness.model.caller import Caller
from harness.model.charge import Arm
from harness.wire.message import Request, Response
from tests.unit.dynamodb.lot import KEY, find

UNITS = b'"ConsumedCapacity":{"TableName":"lot","CapacityUnits":0.5,"Table":{"CapacityUnits":0.5}}'


def replied(json: bytes, **body: Any) -> Response:
    """To a GetItem that the engine answers with ``json``."""
    request = {"TableName": "lot", "Key": KEY} | body
    headers = {b"x-amz-target": b"DynamoDB_20120810.GetItem"}
    call = call_of(
        Request(b"POST", b"/", headers, orjson.dumps(request)), request, Caller("client"), find, 0
    )
    exchange = Exchange(Response(200, json), (Arm("lot", None, 1),))
    return to_data_call(Admission(call), exchange, find)


@pytest.mark.parametrize(
    ("json", "rest"),
    [
        (b"{%b}" % UNITS, b"{}"),
        (b'{"Item":{"a":{"N":"1.50"}},%b}' % UNITS, b'{"Item":{"a":{"N":"1.50"}}}'),
        (b'{%b,"Item":{"a":{"S":"x"}}}' % UNITS, b'{"Item":{"a":{"S":"x"}}}'),
        (b'{"Item":{"a":{"S":"x"}}, %b }' % UNITS, b'{"Item":{"a":{"S":"x"}}}'),
        (
            b'{"Item":{"ConsumedCapacity":{"S":",\\"ConsumedCapacity\\":"}},%b}' % UNITS,
            b'{"Item":{"ConsumedCapacity":{"S":",\\"ConsumedCapacity\\":"}}}',
        ),
        (
            b'{%b,"Item":{"a":{"S":"x"},"ConsumedCapacity":{"S":"y"}}}' % UNITS,
            b'{"Item":{"a":{"S":"x"},"ConsumedCapacity":{"S":"y"}}}',
        ),
        (b'{"Item":{"a":{"S":"x"}}}', b'{"Item":{"a":{"S":"x"}}}'),
    ],
)
def test_units_that_nobody_asked_for_are_cut_out_wherever_they_stand(json, rest) -> None:
    response = replied(json)
    assert response.body == rest
    assert response.header(b"x-amz-crc32") == b"%d" % zlib.crc32(rest)


def test_who_asks_for_units_gets_them_at_the_level_asked_for() -> None:
    json = b'{"Item":{"a":{"S":"x"}},%b}' % UNITS
    assert orjson.loads(replied(json, ReturnConsumedCapacity="TOTAL").body) == {
        "Item": {"a": {"S": "x"}},
        "ConsumedCapacity": {"TableName": "lot", "CapacityUnits": 0.5},
    }
