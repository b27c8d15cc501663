"""Synthetic runs: single entries to compute by hand, and a seeded parking minute to look at."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from types import SimpleNamespace

import pytest
from msgspec import structs

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
from harness.report.count.counts import Counts
from harness.report.values.resource import Resource
from harness.report.values.summary import Summary
from tests.unit.report.summaries import counts_of, summary_of

SECOND_NS = 1_000_000_000
START_NS = 1_764_000_000 * SECOND_NS
_ENTRIES_A_FLUSH = 20
REFUSED = "ProvisionedThroughputExceededException"


def table(name: str, read: int | None, write: int = 0, *indexes: Index) -> Table:
    throughput = None if read is None else Throughput(read, write)
    mode = BillingMode.PAY_PER_REQUEST if read is None else BillingMode.PROVISIONED
    return Table(name, _key("placa"), mode, throughput, indexes)


def global_index(name: str, read: int | None, write: int = 0) -> Index:
    throughput = None if read is None else Throughput(read, write)
    return Index(name, IndexType.GLOBAL, _key("cpf"), Projection("ALL"), throughput)


def local_index(name: str) -> Index:
    return Index(name, IndexType.LOCAL, _key("cpf"), Projection("ALL"))


def _key(attribute: str) -> KeySchema:
    return KeySchema(KeyAttribute(attribute, "S"))


def facts(*tables: Table) -> RunFacts:
    return RunFacts(
        run_id="20261123-101500-parking",
        command="harness run --seed 7",
        template="functions/template.yaml",
        region="us-east-1",
        limits="enforce",
        started_ns=START_NS,
        tables=tables,
        scenario="parking",
        seed=7,
        ended_ns=START_NS + 3600 * SECOND_NS,
        versions={"harness": "0.1.0", "DynamoDB Local": "3.3.1", "Python": "3.11.7"},
    )


def call(
    at_s: float,
    *arms: Arm,
    refused: Throttle | None = None,
    error: str | None = None,
    **other: object,
) -> CallEntry:
    """A PutItem ``at_s`` after the start: from outside any function, or of an ``invocation`` of
    parking-register."""
    if "invocation" in other:
        other = {"caller": "parking-register", "kind": "register", **other}
    entry = CallEntry(
        time_ns=START_NS + round(at_s * SECOND_NS),
        operation="PutItem",
        caller="client",
        invocation=None,
        kind=None,
        tables=tuple({arm.table for arm in arms}),
        arms=arms,
        metered=True,
        throttles=() if refused is None else (refused,),
        status=400 if refused or error else 200,
        error=REFUSED if refused else error,
        latency_ns=2_000_000,
        verdict=Verdict.ALLOWED if refused is None else Verdict.THROTTLED,
    )
    return structs.replace(entry, **other)


def invocation(at_s: float, request_id: str, **other: object) -> InvocationEntry:
    entry = InvocationEntry(
        time_ns=START_NS + round(at_s * SECOND_NS),
        request_id=request_id,
        function="parking-register",
        kind="register",
        status=200,
        function_status=200,
        error=None,
        latency_ns=5_000_000,
        duration_ns=3_000_000,
        init_ns=None,
    )
    return structs.replace(entry, **other)


def steady(table_name: str, write_units: int, seconds: int) -> list[Entry]:
    """So many WCU in each of the seconds. A last call at their end consumes nothing and makes the
    window exactly as long."""
    arm = Arm(table_name, None, write_half_units=2 * write_units)
    calls: list[Entry] = [call(second, arm) for second in range(seconds)]
    return [*calls, call(seconds)]


def only(summary: Summary, table_name: str, unit: str, index: str | None = None) -> Resource:
    wanted = (table_name, index, unit)
    found = [
        use for use in summary.resources if (use.table, use.index, use.dimension.unit) == wanted
    ]
    assert len(found) == 1
    return found[0]


def parking_facts() -> RunFacts:
    lot = table("estacionamento", 60, 8, global_index("por-cpf", 4, 8))
    owners = table("proprietarios", 3, 1, local_index("por-aquisicao"))
    run = facts(lot, owners, table("account", 2, 1))
    return replace(run, ended_ns=START_NS + 61 * SECOND_NS)


_FUNCTIONS = {
    "register": ("parking-register", 80),
    "account": ("parking-account", 15),
    "bill": ("parking-bill", 5),
}


@dataclass
class ParkingMinute:
    """What a minute of the parking lot could have written to the ledger, always the same."""

    per_second: int = 100
    seconds: int = 60
    throttled_from: float | None = 34.5
    seed: int = 7

    def entries(self) -> Iterator[Entry]:
        dice = Random(self.seed)
        yield call(-5, Arm("estacionamento", None, write_half_units=2000), caller="setup")
        for number in range(self.per_second * self.seconds):
            at_s = number / self.per_second + dice.random() / self.per_second
            yield from self._request(dice, at_s, f"request-{number:06}")

    def _request(self, dice: Random, at_s: float, request_id: str) -> Iterator[Entry]:
        kinds = list(_FUNCTIONS)
        kind = dice.choices(kinds, [share for _, share in _FUNCTIONS.values()])[0]
        outcome = yield from self._calls(dice, at_s, kind, request_id)
        duration_ns = round(dice.lognormvariate(1.6, 0.35) * 1e6)
        cold = round(dice.uniform(180, 320) * 1e6) if at_s < 0.2 else None
        yield invocation(
            at_s,
            request_id,
            function=_FUNCTIONS[kind][0],
            kind=kind,
            latency_ns=duration_ns + (cold or 0) + 700_000,
            duration_ns=duration_ns,
            init_ns=cold,
            **outcome,
        )

    def _calls(self, dice: Random, at_s: float, kind: str, request_id: str) -> Iterator[Entry]:
        common = {
            "invocation": request_id,
            "kind": kind,
            "caller": _FUNCTIONS[kind][0],
            "partition": f"{int(request_id[-6:]) % 97:016x}",
        }
        index = "por-cpf" if kind == "bill" else None
        halves = {"register": 1, "account": dice.choice((1, 2)), "bill": dice.choice((1, 2, 3))}[
            kind
        ]
        read = Arm("estacionamento", index, read_half_units=halves)
        yield call(at_s, read, operation="Query", latency_ns=900_000, **common)
        if kind != "register":
            return {}
        if dice.random() < 0.03:
            failed = "ConditionalCheckFailedException"
            yield call(at_s + 0.002, error=failed, **common)
            return {"function_status": 409}
        late = self.throttled_from is not None and at_s > self.throttled_from
        if late and dice.random() < 0.9:
            reason = "TableWriteProvisionedThroughputExceeded"
            for attempt in range(4):
                refused = Throttle("estacionamento", None, reason)
                identity = {"sdk_invocation": request_id, "attempt": attempt + 1}
                yield call(at_s + 0.1 * attempt, refused=refused, **common, **identity)
            return {"error": REFUSED, "function_status": None}
        table_arm = Arm("estacionamento", None, write_half_units=2)
        index_arm = Arm("estacionamento", "por-cpf", write_half_units=2)
        yield call(at_s + 0.002, table_arm, index_arm, **common)
        return {}


_OPERATIONS = ("PutItem", "GetItem", "Query", "BatchWriteItem")
_FAILURES = (None, None, "KeyError", "Sandbox.Timedout", "ThrottlingException")


@dataclass
class Chaos:
    """What a ledger may have, in no order: entries of a few forms. An invocation ends once, but
    calls of its may come later."""

    dice: Random
    _ended: int = 0

    def entries(self, count: int, forms: int = 30) -> list[Entry]:
        alike = [self._any() for _ in range(forms)]
        return [self._like(self.dice.choice(alike)) for _ in range(count)]

    def _any(self) -> Entry:
        return self._invocation() if self.dice.random() < 0.3 else self._call()

    def _like(self, entry: Entry) -> Entry:
        """Of one form."""
        other = self._call() if isinstance(entry, CallEntry) else self._invocation()
        fields = list(entry.__struct_fields__)
        common = fields[: fields.index("time_ns")]
        return structs.replace(other, **{name: getattr(entry, name) for name in common})

    def _call(self) -> CallEntry:
        dice = self.dice
        outside = dice.random() < 0.3
        verdict = dice.choices(tuple(Verdict), (6, 1, 2, 1))[0]
        error = REFUSED if verdict is Verdict.THROTTLED else dice.choice((None, None, "X"))
        arms = [self._arm() for _ in range(dice.randrange(3))]
        partition = dice.choice((None, "0000000000000007", f"{dice.getrandbits(64):016x}"))
        return call(
            dice.uniform(-2, 9),
            *(() if verdict is Verdict.THROTTLED else arms),
            operation=dice.choice(_OPERATIONS),
            caller=dice.choice(("client", "setup", "register", "bill")) if outside else "bill",
            kind=dice.choice((None, "entry", "exit")),
            invocation=None if outside else self._invocation_id(),
            metered=dice.random() < 0.9,
            verdict=verdict,
            throttles=() if verdict is Verdict.ALLOWED else (self._throttle(),),
            error=error,
            latency_ns=dice.randrange(10**7),
            attempt=dice.choice((None, 2, 3)),
            sdk_invocation=self._identity(),
            partition=partition,
            key=partition and dice.choice((None, f"ABC…{partition[:4]}")),
        )

    def _invocation(self) -> InvocationEntry:
        dice = self.dice
        return invocation(
            dice.uniform(-2, 9),
            self._ending(),
            function=dice.choice(("register", "bill")),
            kind=dice.choice(("entry", "exit", "PutItem")),
            function_status=dice.choice((None, 200, 409)),
            error=dice.choice(_FAILURES),
            latency_ns=dice.randrange(10**8),
            duration_ns=dice.randrange(10**7),
            init_ns=dice.choice((None, None, dice.randrange(10**8))),
        )

    def _invocation_id(self) -> str:
        """One of those that end next, or ended last."""
        return str(max(0, self._ended + self.dice.randrange(-3, 9)))

    def _ending(self) -> str:
        self._ended += 1
        return str(self._ended)

    def _identity(self) -> str | None:
        return self.dice.choice((None, *"abcdefgh"))

    def _throttle(self) -> Throttle:
        reads = self.dice.random() < 0.5
        index = self.dice.choice((None, "por-cpf"))
        return Throttle("estacionamento", index, "TableRead" if reads else "TableWrite")

    def _arm(self) -> Arm:
        arms = (
            ("estacionamento", None),
            ("estacionamento", "por-cpf"),
            ("proprietarios", "por-aquisicao"),
            ("carros", None),
        )
        return Arm(*self.dice.choice(arms), self.dice.randrange(4), self.dice.randrange(4))


def write_run(path: Path, run_facts: RunFacts, entries: Iterable[Entry]) -> RunDirectory:
    run = RunDirectory(path)
    path.mkdir(parents=True, exist_ok=True)
    run.write_facts(run_facts)
    ledger = LedgerWriter(run.ledger)
    for number, entry in enumerate(entries, start=1):
        ledger.append(entry)
        if number % _ENTRIES_A_FLUSH == 0:
            ledger.flush()
    ledger.close()
    return run


def counts(tables: Iterable[Table], entries: Iterable[Entry]) -> Counts:
    return counts_of(facts(*tables), entries)


@pytest.fixture(scope="session")
def make() -> SimpleNamespace:
    """The makers above, for tests: ``make.call(...)``."""
    makers = (table, global_index, local_index, facts, call, invocation, steady, only, counts)
    makers += (write_run, Chaos, ParkingMinute, parking_facts)
    return SimpleNamespace(**{maker.__name__: maker for maker in makers})


@pytest.fixture(scope="session")
def parking_run(tmp_path_factory: pytest.TempPathFactory) -> RunDirectory:
    path = tmp_path_factory.mktemp("runs") / "parking"
    return write_run(path, parking_facts(), ParkingMinute().entries())


@pytest.fixture(scope="session")
def parking() -> Summary:
    return summary_of(parking_facts(), ParkingMinute().entries())
