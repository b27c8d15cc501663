"""What else a developer could run, and how to start it. The first start installs it."""

import asyncio
import json
import os
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from harness.engines.downloads.artifacts import DYNAMODB_LOCAL_VERSION
from harness.template import load_application
from tests.bench import ministack, moto_server, peer, sam_local
from tests.conftest import ROOT, end, start_up
from tests.system.conftest import started_engine
from tests.system.dynamodb_wire import Wire
from tests.system.support import free_port, listens

DYNALITE = "4.0.0"
START_S_MAX = 60


@dataclass(frozen=True)
class Peer:
    """``start``, given a scratch folder: answers inside of it, on the port that it gives.

    ``functions``: why it runs no functions, or empty; then the course's are in it.
    ``tables``: why it has none, or empty; then DynamoDB answers on that port.
    """

    name: str
    start: Callable[[Path], AbstractContextManager[int]]
    functions: str = ""
    tables: str = ""


@contextmanager
def harness(scratch: Path) -> Iterator[int]:
    up = start_up(scratch / "runs", stderr=scratch / "harness.log")
    try:
        yield up.port
    finally:
        end(up)


@contextmanager
def engine(scratch: Path) -> Iterator[int]:
    with asyncio.Runner() as runner:
        local = runner.run(started_engine())
        try:
            yield local.port
        finally:
            runner.run(local.stop())


@contextmanager
def with_functions(scratch: Path) -> Iterator[int]:
    application = load_application(
        ROOT / "functions" / "template.yaml",
        parameters={},
        region="us-east-1",
        account_id="123456789012",
    )
    with ministack.running(application, scratch) as endpoint:
        yield port_of(endpoint)


@contextmanager
def moto(scratch: Path) -> Iterator[int]:
    with moto_server.running(scratch) as endpoint:
        yield answering(port_of(endpoint))


@contextmanager
def dynalite(scratch: Path) -> Iterator[int]:
    port = free_port()
    # Tables are there at once, not after half a second: as quick as it can be.
    flags = ["--createTableMs", "0", "--deleteTableMs", "0", "--updateTableMs", "0"]
    with (scratch / "dynalite.log").open("wb") as log:
        process = subprocess.Popen(
            [dynalite_installed(), *flags, "--port", str(port)],
            env=peer.clean_environment(),
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        yield answering(port)
    finally:
        os.killpg(process.pid, 9)
        process.wait()


@contextmanager
def sam(scratch: Path) -> Iterator[int]:
    """With the image that ``harness images build`` makes: AWS's own is in no package registry."""
    with sam_local.running(scratch) as endpoint:
        yield port_of(endpoint)


def dynalite_installed() -> Path:
    home = peer.FOLDER / f"dynalite-{DYNALITE}"
    program = home / "node_modules/.bin/dynalite"
    if not program.exists():
        home.mkdir(parents=True, exist_ok=True)
        (home / "package.json").write_text(json.dumps({"private": True}))
        npm = ["npm", "install", "--silent", "--no-fund", "--no-audit"]
        subprocess.run([*npm, f"dynalite@{DYNALITE}"], cwd=home, check=True)
    return program


def port_of(endpoint: str) -> int:
    return int(endpoint.rpartition(":")[2])


def answering(port: int) -> int:
    """The port, once DynamoDB answers there."""
    deadline = time.monotonic() + START_S_MAX
    while not listens(port):
        if time.monotonic() > deadline:
            raise TimeoutError(f"nothing listens on port {port}")
        time.sleep(0.01)
    with closing(Wire(port)) as wire:
        wire.call("ListTables")
    return port


PEERS = (
    Peer(f"this project {version('lambda-dynamodb-harness')}", harness),
    Peer(f"DynamoDB Local {DYNAMODB_LOCAL_VERSION} alone", engine, "it is DynamoDB only"),
    Peer(f"MiniStack {ministack.VERSION}", with_functions),
    Peer(f"moto {moto_server.VERSION} (server)", moto, "it runs them in Docker images only"),
    Peer(f"dynalite {DYNALITE}", dynalite, "it is DynamoDB only"),
    Peer(f"SAM CLI {sam_local.VERSION}", sam, tables="`sam local` is Lambda only"),
)
