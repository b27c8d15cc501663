"""Expressions are asked about once, and large transactions every time."""

import asyncio
from typing import Any

import orjson
import pytest

from harness.dynamodb import expressions
from harness.dynamodb.expressions import Expressions
from harness.wire.message import Request, Response

SYNTAX = "Invalid FilterExpression: Syntax error"
FAULT = {"__type": "com.amazon.coral.validate#ValidationException", "Message": SYNTAX}


class Upstream:
    """Answers every Scan with a fault where its filter is bad."""

    def __init__(self) -> None:
        self.access_keys: list[str] = []
        self.operations: list[str] = []

    def beside(self, access_key: str) -> "Upstream":
        self.access_keys.append(access_key)
        return self

    async def send(self, request: Request) -> Response:
        self.operations.append(request.headers[b"x-amz-target"].decode().partition(".")[2])
        body = orjson.loads(request.body)
        bad = body.get("FilterExpression", "").startswith("bad")
        return Response(400 if bad else 200, orjson.dumps(FAULT if bad else {}), [])


def scan(text: str, value: str = "x") -> tuple[str, dict[str, Any]]:
    return "Scan", {"FilterExpression": text, "ExpressionAttributeValues": {":v": {"S": value}}}


def answers(upstream: Upstream, *requests: tuple[str, dict[str, Any]]) -> list[str | None]:
    async def run() -> list[str | None]:
        asked = Expressions(upstream)  # type: ignore[arg-type]
        return [await asked.fault(*request) for request in requests]

    return asyncio.run(run())


def test_one_expression_is_one_question_whatever_its_values() -> None:
    upstream = Upstream()
    requests = [scan("a = :v", str(number)) for number in range(5)]
    assert answers(upstream, *requests, scan("bad"), scan("bad")) == [None] * 5 + [SYNTAX] * 2
    assert upstream.operations == ["CreateTable", "Scan", "Scan"]
    assert upstream.access_keys == ["HarnessExpressions"]


def test_a_request_without_an_expression_asks_nothing() -> None:
    upstream = Upstream()
    assert answers(upstream, ("Scan", {}), ("ListTables", {})) == [None, None]
    assert not upstream.operations


def test_of_several_expressions_the_first_that_is_wrong_counts() -> None:
    upstream = Upstream()
    items = [{"Get": {"ProjectionExpression": name}} for name in ("a", "b")]
    assert answers(upstream, ("TransactGetItems", {"TransactItems": items})) == [None]
    assert upstream.operations == ["CreateTable", "Scan", "Scan"]


def test_a_large_transaction_is_asked_about_every_time() -> None:
    upstream = Upstream()
    put = {"Put": {"Item": {"a": {"S": "x" * 1_000_000}}}}
    large = ("TransactWriteItems", {"TransactItems": [put]})
    assert answers(upstream, large, large) == [None, None]
    assert upstream.operations == ["CreateTable", "TransactWriteItems", "TransactWriteItems"]


def test_what_is_known_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(expressions, "_KNOWN_MAX", 2)
    upstream = Upstream()
    answers(upstream, *(scan(text) for text in ("a", "b", "c", "a")))
    assert upstream.operations.count("Scan") == 4
