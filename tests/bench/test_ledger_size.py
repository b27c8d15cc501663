"""A run of ten million calls, through functions: how long its report and a query of it take, and
in how much memory. ``HARNESS_BENCH_CALLS`` makes it shorter.

The ledger is generated: the parking lot's shares, three requests in a hundred refused first.
"""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from random import Random

import psutil
import pytest

from harness.ledger.run import RunDirectory, RunFacts
from harness.ledger.writer import LedgerWriter
from harness.model.charge import Arm
from harness.model.entry import CallEntry, Entry, InvocationEntry, Throttle, Verdict
from harness.model.table import (
    BillingMode,
    Index,
    IndexType,
    KeyAttribute,
    KeySchema,
    Projection,
    Table,
    Throughput,
)

CALLS = int(os.environ.get("HARNESS_BENCH_CALLS", 10_000_000))
SECONDS_MAX = 10
ROUNDS = 3
MEMORY_MAX_BYTES = 1024**3
START_NS = 1_795_000_000_000_000_000
REQUESTS_A_SECOND = 500
# In half a second: 1.4 calls a request, and its invocation.
ENTRIES_A_FLUSH = 600
_POLL_S = 0.1  # a look at all processes takes over a millisecond of theirs

TABLE = Table(
    "lot",
    KeySchema(KeyAttribute("placa", "S"), KeyAttribute("registro", "S")),
    BillingMode.PROVISIONED,
    Throughput(1000, 1000),
    (Index("by-cpf", IndexType.GLOBAL, KeySchema(KeyAttribute("cpf", "S")), Projection("ALL")),),
)
READ, WRITE = Arm("lot", None, 2, 0), Arm("lot", None, 0, 2)
BY_OWNER = Arm("lot", "by-cpf", 1, 0)
# Out of a hundred requests: a kind, its function, and the operations and arms of its calls.
KINDS = (
    (45, "entry", "register", (("UpdateItem", (WRITE,)),)),
    (35, "exit", "register", (("GetItem", (READ,)), ("UpdateItem", (WRITE,)))),
    (15, "account", "account", (("Query", (READ,)),)),
    (5, "bill", "bill", (("Query", (BY_OWNER,)), ("Query", (READ,)))),
)
REFUSAL = (Throttle("lot", None, "TableWriteProvisionedThroughputExceeded"),)
REFUSED = "ProvisionedThroughputExceededException"


def entries(calls: int) -> Iterator[Entry]:
    dice, request = Random(7), 0
    shares = [share for share, *_ in KINDS]
    while calls > 0:
        request += 1
        _, kind, function, operations = dice.choices(KINDS, shares)[0]
        time_ns = arrived_ns = START_NS + request * 1_000_000_000 // REQUESTS_A_SECOND
        identity = f"{request:08x}-0000-4000-8000-{dice.getrandbits(48):012x}"
        partition = f"{dice.randrange(20_000) * 0x9E3779B97F4A7C15 % 2**64:016x}"
        for operation, arms in operations:
            refused = request % 100 < 3 and WRITE in arms
            for attempt in range(1, 3 if refused else 2):
                out = refused and attempt == 1
                latency_ns = dice.randrange(1_000_000, 9_000_000)
                yield CallEntry(
                    time_ns=time_ns,
                    operation=operation,
                    caller=function,
                    invocation=identity,
                    kind=kind,
                    tables=("lot",),
                    arms=() if out else arms,
                    metered=True,
                    throttles=REFUSAL if out else (),
                    status=400 if out else 200,
                    error=REFUSED if out else None,
                    latency_ns=latency_ns,
                    verdict=Verdict.THROTTLED if out else Verdict.ALLOWED,
                    attempt=attempt,
                    sdk_invocation=f"{identity[:-1]}x",
                    partition=partition,
                    request_bytes=dice.randrange(200, 300),
                    response_bytes=dice.randrange(100, 900),
                )
                calls -= 1
                time_ns += latency_ns
        duration_ns = time_ns - arrived_ns + dice.randrange(200_000, 900_000)
        yield InvocationEntry(
            time_ns=arrived_ns,
            request_id=identity,
            function=function,
            kind=kind,
            status=200,
            function_status=200,
            error=None,
            latency_ns=duration_ns + dice.randrange(500_000, 900_000),
            duration_ns=duration_ns,
            init_ns=None,
            memory_mb=dice.randrange(58, 64),
        )


def make(path: Path, calls: int) -> RunDirectory:
    """A run, its ledger flushed as often as a stack does it."""
    facts = ("harness up", "template.yaml", "us-east-1", "enforce", START_NS, (TABLE,))
    run = RunDirectory(path)
    run.write_facts(RunFacts(path.name, *facts))
    ledger, made = LedgerWriter(run.ledger), entries(calls)
    while at_once := list(islice(made, ENTRIES_A_FLUSH)):
        for entry in at_once:
            ledger.append(entry)
        ledger.flush()
    ledger.close()
    return run


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> RunDirectory:
    run = make(tmp_path_factory.mktemp("run"), CALLS)
    os.sync()  # the report is measured, not how the ledger's making reaches the disk
    print(f"\n{CALLS:,} calls: a ledger of {run.ledger.stat().st_size / 1e9:.2f} GB")
    return run


def measured(*arguments: str | Path) -> tuple[float, int]:
    """Seconds, and the peak of the resident memory in bytes, of a harness command."""
    started_s = time.monotonic()
    command = [sys.executable, "-m", "harness", *map(str, arguments)]
    process = psutil.Popen(command, stdout=subprocess.DEVNULL)
    peak = 0
    while process.poll() is None:
        peak = max(peak, resident(process))
        time.sleep(_POLL_S)
    assert process.returncode == 0
    seconds = time.monotonic() - started_s
    print(f"harness {arguments[0]}: {seconds:.1f} s, {peak / 2**20:.0f} MB")
    return seconds, peak


def resident(process: psutil.Popen) -> int:
    """Of the command and of the processes that it starts."""
    try:
        family = [process, *process.children(recursive=True)]
        return sum(member.memory_info().rss for member in family)
    except psutil.NoSuchProcess:
        return 0


def test_the_report_of_ten_million_calls(run: RunDirectory) -> None:
    seconds, peaks = zip(*(measured("report", run.path) for _ in range(ROUNDS)), strict=True)
    assert max(peaks) <= MEMORY_MAX_BYTES
    assert statistics.median(seconds) <= SECONDS_MAX


@pytest.mark.parametrize("view", ["per_kind", "per_second", "per_key"])
def test_a_query_of_ten_million_calls(run: RunDirectory, view: str) -> None:
    seconds, peak = measured("query", run.path, f"SELECT count(*), sum(wcu) FROM {view}")
    assert peak <= MEMORY_MAX_BYTES
    assert seconds <= SECONDS_MAX
