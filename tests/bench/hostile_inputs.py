"""Broken requests from a seed: good ones, changed as JSON, as bytes, or as HTTP."""

import json
from collections.abc import Iterator
from random import Random
from typing import Any

TABLE = "carros"
KEY = {"placa": {"S": "HOSTILE"}}
NAMES = {"#a": "ano"}
VALUES = {":a": {"N": "1972"}}
STATEMENT = f"SELECT * FROM \"{TABLE}\" WHERE placa = 'HOSTILE'"

GOOD: dict[str, dict[str, Any]] = {
    "GetItem": {"TableName": TABLE, "Key": KEY, "ConsistentRead": True},
    "PutItem": {
        "TableName": TABLE,
        "Item": KEY
        | {
            "m": {"M": {"a": {"L": [{"S": "x"}, {"B": "YWI="}, {"BOOL": True}, {"NULL": True}]}}},
            "s": {"SS": ["a", "b"]},
            "n": {"NS": ["1", "2.5e3"]},
        },
        "ReturnConsumedCapacity": "INDEXES",
    },
    "UpdateItem": {
        "TableName": TABLE,
        "Key": KEY,
        "UpdateExpression": "SET #a = :a",
        "ExpressionAttributeNames": NAMES,
        "ExpressionAttributeValues": VALUES,
        "ReturnValues": "ALL_NEW",
    },
    "DeleteItem": {"TableName": TABLE, "Key": KEY, "ReturnConsumedCapacity": "TOTAL"},
    "Query": {
        "TableName": TABLE,
        "KeyConditionExpression": "placa = :p",
        "ExpressionAttributeValues": {":p": {"S": "HOSTILE"}},
        "Limit": 5,
    },
    "Scan": {"TableName": TABLE, "Limit": 2, "Segment": 0, "TotalSegments": 2},
    "BatchGetItem": {"RequestItems": {TABLE: {"Keys": [KEY]}}},
    "BatchWriteItem": {"RequestItems": {TABLE: [{"PutRequest": {"Item": KEY}}]}},
    "TransactGetItems": {"TransactItems": [{"Get": {"TableName": TABLE, "Key": KEY}}]},
    "TransactWriteItems": {
        "ClientRequestToken": "a-token",
        "TransactItems": [
            {"Put": {"TableName": TABLE, "Item": KEY}},
            {
                "ConditionCheck": {
                    "TableName": TABLE,
                    "Key": {"placa": {"S": "OTHER"}},
                    "ConditionExpression": "attribute_not_exists(placa)",
                }
            },
        ],
    },
    "ExecuteStatement": {"Statement": STATEMENT, "ReturnConsumedCapacity": "TOTAL"},
    "BatchExecuteStatement": {"Statements": [{"Statement": STATEMENT}]},
    "ExecuteTransaction": {"TransactStatements": [{"Statement": STATEMENT, "Parameters": []}]},
    "DescribeTable": {"TableName": TABLE},
    "ListTables": {"Limit": 3},
    "UpdateTable": {
        "TableName": TABLE,
        "ProvisionedThroughput": {"ReadCapacityUnits": 5, "WriteCapacityUnits": 5},
    },
}

OPERATIONS = tuple(GOOD)
_GOOD = {operation: json.dumps(members) for operation, members in GOOD.items()}

_NUMBERS = (0, -1, 1, 5, 2**31, 2**63, 10**40, 1.5, 1e308, -0.0)
_TEXTS = ("", "x", "\0", "é", "\U0001f600", "x" * 3000, "NaN", "1e999", "-0", "INDEXES", "a" * 65)
_BYTES = (b"NaN", b"\xff\xfe", b"\\ud800", b"{", b"]", b'"', b"[" * 3000, b"\0", b",", b"1e999")
_CHARACTERS = (b"\r\n", b"\0", b" ", b":", b"\r", b"\n\n", b"chunked", b"Content-Length: 5\r\n")
_SIZES = (b"-1", b"0", b"3", b"99999999999999999999", b"x", b"18000000", b"1e3", b" 7 ")

AUTHORIZATION = (
    b"AWS4-HMAC-SHA256 Credential=test/20261123/us-east-1/dynamodb/aws4_request, "
    b"SignedHeaders=host, Signature=0"
)


def http(operation: bytes, body: bytes, *headers: bytes) -> bytes:
    lines = (
        b"POST / HTTP/1.1",
        b"Host: localhost",
        b"Content-Type: application/x-amz-json-1.0",
        b"X-Amz-Target: DynamoDB_20120810." + operation,
        b"Authorization: " + AUTHORIZATION,
        *headers,
        b"Content-Length: %d" % len(body),
    )
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


def body(dice: Random) -> tuple[str, bytes]:
    """An operation, and a body for it in which something is wrong, most of the time."""
    operation = dice.choice(OPERATIONS)
    value = json.loads(_GOOD[operation])
    for _ in range(dice.randrange(4)):
        _change(value, dice)
    text = json.dumps(value).encode()
    if dice.random() < 0.3:
        text = _broken(text, _BYTES, dice)
    return operation, text


def wire(dice: Random) -> bytes:
    """One or several requests as bytes, broken as HTTP most of the time."""
    requests = b"".join(_request(dice) for _ in range(dice.choice((1, 1, 1, 3))))
    return _broken(requests, _CHARACTERS, dice) if dice.random() < 0.5 else requests


def pieces(data: bytes, dice: Random) -> Iterator[bytes]:
    """As a socket may deliver it."""
    if dice.random() < 0.5:
        yield data
        return
    while data:
        size = dice.randrange(1, len(data) + 1)
        yield data[:size]
        data = data[size:]


def _request(dice: Random) -> bytes:
    operation, text = body(dice)
    form = dice.randrange(8)
    if form == 0:
        head = http(operation.encode(), b"", b"Transfer-Encoding: chunked")
        return head.replace(b"Content-Length: 0\r\n", b"") + _chunked(text, dice)
    if form == 1:
        wrong = b"Content-Length: " + dice.choice(_SIZES)
        return http(operation.encode(), text).replace(b"Content-Length: %d" % len(text), wrong)
    if form == 2:
        return http(operation.encode(), text, b"Content-Encoding: gzip", b"Accept-Encoding: gzip")
    if form == 3:
        method = dice.choice((b"GET", b"HEAD", b"PUT", b"OPTIONS", b"CONNECT", b"PRI", b"\xff"))
        return http(operation.encode(), text).replace(b"POST", method, 1)
    return http(operation.encode(), text)


def _chunked(text: bytes, dice: Random) -> bytes:
    size = dice.choice((b"%x" % len(text), b"zz", b"-1", b"f" * 20, b"%x" % (len(text) + 1)))
    return size + b"\r\n" + text + b"\r\n0\r\n\r\n"


def _change(value: Any, dice: Random) -> None:
    """Change one place, anywhere in it."""
    while True:
        places: list[Any] = list(value) if isinstance(value, dict) else list(range(len(value)))
        if not places:
            return
        place = dice.choice(places)
        if not isinstance(value[place], dict | list) or dice.random() < 0.4:
            break
        value = value[place]
    kind = dice.randrange(4)
    if kind == 0:
        del value[place]
    elif kind == 1 and isinstance(value, dict):
        value[dice.choice(_TEXTS)] = value.pop(place)
    else:
        value[place] = _junk(dice)


def _junk(dice: Random) -> Any:
    kind = dice.randrange(7)
    if kind == 0:
        return dice.choice(_NUMBERS)
    if kind == 1:
        return dice.choice(_TEXTS)
    if kind == 2:
        return dice.choice(([], {}, [[]], [None], None, True, False))
    if kind == 3:
        return {dice.choice(("S", "N", "B", "M", "L", "SS", "NULL", "?")): _junk(dice)}
    if kind == 4:
        return [_junk(dice), _junk(dice)]
    if kind == 5:
        nested: Any = {"S": "x"}
        for _ in range(dice.choice((30, 40, 100))):
            nested = {"M": {"n": nested}}
        return nested
    return json.loads(_GOOD[dice.choice(OPERATIONS)])


def _broken(data: bytes, inserted: tuple[bytes, ...], dice: Random) -> bytes:
    place = dice.randrange(len(data) + 1)
    kind = dice.randrange(4)
    if kind == 0:
        return data[:place]
    if kind == 1:
        return data[:place] + dice.choice(inserted) + data[place:]
    if kind == 2:
        return data[:place] + bytes((dice.randrange(256),)) + data[place + 1 :]
    return data[:place] + data[place : place + dice.randrange(20)] + data[place:]
