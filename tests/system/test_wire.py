"""HTTP as other clients than boto3 speak it, byte by byte."""

import gzip
import json
import socket
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPResponse
from typing import Any

import psutil
import pytest

from tests.conftest import Up
from tests.system.support import eventually

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
def test_what_is_no_request_gets_an_error_and_the_connection_goes_on(stack, body: bytes):
    with connected(stack.port) as connection:
        reader = Reader(connection)
        connection.sendall(head(b"Content-Length: %d" % len(body)) + body)
        status, _, answer = reader.answer()
        assert status == 400
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


# gzip


def test_a_gzipped_request_is_taken(stack):
    body = gzip.compress(BODY % b"HTTP001")
    with connected(stack.port) as connection:
        length = b"Content-Length: %d" % len(body)
        connection.sendall(head(b"Content-Encoding: gzip", length) + body)
        status, _, answer = Reader(connection).answer()
    assert (status, json.loads(answer)["Item"]["placa"]["S"]) == (200, "HTTP001")


def test_a_body_that_grows_beyond_all_bounds_is_refused(stack):
    body = gzip.compress(bytes(50_000_000))
    with connected(stack.port) as connection:
        length = b"Content-Length: %d" % len(body)
        connection.sendall(head(b"Content-Encoding: gzip", length) + body)
        assert Reader(connection).answer()[0] == 413


@pytest.fixture(scope="module")
def large(stack) -> bytes:
    """The plate of a car of 300 KB."""
    item = {"placa": {"S": "LARGE"}, "dados": {"S": "x" * 300_000}}
    stack.client("dynamodb").put_item(TableName="carros", Item=item)
    return b"LARGE"


@pytest.mark.parametrize("ask", [b"", b'"ReturnConsumedCapacity": "TOTAL", '])
def test_a_large_answer_is_gzipped_for_who_asks_and_the_checksum_is_of_what_is_sent(
    stack, large: bytes, ask: bytes
):
    body = b"{" + ask + (BODY % large)[1:]
    with connected(stack.port) as connection:
        length = b"Content-Length: %d" % len(body)
        connection.sendall(head(b"Accept-Encoding: gzip", length) + body)
        status, headers, answer = Reader(connection).answer()
    assert (status, headers["content-encoding"]) == (200, "gzip")
    assert int(headers["x-amz-crc32"]) == zlib.crc32(answer)
    assert len(answer) < 10_000
    said = json.loads(gzip.decompress(answer))
    assert len(said["Item"]["dados"]["S"]) == 300_000
    assert ("ConsumedCapacity" in said) is bool(ask)


def test_nobody_else_gets_gzip(stack, large: bytes):
    with connected(stack.port) as connection:
        connection.sendall(get(large))
        _, headers, answer = Reader(connection).answer()
    assert "content-encoding" not in headers
    assert int(headers["x-amz-crc32"]) == zlib.crc32(answer)


# sizes


def test_a_body_of_nearly_16_mb_is_carried(stack):
    puts = [
        {"PutRequest": {"Item": {"placa": {"S": f"MB{n}"}, "dados": {"S": "x" * 380_000}}}}
        for n in range(25)
    ]
    # Spaces count as well: 9.5 MB of items, and as much again of nothing.
    body = json.dumps({"RequestItems": {"carros": puts}}).encode()
    body += b" " * (16 * 1024 * 1024 - len(body) - 100)
    batch = head(b"Content-Length: %d" % len(body)).replace(b"GetItem", b"BatchWriteItem")
    with connected(stack.port) as connection:
        connection.sendall(batch + body)
        status, _, answer = Reader(connection).answer()
    assert (status, json.loads(answer)) == (200, {"UnprocessedItems": {}})


def test_headers_that_the_engine_would_refuse_are_taken(stack):
    with connected(stack.port) as connection:
        body = BODY % b"LONG1"
        connection.sendall(head(b"X-Long: " + b"a" * 20_000, b"Content-Length: %d" % len(body)))
        connection.sendall(body)
        status, headers, _ = Reader(connection).answer()
    assert (status, headers["server"]) == (200, "Server")


@pytest.mark.parametrize(
    ("wire", "status"),
    [
        (head(b"Content-Length: 99999999"), 413),
        (head(b"Content-Length: 18000000") + b" " * 18_000_000, 413),
        (head(b"X-Large: " + b"a" * 70_000, b"Content-Length: 0"), 400),
    ],
    ids=["said to be too large", "too large", "header too large"],
)
def test_what_is_too_large_is_refused_in_a_way_that_can_be_read(stack, wire: bytes, status: int):
    with connected(stack.port) as connection:
        connection.sendall(wire)
        assert Reader(connection).answer()[0] == status


# clients that leave, and clients that are slow


def open_files(stack: Up) -> int:
    """But for connections to the engine: those stay for the next peak, until it closes them."""
    process = psutil.Process(stack.process.pid)
    sockets = process.net_connections("tcp")
    to_engine = [each for each in sockets if each.raddr and each.laddr.port != stack.port]
    return process.num_fds() - len(to_engine)


def test_clients_that_leave_without_their_answers_leave_nothing_behind(stack):
    before = open_files(stack)
    for _ in range(200):
        with connected(stack.port) as connection:
            connection.sendall(get(b"HTTP001"))
    for _ in range(200):
        with connected(stack.port) as connection:
            connection.sendall(get(b"HTTP001")[:-5])
    assert eventually(lambda: open_files(stack) <= before, 5), (before, open_files(stack))


def test_a_client_that_ends_its_side_still_gets_its_answer(stack):
    with connected(stack.port) as connection:
        connection.sendall(get(b"HTTP001"))
        connection.shutdown(socket.SHUT_WR)
        assert Reader(connection).answer()[0] == 200


def test_a_reader_that_takes_its_time_keeps_nobody_waiting_and_fills_no_memory(stack, large: bytes):
    process = psutil.Process(stack.process.pid)
    with connected(stack.port) as slow, connected(stack.port) as quick:
        before = process.memory_info().rss
        slow.setblocking(False)
        try:
            for _ in range(1000):
                slow.send(get(large))  # 300 MB of answers that it does not read
        except BlockingIOError:
            pass
        reader = Reader(quick)
        for _ in range(50):
            started_s = time.monotonic()
            quick.sendall(get(b"HTTP002"))
            assert reader.answer()[0] == 200
            assert time.monotonic() - started_s < 1
        assert process.memory_info().rss - before < 50_000_000


def test_only_loopback_is_listened_on(stack):
    listening = [
        connection.laddr.ip
        for connection in psutil.Process(stack.process.pid).net_connections("inet")
        if connection.status == psutil.CONN_LISTEN
    ]
    assert set(listening) == {"127.0.0.1"}
