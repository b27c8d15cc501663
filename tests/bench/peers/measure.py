"""What is measured of each peer, one peer at a time, with nothing else running."""

import http.client
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from tests.bench.peers.targets import Peer
from tests.system.aws_cases import CASES, TABLES, Case, Target, pad, schema
from tests.system.dynamodb_wire import Json, Wire

STARTS = 3
WARM_UP = 200
CALLS = 500
PROVISIONED_WCU = 5
ITEM_BYTES = 100 * 1024 - 60  # with its key just below 100 KB
ITEM_WCU = 100
WRITES = 30  # 3,000 WCU, twice of what a bucket of 5 WCU × 300 s holds
# A partition takes 1,000 WCU a second, whatever the table has left: that is another limit.
BELOW_A_PARTITIONS_RATE_S = 0.15
READY_TRIES = 40
ON_DEMAND = "ThrottlingException"  # a table on demand, or one of its partitions
THROTTLED = "ProvisionedThroughputExceededException"

INVOKE = "/2015-03-31/functions/ola/invocations"
INVOKE_HEADERS = {
    "Authorization": "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/lambda/aws4_request, "
    "SignedHeaders=host, Signature=none"
}


@dataclass
class Figures:
    """``None``: not to be had of it. ``*_ms``: the median of one client's calls in turn. Memory is
    that of all its processes, shared pages shared out. ``throttled_after``: units written in a row
    to a table, or an index, of 5 WCU until one is refused; ``None`` where none ever is."""

    start_s: float
    memory_mb: float = 0
    invoke_ms: float | None = None
    put_ms: float | None = None
    get_ms: float | None = None
    as_aws: dict[str, int] = field(default_factory=dict)
    table_throttled_after: int | None = None
    index_throttled_after: int | None = None


def measured(peer: Peer, scratch: Path) -> Figures:
    start_s(peer, scratch)  # installs, and fills caches
    starts = [start_s(peer, scratch) for _ in range(STARTS - 1)]
    before = set(psutil.process_iter())
    began = time.perf_counter()
    with (
        peer.start(scratch) as port,
        closing(Wire(port)) as wire,
        closing(PatientWire(port)) as patient,
    ):
        starts.append(time.perf_counter() - began)
        figures = Figures(statistics.median(starts))
        if not peer.tables:
            figures.put_ms, figures.get_ms = puts_and_gets(wire)
        if not peer.functions:
            figures.invoke_ms = invocations(port)
        # Not its children alone: a container's processes are the Docker engine's.
        figures.memory_mb = memory(set(psutil.process_iter()) - before)
        if not peer.tables:
            figures.as_aws = as_aws(patient)
            figures.table_throttled_after = throttled_after(wire, "throttled", index=False)
            figures.index_throttled_after = throttled_after(wire, "index-throttled", index=True)
        return figures


def make(wire: Wire, request: Json) -> None:
    """A table that is ready. Where it cannot be made, what asks for it finds that out."""
    wire.send("CreateTable", **request)
    for _ in range(READY_TRIES):
        status, answer = wire.send("DescribeTable", TableName=request["TableName"])
        if status == 200 and answer["Table"]["TableStatus"] == "ACTIVE":
            return
        time.sleep(0.05)


def start_s(peer: Peer, scratch: Path) -> float:
    began = time.perf_counter()
    with peer.start(scratch):
        return time.perf_counter() - began


def median_ms(call: Callable[[int], object]) -> float:
    for number in range(WARM_UP):
        call(number)
    return statistics.median(timed_ms(call, number) for number in range(CALLS))


def timed_ms(call: Callable[[int], object], number: int) -> float:
    began = time.perf_counter()
    call(number)
    return (time.perf_counter() - began) * 1000


def puts_and_gets(wire: Wire) -> tuple[float, float]:
    make(wire, schema("peers"))

    def key(number: int) -> Json:
        return {"pk": {"S": f"{number}"}, "sk": {"S": "1"}}

    return (
        median_ms(lambda n: wire.call("PutItem", TableName="peers", Item=key(n))),
        median_ms(lambda n: wire.call("GetItem", TableName="peers", Key=key(n))),
    )


def invocations(port: int) -> float:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
        return median_ms(lambda _: greeting(connection))


def greeting(connection: http.client.HTTPConnection) -> None:
    event = b'{"nome": "Maria", "sobrenome": "Silva"}'
    connection.request("POST", INVOKE, event, INVOKE_HEADERS)
    answer = connection.getresponse().read()
    assert b"Oi Maria Silva!" in answer, answer


def memory(processes: set[psutil.Process]) -> float:
    total = 0
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            total += process.memory_full_info().pss
    return total / 1e6


class PatientWire(Wire):
    """Tries again what is throttled, as an SDK does: some cases write more than a partition takes
    in a second, which on AWS the way to the Region spreads."""

    def send(self, operation: str, **members: Any) -> tuple[int, Json]:
        for _ in range(READY_TRIES):
            status, answer = super().send(operation, **members)
            if status == 200 or not answer.get("__type", "").endswith((THROTTLED, ON_DEMAND)):
                break
            time.sleep(0.3)
        return status, answer


def as_aws(wire: Wire) -> dict[str, int]:
    """By section, how many of the cases that were recorded on AWS it answers as AWS did."""
    target = Target(wire)
    for table in TABLES:
        make(wire, table)
    found: dict[str, int] = {}
    for section, case in CASES:
        found[section] = found.get(section, 0) + answers_as_aws(case, target)
    return found


def answers_as_aws(case: Case, target: Target) -> bool:
    try:
        return case.run(target) == case.aws
    except Exception:  # noqa: BLE001 - whatever a peer answers that a case cannot read is not AWS's
        return False


def throttled_after(wire: Wire, table: str, *, index: bool) -> int | None:
    """Units accepted until the first refusal. The key attributes of the index are in each item."""
    scarce = {"ReadCapacityUnits": PROVISIONED_WCU, "WriteCapacityUnits": PROVISIONED_WCU}
    ample = {"ReadCapacityUnits": 1000, "WriteCapacityUnits": 10_000}
    request = schema(table, {"ProjectionType": "ALL"}) if index else schema(table)
    request |= {"BillingMode": "PROVISIONED", "ProvisionedThroughput": ample if index else scarce}
    if index:
        request["GlobalSecondaryIndexes"][0]["ProvisionedThroughput"] = scarce
    make(wire, request)
    for written, item in enumerate(items()):
        time.sleep(BELOW_A_PARTITIONS_RATE_S)
        status, answer = wire.send("PutItem", TableName=table, Item=item)
        if status != 200:
            assert answer["__type"].endswith(THROTTLED), answer
            return written * ITEM_WCU
    return None


def items() -> Iterator[Json]:
    for number in range(WRITES):
        key = {"pk": {"S": f"{number:02}"}, "sk": {"S": "1"}, "gsiPk": {"S": f"{number:02}"}}
        yield key | {"p": {"S": pad(ITEM_BYTES)}}
