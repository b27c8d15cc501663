"""Requests that nobody should send: each gets AWS's answer, and the stack goes on serving."""

import json
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from http.client import HTTPResponse
from pathlib import Path
from random import Random

import pytest

from harness.assemble.serving import FLUSH_INTERVAL_S
from harness.ledger.reader import LedgerReader
from harness.model.entry import CallEntry
from tests.bench import hostile_inputs
from tests.bench.hostile_inputs import http
from tests.conftest import ROOT, Up, clean_environment, end, harness, start_up
from tests.system.support import Left, child_of, eventually

INPUTS = 2_000

# Of ours and of AWS's; 0: none, to half a request. What else there is, is the engine's own.
ANSWERS = (0, 200, 400, 404, 413, 501)

SERIALIZATION = "com.amazon.coral.service#SerializationException"
VALIDATION = "com.amazon.coral.validate#ValidationException"
UNKNOWN = "com.amazon.coral.service#UnknownOperationException"
UNSIGNED = "com.amazon.coral.service#MissingAuthenticationTokenException"

KEY = b'{"placa": {"S": "HOSTILE"}}'
GET = b'{"TableName": "carros", "Key": %s}'


@pytest.fixture(scope="module")
def up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Up]:
    """A stack of its own: what is said on standard error is looked at."""
    place = tmp_path_factory.mktemp("hostile")
    running = start_up(place / "runs", "--limits", "off", stderr=place / "stderr")
    yield running
    assert end(running) == 0
    assert "bug while" not in (place / "stderr").read_text()
    assert "Traceback" not in (place / "stderr").read_text()


def exchange(port: int, wire: bytes) -> tuple[int, bytes]:
    """The status and body of the one answer; a status of 0 where there is none."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        try:
            connection.sendall(wire)
            connection.shutdown(socket.SHUT_WR)
            method = wire.partition(b" ")[0].decode("latin-1")
            response = HTTPResponse(connection, method=method)
            response.begin()
            return response.status, response.read()
        except (ConnectionError, OSError):
            return 0, b""


def kind(body: bytes) -> str:
    said: str = json.loads(body)["__type"]
    return said


def serves(up: Up) -> bool:
    status, body = exchange(up.port, http(b"GetItem", GET % KEY))
    return (status, body[:1]) == (200, b"{")


def nested(depth: int) -> bytes:
    inner = b'{"M": {"n": ' * depth + b'{"S": "x"}' + b"}}" * depth
    return b'{"TableName": "carros", "Item": {"placa": {"S": "x"}, "n": ' + inner + b"}}"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"", SERIALIZATION),
        (b"nonsense", SERIALIZATION),
        (b"[1]", SERIALIZATION),
        (b"7", SERIALIZATION),
        (b"null", SERIALIZATION),
        (GET % b"NaN", SERIALIZATION),
        (GET % b"Infinity", SERIALIZATION),
        (GET % b'{"placa": {"S": "\xff\xfe"}}', SERIALIZATION),
        (GET % b'{"placa": {"S": "x"}', SERIALIZATION),
        (GET % KEY + b"}", SERIALIZATION),
        (b"[" * 100_000 + b"]" * 100_000, SERIALIZATION),
        (b"{" * 100_000, SERIALIZATION),
        (nested(40), VALIDATION),
        (nested(100), VALIDATION),
        (nested(600), VALIDATION),
        (nested(100_000), VALIDATION),
        (GET % b'{"placa": {}}', VALIDATION),
        (b"{}", VALIDATION),
    ],
    ids=lambda value: value[:40] if isinstance(value, bytes) else None,
)
def test_a_body_is_answered_as_aws_answers_it(up: Up, body: bytes, expected: str) -> None:
    operation = b"PutItem" if b'"Item"' in body else b"GetItem"
    status, said = exchange(up.port, http(operation, body))
    assert (status, kind(said)) == (400, expected)
    if expected == SERIALIZATION:
        assert json.loads(said) == {"__type": SERIALIZATION}
    assert serves(up)


@pytest.mark.parametrize(
    ("operation", "body", "message"),
    [
        (b"GetItem", GET % b"[]", "Unrecognized collection type java.util.Map<"),
        (b"GetItem", GET % b'"x"', "Unexpected field type"),
        (b"GetItem", GET % b'{"placa": "x"}', "Unexpected value type in payload"),
        (b"GetItem", GET % b'{"placa": {"S": []}}', "Unrecognized collection type class java.lang"),
        (b"PutItem", b'{"TableName": {}, "Item": {}}', "Start of structure or map found where not"),
        (b"Scan", b'{"TableName": "carros", "Limit": "x"}', "STRING_VALUE cannot be converted to"),
        (b"Scan", b'{"TableName": "carros", "ConsistentRead": "x"}', "Unexpected token received"),
        (b"BatchWriteItem", b'{"RequestItems": {"carros": [7]}}', "Unexpected value type in"),
        (
            b"UpdateItem",
            GET[:-1] % KEY + b', "UpdateExpression": "SET #a = :a", "ExpressionAttributeNames": 7}',
            "Unexpected field type",
        ),
        (
            b"TransactWriteItems",
            b'{"TransactItems": [{"Put": {"TableName": "carros", "Item": {"placa": {"S": 7}}}}]}',
            "NUMBER_VALUE cannot be converted to String",
        ),
    ],
)
def test_a_member_of_the_wrong_type_is_named_in_aws_s_words(
    up: Up, operation: bytes, body: bytes, message: str
) -> None:
    status, said = exchange(up.port, http(operation, body))
    assert (status, kind(said)) == (400, SERIALIZATION)
    assert json.loads(said)["Message"].startswith(message)
    assert serves(up)


def test_of_a_duplicate_key_the_last_one_counts(up: Up) -> None:
    item = b'{"placa": {"S": "DUP"}, "a": {"S": "1"}, "a": {"S": "2"}}'
    put = b'{"TableName": "carros", "Item": %s}' % item
    assert exchange(up.port, http(b"PutItem", put))[0] == 200
    _, said = exchange(up.port, http(b"GetItem", GET % b'{"placa": {"S": "DUP"}}'))
    assert json.loads(said)["Item"]["a"] == {"S": "2"}


def test_a_lone_surrogate_is_kept_as_a_question_mark(up: Up) -> None:
    item = b'{"placa": {"S": "LONE"}, "a": {"S": "x\\ud800y"}}'
    put = b'{"TableName": "carros", "Item": %s}' % item
    assert exchange(up.port, http(b"PutItem", put))[0] == 200
    _, said = exchange(up.port, http(b"GetItem", GET % b'{"placa": {"S": "LONE"}}'))
    assert json.loads(said)["Item"]["a"] == {"S": "x?y"}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (b"DynamoDB_20120810.GetItem", b"GetItem", UNKNOWN),
        (b"DynamoDB_20120810.GetItem", b"Elsewhere_1.GetItem", UNKNOWN),
        (b"DynamoDB_20120810.GetItem", b"\xff\xfe", UNKNOWN),
        (b"X-Amz-Target", b"X-Amz-Targets", UNKNOWN),
        (b"Authorization", b"Author", UNSIGNED),
        (b"AWS4-HMAC-SHA256 Credential=", b"Basic ", UNSIGNED),
    ],
)
def test_a_header_is_answered_as_aws_answers_it(
    up: Up, old: bytes, new: bytes, expected: str
) -> None:
    status, said = exchange(up.port, http(b"GetItem", GET % KEY).replace(old, new))
    assert (status, kind(said)) == (400, expected)
    assert serves(up)


def test_an_operation_that_nobody_knows_is_unknown(up: Up) -> None:
    status, said = exchange(up.port, http(b"GuessItem", b"{}"))
    assert (status, kind(said).partition("#")[2]) == (400, "UnknownOperationException")


def test_get_on_the_root_is_the_health_check_and_other_methods_are_not_found(up: Up) -> None:
    assert exchange(up.port, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n") == (
        200,
        b"healthy: dynamodb.us-east-1.amazonaws.com ",
    )
    assert exchange(up.port, b"PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n") == (
        404,
        b"<UnknownOperationException/>\n",
    )


@pytest.mark.parametrize(
    ("wire", "status"),
    [
        (b"\x16\x03\x01\x02\x00\x01\x00 TLS", 400),
        (b"nonsense\r\n\r\n", 400),
        (b"POST / HTTP/9.9\r\n\r\n", 400),
        (http(b"GetItem", b"").replace(b"Content-Length: 0", b"Content-Length: -1"), 400),
        (http(b"GetItem", b"", b"Content-Length: 5"), 400),
        (http(b"GetItem", b"", b"X: " + b"a" * 70_000), 400),
        (http(b"GetItem", b"").replace(b": 0\r\n", b": 99999999\r\n"), 413),
        (http(b"GetItem", b" " * 18_000_000), 413),
    ],
    ids=lambda value: value[:30] if isinstance(value, bytes) else None,
)
def test_what_is_no_http_of_ours_is_refused(up: Up, wire: bytes, status: int) -> None:
    assert exchange(up.port, wire)[0] == status
    assert serves(up)


def test_two_thousand_broken_requests_leave_the_stack_serving(up: Up) -> None:
    dice = Random(1)
    for seed in range(INPUTS):
        dice.seed(seed)
        if seed % 2:
            operation, body = hostile_inputs.body(dice)
            wire = http(operation.encode(), body)
        else:
            wire = hostile_inputs.wire(dice)
        status, said = exchange(up.port, wire)
        if status not in ANSWERS:
            assert kind(said).endswith("#InternalFailure"), f"seed {seed}: {wire!r}: {said!r}"
    assert serves(up)


# kill -9 in mid-run


class Writers:
    """Clients that put items one after the other and remember when each was answered."""

    def __init__(self, up: Up, count: int) -> None:
        self._up = up
        self.answered: dict[str, float] = {}
        self.failed = 0
        self._threads = [threading.Thread(target=self._write, args=(n,)) for n in range(count)]
        for thread in self._threads:
            thread.start()

    def join(self) -> None:
        for thread in self._threads:
            thread.join(20)
            assert not thread.is_alive()

    def _write(self, writer: int) -> None:
        client = self._up.client("dynamodb", read_timeout=5)
        number = 0
        while self.failed < 8 and number < 100_000:
            plate = f"W{writer}-{number}"
            number += 1
            try:
                client.put_item(TableName="carros", Item={"placa": {"S": plate}})
            except Exception:  # noqa: BLE001 - whatever a client says of an endpoint that is gone
                self.failed += 1
            else:
                self.answered[plate] = time.monotonic()


def puts_in(ledger: Path) -> int:
    calls = [entry for entry in LedgerReader(ledger) if isinstance(entry, CallEntry)]
    return sum(call.operation == "PutItem" and call.status == 200 for call in calls)


def test_kill_9_of_the_gateway_loses_the_last_flush_interval_at_most(tmp_path, left: Left):
    up = start_up(tmp_path, "--limits", "off", stderr=tmp_path / "stderr")
    writers = Writers(up, 8)
    assert eventually(lambda: len(writers.answered) > 2_000, 30)
    killed_s = time.monotonic()
    up.process.kill()
    up.process.wait(10)
    writers.join()
    recorded = puts_in(up.run / "ledger.jsonl")
    # The kill is not at a flush, and the machine may be late for one: twice the interval.
    safe = sum(when < killed_s - 2 * FLUSH_INTERVAL_S for when in writers.answered.values())
    assert safe > 1_000
    assert safe <= recorded <= len(writers.answered) + 8
    assert eventually(lambda: not left(), 10), left()
    report = subprocess.run(
        harness("report", "latest", "--runs-dir", str(tmp_path)),
        cwd=ROOT,
        env=clean_environment(),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert report.returncode == 0, report.stderr


def test_kill_9_of_the_engine_loses_no_call_that_was_answered(tmp_path, left: Left):
    up = start_up(tmp_path, "--limits", "off", stderr=tmp_path / "stderr")
    writers = Writers(up, 8)
    assert eventually(lambda: len(writers.answered) > 2_000, 30)
    child_of(up.process.pid, "ServerRunner").kill()
    assert up.process.wait(20) == 3
    writers.join()
    assert puts_in(up.run / "ledger.jsonl") == len(writers.answered)
    assert "Traceback" not in (tmp_path / "stderr").read_text()
    assert eventually(lambda: not left(), 10), left()
