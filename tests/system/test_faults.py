"""What breaks around the harness: its message and remedy, exit code 3, and no figure lost."""

import asyncio
import json
import os
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tests.conftest import ROOT, clean_environment, harness, start_up
from tests.system.conftest import started_engine
from tests.system.support import (
    Left,
    child_of,
    eventually,
    free_port,
    on_a_small_disk,
    run_harness,
    said,
)

PINNED = json.loads((ROOT / "harness/engines/downloads/dynamodb_local.lock.json").read_text())


def size_bytes(path: str) -> int:
    """Of the pinned file that a Maven repository has at ``path``."""
    return next(
        artifact["size_bytes"]
        for artifact in PINNED
        if path.endswith(f"/{artifact['name']}-{artifact['version']}.{artifact['extension']}")
    )


class WrongBytes(BaseHTTPRequestHandler):
    """As many bytes as there should be, none of them right."""

    def do_GET(self) -> None:
        size = size_bytes(self.path)
        self.send_response(200)
        self.send_header("Content-Length", str(size))
        self.end_headers()
        self.wfile.write(bytes(size))

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def repository() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), WrongBytes) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def in_mid_run(runs: Path, *flags: str) -> subprocess.Popen[str]:
    """A run that has served some invocations."""
    run = subprocess.Popen(
        harness("run", "--duration", "60s", "--runs-dir", str(runs), *flags),
        cwd=ROOT,
        env=clean_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    ledger = runs / "latest/ledger.jsonl"
    assert eventually(
        lambda: ledger.exists() and ledger.read_text().count('"type":"invocation"') > 3, 90
    )
    return run


def ended(run: subprocess.Popen[str]) -> subprocess.CompletedProcess[str]:
    stdout, stderr = run.communicate(timeout=60)
    return subprocess.CompletedProcess(run.args, run.returncode, stdout, stderr)


def test_no_network_at_the_first_start_says_what_it_is_needed_for(tmp_path, left: Left):
    place = ("--cache-dir", tmp_path / "cache", "--runs-dir", tmp_path / "runs")
    nowhere = f"http://127.0.0.1:{free_port()}"
    message = said(run_harness("up", *place, "--maven-repository", nowhere))
    assert "cannot be fetched: " in message
    assert "refused" in message
    assert "the first start needs the network" in message
    assert "--maven-repository" in message
    assert left() == []


def test_a_download_that_was_changed_on_the_way_is_refused_and_named(tmp_path, left: Left):
    cache = tmp_path / "cache"
    place = ("--cache-dir", cache, "--runs-dir", tmp_path / "runs")
    with repository() as url:
        message = said(run_harness("up", *place, "--maven-repository", url))
    assert ".jar is not the file that is pinned: SHA-256 " in message
    assert f"harness: {url}/" in message
    assert list(cache.rglob("*.jar")) == []
    assert left() == []


def test_an_engine_that_dies_in_mid_run_ends_the_run_with_what_was_measured(tmp_path, left: Left):
    run = in_mid_run(tmp_path)
    child_of(run.pid, "ServerRunner").kill()
    done = ended(run)
    message = said(done)
    assert "DynamoDB Local 3.3.1 ended in mid-run: signal 9 (Killed)" in message
    assert "last log lines:" in message
    assert done.stdout.split()[0] in ("Fits:", "Fits", "Throttles")
    assert "! DynamoDB Local 3.3.1 ended" in done.stdout
    assert eventually(lambda: not left(), 1), left()
    report = json.loads((tmp_path / "latest/report.json").read_text())
    assert report["totals"]["requests"]["total"] > 3
    assert any("DynamoDB Local" in event for event in report["run"]["events"])
    again = run_harness("report", "--runs-dir", tmp_path)
    assert again.returncode == 0
    assert again.stdout.splitlines()[:-1] == done.stdout.splitlines()[:-1]


def test_an_engine_that_dies_ends_up_too(tmp_path, left: Left):
    errors = tmp_path / "stderr"
    up = start_up(tmp_path / "runs", stderr=errors)
    child_of(up.process.pid, "ServerRunner").kill()
    assert up.process.wait(10) == 3
    assert "DynamoDB Local 3.3.1 ended in mid-run: signal 9 (Killed)" in errors.read_text()
    assert "Traceback" not in errors.read_text()
    assert eventually(lambda: not left(), 1), left()


def test_an_engine_of_somebody_else_that_dies_ends_the_run_too(tmp_path, left: Left):
    with asyncio.Runner() as runner:
        engine = runner.run(started_engine())
        endpoint = f"http://127.0.0.1:{engine.port}"
        run = in_mid_run(tmp_path, "--dynamodb-endpoint", endpoint)
        child_of(os.getpid(), f"-port {engine.port}").kill()
        done = ended(run)
        runner.run(engine.stop())
    message = said(done)
    assert "the DynamoDB Local that is not ours ended in mid-run: " in message
    assert f"--dynamodb-endpoint {endpoint}" in message
    assert "then begin again" in message
    assert done.stdout.split()[0] in ("Fits:", "Fits", "Throttles")
    assert "! the DynamoDB Local that is not ours ended" in done.stdout
    assert run_harness("report", "--runs-dir", tmp_path).returncode == 0
    assert eventually(lambda: not left(), 5), left()


def test_a_disk_that_fills_up_ends_the_run_and_leaves_a_ledger_that_can_be_read(
    tmp_path, left: Left
):
    kept = tmp_path / "kept"
    done = on_a_small_disk(kept, "run", "--duration", "60s")
    message = said(done)
    assert "ledger.jsonl: the ledger cannot be written: no space left on device" in message.lower()
    assert "--runs-dir" in message
    assert eventually(lambda: not left(), 1), left()
    assert done.stdout.split()[0] in ("Fits:", "Fits", "Throttles")
    report = run_harness("report", "--runs-dir", kept)
    assert report.returncode == 0, report.stderr
    assert "cut off" in report.stdout
    lines = (kept / "latest/ledger.jsonl").read_bytes().splitlines(keepends=True)
    assert all(line.endswith(b"\n") and json.loads(line) for line in lines)
