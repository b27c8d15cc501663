import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from harness.errors import UsageError
from harness.ledger.database import COMMON, VARYING, answer, counted
from harness.ledger.run import RunDirectory, RunFacts
from harness.ledger.writer import LedgerWriter
from harness.model.charge import Arm
from harness.model.entry import CallEntry, Entry, InvocationEntry, Throttle, Verdict
from harness.model.time import NS_PER_S
from tests.unit.entries import call, invocation

PARTITION = "4f00000000000000"
START_NS = 1_795_000_000 * NS_PER_S

CALL = call(
    "a",
    Arm("lot", None, 0, 3),
    Arm("lot", "by-cpf", 1, 2),
    time_ns=START_NS,
    latency_ns=2_500_000,
    attempt=1,
    sdk_invocation="x",
    partition=PARTITION,
)
INVOCATION = invocation("a", time_ns=START_NS + 2 * NS_PER_S, duration_ns=4_000_000)
REFUSED = replace(
    CALL,
    arms=(),
    throttles=(Throttle("lot", None, "TableWriteProvisionedThroughputExceeded"),),
    verdict=Verdict.THROTTLED,
    error="ProvisionedThroughputExceededException",
)


@pytest.fixture
def run(tmp_path: Path) -> RunDirectory:
    directory = RunDirectory(tmp_path / "it's a run")
    directory.path.mkdir()
    directory.write_facts(
        RunFacts("r", "harness up", "template.yaml", "us-east-1", "enforce", START_NS, ())
    )
    write(directory, replace(CALL, caller="setup", invocation=None), CALL, REFUSED, INVOCATION)
    return directory


def write(run: RunDirectory, *entries: Entry) -> None:
    ledger = LedgerWriter(run.ledger)
    for entry in entries:
        ledger.append(entry)
    ledger.close()


def ask(run: RunDirectory, sql: str) -> list[tuple[Any, ...]]:
    with answer(run, sql) as (_, rows):
        return list(rows)


def test_a_line_is_read_with_every_field_of_an_entry() -> None:
    fields = {*CallEntry.__struct_fields__, *InvocationEntry.__struct_fields__}
    assert {*COMMON, *VARYING} == fields | {"type"}


def test_calls_are_in_units_and_without_setup(run: RunDirectory) -> None:
    found = ask(run, "SELECT second, rcu, wcu, latency_ms FROM calls WHERE verdict = 'allowed'")
    assert found == [(0, 0.5, 2.5, 2.5)]
    assert ask(run, "SELECT count(*) FROM entries") == [(4,)]


def test_a_refused_call_has_no_units_and_a_reason(run: RunDirectory) -> None:
    assert ask(run, "SELECT rcu, wcu FROM calls WHERE verdict = 'throttled'") == [(0, 0)]
    (refusal,) = ask(run, 'SELECT "table", "index", reason FROM throttles')
    assert refusal == ("lot", None, "TableWriteProvisionedThroughputExceeded")


def test_arms_seconds_keys_and_kinds_add_up_to_the_calls(run: RunDirectory) -> None:
    for view in ("arms", "per_second", "per_key", "per_kind"):
        assert ask(run, f"SELECT sum(rcu), sum(wcu) FROM {view}") == [(0.5, 2.5)], view
    assert ask(run, "SELECT kind, operation, calls, refused FROM per_kind") == [
        ("entry", "PutItem", 2, 1)
    ]
    by_key = ask(run, 'SELECT key, "index", calls, rcu, wcu FROM per_key')
    assert by_key == [(PARTITION, "by-cpf", 1, 0.5, 1), (PARTITION, None, 1, 0, 1.5)]


def test_invocations_are_one_each_with_their_units(run: RunDirectory) -> None:
    found = ask(run, 'SELECT second, "function", kind, duration_ms, init_ms FROM invocations')
    assert found == [(2, "register", "entry", 4, None)]
    assert ask(run, "SELECT calls, rcu, wcu, refused_last FROM invocations") == [
        (2, 0.5, 2.5, True)
    ]


def test_the_columns_are_named(run: RunDirectory) -> None:
    with answer(run, "SELECT count(*) AS calls, max(second) AS last FROM calls") as (columns, _):
        assert columns == ("calls", "last")


def test_a_last_line_that_was_cut_off_is_left_out(run: RunDirectory) -> None:
    with run.ledger.open("ab") as ledger:
        ledger.write(b'{"type":"call","time_ns":17')
    assert ask(run, "SELECT count(*) FROM entries") == [(4,)]


def test_a_ledger_that_was_changed_is_wrong_use(run: RunDirectory) -> None:
    content = run.ledger.read_bytes()
    run.ledger.write_bytes(content[:50] + b"\n" + content)
    with pytest.raises(UsageError, match=r"ledger\.jsonl:1") as refused:
        ask(run, "SELECT count(*) FROM calls")
    assert "was changed" in refused.value.hint


@pytest.mark.parametrize("sql", ["SELEC 1", "SELECT nothing FROM calls", "FROM nothing", ""])
def test_wrong_sql_is_wrong_use_and_names_the_views_page(run: RunDirectory, sql: str) -> None:
    with pytest.raises(UsageError) as refused:
        ask(run, sql)
    assert "docs/ledger.md" in refused.value.hint


def test_a_run_without_a_ledger_is_wrong_use(run: RunDirectory) -> None:
    run.ledger.unlink()
    with pytest.raises(UsageError, match="no ledger"):
        ask(run, "FROM calls")


def test_an_empty_ledger_has_nothing(run: RunDirectory) -> None:
    run.ledger.write_bytes(b"")
    assert ask(run, "FROM calls") == []


@pytest.mark.parametrize(
    "modules",
    [
        "harness.cli, harness.cli.up, harness.cli.replay, harness.assemble.opening",
        "harness.pytest_plugin, harness.pytest_plugin.fixtures, harness.pytest_plugin.summary",
    ],
)
def test_what_starts_a_stack_does_not_load_duckdb(modules: str) -> None:
    program = (
        f"import sys, {modules}; sys.exit('duckdb' in sys.modules or '_duckdb' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program]).returncode == 0


FACTS = RunFacts("r", "harness up", "template.yaml", "us-east-1", "enforce", 0, ())


def written(path: Path, durations_ns: list[int]) -> Path:
    ledger = LedgerWriter(path)
    for number, duration_ns in enumerate(durations_ns):
        ledger.append(invocation(str(number), duration_ns=duration_ns))
    ledger.close()
    return path


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    ledger = written(tmp_path_factory.mktemp("run") / "ledger.jsonl", [*range(1, 101)])
    with counted(FACTS, ledger) as connection:
        yield connection


def test_percentiles_of_small_values_are_exact(figures: Any) -> None:
    found = figures.execute("FROM latencies WHERE measure = 'duration'").fetchall()
    assert found == [("duration", "register", 100, 50, 50, 90, 95, 99, 100)]


@given(number=st.integers(min_value=0, max_value=10**13))
def test_a_buckets_upper_edge_is_never_low_and_at_most_one_in_128_high(
    figures: Any, number: int
) -> None:
    ((edge,),) = figures.execute("SELECT upper_edge(bucket_of($1))", [number]).fetchall()
    assert number <= edge <= number + number // 128


def test_there_are_few_buckets_whatever_the_values(figures: Any) -> None:
    sql = "SELECT count(DISTINCT bucket_of(n * n)) FROM range(20_000) AS numbers(n)"
    ((buckets,),) = figures.execute(sql).fetchall()
    assert buckets < 128 * 23


def test_a_percentile_is_no_more_than_the_greatest_value(tmp_path: Path) -> None:
    with counted(FACTS, written(tmp_path / "ledger.jsonl", [1_000_003])) as connection:
        sql = "SELECT p50_ns, p99_ns, max_ns, mean_ns FROM latencies WHERE measure = 'duration'"
        assert connection.execute(sql).fetchall() == [(1_000_003,) * 4]


def test_a_ledger_of_nothing_has_no_figures(tmp_path: Path) -> None:
    with counted(FACTS, written(tmp_path / "ledger.jsonl", [])) as connection:
        assert connection.execute("SELECT calls, first_ns FROM totals").fetchall() == [(0, None)]
        for view in ("per_second", "per_key", "consumed", "refused", "latencies", "heats"):
            assert connection.execute(f"FROM {view}").fetchall() == [], view
