"""Ten thousand invocations, among them runtimes that are killed, time-outs, exits and clients that
hang up: afterwards there is no process, no descriptor and no waiting caller left."""

import json
import random
import socket
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import psutil

from harness.ledger.reader import LedgerReader
from tests.conftest import Up, end, start_up
from tests.system.support import Left, adopting, children_of, eventually

INVOCATIONS = 10_000
CLIENTS = 8

CODE = """
import os, signal, subprocess, sys, time

def handler(event, context):
    do = event.get("do")
    if do == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    if do == "exit":
        os._exit(3)
    if do == "sleep":
        time.sleep(30)
    if do == "child":
        subprocess.Popen(["sleep", "986"], start_new_session=event["n"] % 2 == 0)
    return event["n"]
"""

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties:
      {FunctionName: f, Runtime: python3.11, CodeUri: code/, Handler: app.handler, Timeout: 1}
"""

# A thousandth each; the rest is well.
WRONG = {"kill": 8, "exit": 8, "sleep": 10, "child": 2, "hang up": 20, "kill outside": 8}


def deed(rng: random.Random) -> str:
    draw = rng.random() * 1000
    for name, share in WRONG.items():
        if draw < share:
            return name
        draw -= share
    return ""


class Client:
    """One caller with a connection of its own, and what became of its invocations."""

    def __init__(self, up: Up, seed: int) -> None:
        self._up = up
        self._rng = random.Random(seed)
        self._connection = self._connected()
        self.ends: Counter[str] = Counter()

    def run(self, invocations: int) -> None:
        for number in range(invocations):
            do = deed(self._rng)
            if do == "hang up":
                self._hang_up(number)
            else:
                self._invoke(number, do)
        self._connection.close()

    def _connected(self) -> HTTPConnection:
        connection = HTTPConnection("127.0.0.1", self._up.port, timeout=60)
        connection.connect()
        connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection

    def _send(self, number: int, do: str) -> None:
        body = json.dumps({"n": number, "do": do})
        self._connection.request("POST", "/2015-03-31/functions/f/invocations", body)

    def _invoke(self, number: int, do: str) -> None:
        self._send(number, do)
        if do == "kill outside":
            self._kill_one()
        answer = self._connection.getresponse()
        said = json.loads(answer.read())
        assert answer.status == 200, said
        if answer.getheader("x-amz-function-error"):
            self.ends[said["errorType"]] += 1
        else:
            assert said == number, "somebody else's answer"
            self.ends["answered"] += 1

    def _hang_up(self, number: int) -> None:
        self._send(number, "")
        self._connection.close()
        self._connection = self._connected()
        self.ends["hung up"] += 1

    def _kill_one(self) -> None:
        runtimes = runtimes_of(self._up)
        if runtimes:
            self._rng.choice(runtimes).kill()


def runtimes_of(up: Up) -> list[psutil.Process]:
    return children_of(up.process.pid, "app.handler")


def test_ten_thousand_invocations_with_faults_leave_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "code").mkdir()
    (tmp_path / "code" / "app.py").write_text(CODE)
    (tmp_path / "template.yaml").write_text(TEMPLATE)
    with adopting() as left:
        up = start_up(tmp_path / "runs", "--template", str(tmp_path / "template.yaml"))
        survive(up, left)
    entries = LedgerReader(up.run / "ledger.jsonl")
    assert len(list(entries)) == INVOCATIONS, "an invocation was lost"


def survive(up: Up, left: Left) -> None:
    harness = psutil.Process(up.process.pid)
    try:
        clients = [Client(up, seed) for seed in range(CLIENTS)]
        started = time.perf_counter()
        with ThreadPoolExecutor(CLIENTS) as many:
            list(many.map(lambda client: client.run(INVOCATIONS // CLIENTS), clients))
        ends = sum((client.ends for client in clients), Counter())
        took_s = time.perf_counter() - started
        print(f"\n{INVOCATIONS} invocations in {took_s:.0f} s: {dict(ends)}")
        assert ends.total() == INVOCATIONS
        assert min(ends[kind] for kind in ("Runtime.ExitError", "Sandbox.Timedout")) > 10
        assert eventually(lambda: len(runtimes_of(up)) <= CLIENTS + 2, 5)
        # Each runtime: a listening socket, a connection, a pipe, its /proc file, its pidfd.
        assert harness.num_fds() <= 60 + 6 * len(runtimes_of(up))
    except HTTPException as error:
        raise AssertionError("a caller was left alone") from error
    finally:
        assert end(up) == 0
    assert eventually(lambda: not left(), 5), left()
