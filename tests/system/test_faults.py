"""What breaks around the harness: its message and remedy, exit code 3, and no figure lost."""

import json
import signal
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import psutil
import pytest

from tests.conftest import ROOT, clean_environment, harness, start_up
from tests.system.support import Left, eventually, free_port, run_harness

PINNED = json.loads((ROOT / "harness/engines/dynamodb_local.lock.json").read_text())
IN_A_MOUNT_NAMESPACE = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-ec"]


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


def said(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode == 3, done.stderr
    assert "Traceback" not in done.stderr
    assert "to do:" in done.stderr
    return done.stderr


def engine_of(process: subprocess.Popen[str]) -> psutil.Process:
    (engine,) = [
        child
        for child in psutil.Process(process.pid).children()
        if "ServerRunner" in " ".join(child.cmdline())
    ]
    return engine


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
    run = subprocess.Popen(
        harness("run", "--duration", "60s", "--runs-dir", str(tmp_path)),
        cwd=ROOT,
        env=clean_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    ledger = tmp_path / "latest/ledger.jsonl"
    assert eventually(
        lambda: ledger.exists() and ledger.read_text().count('"type":"invocation"') > 3, 60
    )
    engine_of(run).send_signal(signal.SIGKILL)
    stdout, stderr = run.communicate(timeout=20)
    message = said(subprocess.CompletedProcess(run.args, run.returncode, stdout, stderr))
    assert "DynamoDB Local 3.3.1 ended in mid-run: signal 9 (Killed)" in message
    assert "last log lines:" in message
    assert stdout.split()[0] in ("FITS", "THROTTLES", "WILL")
    assert "! DynamoDB Local 3.3.1 ended" in stdout
    assert eventually(lambda: not left(), 1), left()
    report = json.loads((tmp_path / "latest/report.json").read_text())
    assert report["totals"]["requests"]["total"] > 3
    assert any("DynamoDB Local" in event for event in report["run"]["events"])
    again = run_harness("report", "--runs-dir", tmp_path)
    assert again.returncode == 0
    assert again.stdout.splitlines()[:-1] == stdout.splitlines()[:-1]


def test_an_engine_that_dies_ends_up_too(tmp_path, left: Left):
    errors = tmp_path / "stderr"
    up = start_up(tmp_path / "runs", stderr=errors)
    engine_of(up.process).send_signal(signal.SIGKILL)
    assert up.process.wait(10) == 3
    assert "DynamoDB Local 3.3.1 ended in mid-run: signal 9 (Killed)" in errors.read_text()
    assert "Traceback" not in errors.read_text()
    assert eventually(lambda: not left(), 1), left()


def test_a_disk_that_fills_up_ends_the_run_and_leaves_a_ledger_that_can_be_read(
    tmp_path, left: Left
):
    disk, kept = tmp_path / "disk", tmp_path / "kept"
    disk.mkdir()
    command = " ".join(harness("run", "--duration", "60s", "--runs-dir", str(disk / "runs")))
    script = f"""
        mount -t tmpfs -o size=128k none {disk}
        code=0; {command} || code=$?
        cp -r {disk}/runs {kept}
        exit $code
    """
    if subprocess.run([*IN_A_MOUNT_NAMESPACE, f"mount -t tmpfs none {disk}"]).returncode != 0:
        pytest.skip("no user namespaces here: a small disk cannot be made")
    done = subprocess.run(
        [*IN_A_MOUNT_NAMESPACE, script],
        cwd=ROOT,
        env=clean_environment(),
        capture_output=True,
        text=True,
        timeout=60,
    )
    message = said(done)
    assert "ledger.jsonl: the ledger cannot be written: no space left on device" in message.lower()
    assert "--runs-dir" in message
    assert eventually(lambda: not left(), 1), left()
    assert done.stdout.split()[0] in ("FITS", "THROTTLES", "WILL")
    report = run_harness("report", "--runs-dir", kept)
    assert report.returncode == 0, report.stderr
    assert "cut off" in report.stdout
    lines = (kept / "latest/ledger.jsonl").read_bytes().splitlines(keepends=True)
    assert all(line.endswith(b"\n") and json.loads(line) for line in lines)
