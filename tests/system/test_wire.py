"""HTTP as other clients than boto3 speak it, byte by byte."""

import json
import socket
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPResponse
from typing import Any

import pytest

BODY = b'{"TableName": "carros", "Key": {"placa": {"S": "%s"}}}'


def head(*headers: bytes) -> bytes:
    lines = (
        b"POST / HTTP/1.1",
        b"Host: localhost",
        b"Content-Type: application/x-amz-json-1.0",
        b"X-Amz-Target: DynamoDB_20120810.GetItem",
        b"Authorization: AWS4-HMAC-SHA256 Credential=local/20261123/us-east-1/dynamodb/"
        b"aws4_request, SignedHeaders=host, Signature=0",
        *headers,
    )
    return b"\r\n".join(lines) + b"\r\n\r\n"


def get(plate: bytes) -> bytes:
    body = BODY % plate
    return head(b"Content-Length: %d" % len(body)) + body


@contextmanager
def connected(port: int) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        yield connection


class Reader:
    """Answers from one connection, one after the other, whatever arrived together."""

    def __init__(self, connection: socket.socket) -> None:
        self._file = connection.makefile("rb")

    def makefile(self, *_: Any) -> Any:
        return self._file

    def answer(self) -> tuple[int, dict[str, str], bytes]:
        response = HTTPResponse(self, method="POST")  # type: ignore[arg-type]
        response.begin()
        headers = {name.lower(): text for name, text in response.getheaders()}
        size = int(headers["content-length"])
        body = self._file.read(size)
        response.fp = None  # it would close the file that the next answer is in
        return response.status, headers, body


@pytest.fixture(scope="module", autouse=True)
def cars(stack) -> None:
    for plate in ("HTTP001", "HTTP002"):
        stack.client("dynamodb").put_item(TableName="carros", Item={"placa": {"S": plate}})


def test_pipelined_requests_are_answered_in_order(stack):
    plates = [b"HTTP001", b"NONE", b"HTTP002"] * 20
    with connected(stack.port) as connection:
        connection.sendall(b"".join(map(get, plates)))
        reader = Reader(connection)
        for plate in plates:
            status, _, body = reader.answer()
            found = json.loads(body).get("Item", {"placa": {"S": "NONE"}})
            assert (status, found["placa"]["S"]) == (200, plate.decode())


def test_a_connection_is_kept_alive_and_closed_where_it_is_asked_to_be(stack):
    with connected(stack.port) as connection:
        reader = Reader(connection)
        for _ in range(3):
            connection.sendall(get(b"HTTP001"))
            assert reader.answer()[0] == 200
        body = BODY % b"HTTP001"
        connection.sendall(head(b"Connection: close", b"Content-Length: %d" % len(body)) + body)
        assert reader.answer()[1]["connection"] == "close"
        assert connection.recv(1) == b""


def test_a_body_in_chunks_is_taken(stack):
    body = BODY % b"HTTP001"
    chunks = b"".join(
        b"%x\r\n%s\r\n" % (len(part), part) for part in (body[:7], body[7:20], body[20:])
    )
    with connected(stack.port) as connection:
        connection.sendall(head(b"Transfer-Encoding: chunked") + chunks + b"0\r\n\r\n")
        status, _, answer = Reader(connection).answer()
    assert status == 200
    assert json.loads(answer)["Item"]["placa"]["S"] == "HTTP001"


def test_a_client_that_waits_for_100_continue_gets_it(stack):
    body = BODY % b"HTTP001"
    with connected(stack.port) as connection:
        connection.sendall(head(b"Expect: 100-continue", b"Content-Length: %d" % len(body)))
        assert connection.recv(1024).startswith(b"HTTP/1.1 100 Continue\r\n")
        connection.sendall(body)
        assert Reader(connection).answer()[0] == 200


def test_a_request_that_comes_slowly_keeps_nobody_waiting(stack):
    request = get(b"HTTP001")
    with connected(stack.port) as slow, connected(stack.port) as quick:
        slow.sendall(request[:50])
        for _ in range(20):
            quick.sendall(get(b"HTTP002"))
            assert Reader(quick).answer()[0] == 200
        slow.sendall(request[50:])
        assert Reader(slow).answer()[0] == 200


def test_a_client_that_hangs_up_in_mid_request_harms_nobody(stack):
    for part in (10, 200, -5):
        with connected(stack.port) as connection:
            connection.sendall(get(b"HTTP001")[:part])
    with connected(stack.port) as connection:
        connection.sendall(get(b"HTTP001"))
        assert Reader(connection).answer()[0] == 200


@pytest.mark.parametrize("ask", ["", '"ReturnConsumedCapacity": "TOTAL", ', '"x": "INDEXES", '])
def test_the_checksum_is_that_of_the_body_that_is_sent(stack, ask: str):
    body = b"{" + ask.encode() + (BODY % b"HTTP001")[1:]
    with connected(stack.port) as connection:
        connection.sendall(head(b"Content-Length: %d" % len(body)) + body)
        _, headers, answer = Reader(connection).answer()
    assert int(headers["x-amz-crc32"]) == zlib.crc32(answer)
    assert (b"ConsumedCapacity" in answer) is ("TOTAL" in ask)


@pytest.mark.parametrize("body", [b"", b"nonsense", b"[1]", b'{"TableName": 7}', b"\xff\xfe"])
def test_what_is_no_request_gets_the_engine_s_error_and_the_connection_goes_on(stack, body: bytes):
    with connected(stack.port) as connection:
        reader = Reader(connection)
        connection.sendall(head(b"Content-Length: %d" % len(body)) + body)
        status, _, answer = reader.answer()
        assert status in (400, 500)
        assert "__type" in json.loads(answer)
        connection.sendall(get(b"HTTP001"))
        assert reader.answer()[0] == 200


def test_what_is_no_http_is_refused_and_closed(stack):
    with connected(stack.port) as connection:
        connection.sendall(b"\x16\x03\x01 this is TLS\r\n\r\n")
        assert b" 400 " in connection.recv(1024).splitlines()[0]
        assert connection.recv(1024) == b""


def test_a_hundred_connections_at_once_are_served(stack):
    connections = [socket.create_connection(("127.0.0.1", stack.port), 10) for _ in range(100)]
    for connection in connections:
        connection.sendall(get(b"HTTP001"))
    for connection in connections:
        assert Reader(connection).answer()[0] == 200
        connection.close()
