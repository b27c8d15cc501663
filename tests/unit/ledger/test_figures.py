"""The macros and views of ``figures.sql``, asked directly."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.ledger.database import counted
from harness.ledger.run import RunFacts
from harness.ledger.writer import LedgerWriter
from tests.unit.entries import invocation

FACTS = RunFacts("r", "harness up", "template.yaml", "us-east-1", "enforce", 0, ())


def write(path: Path, durations_ns: list[int]) -> Path:
    ledger = LedgerWriter(path)
    for number, duration_ns in enumerate(durations_ns):
        ledger.append(invocation(str(number), duration_ns=duration_ns))
    ledger.close()
    return path


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    ledger = write(tmp_path_factory.mktemp("run") / "ledger.jsonl", [*range(1, 101)])
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
    with counted(FACTS, write(tmp_path / "ledger.jsonl", [1_000_003])) as connection:
        sql = "SELECT p50_ns, p99_ns, max_ns, mean_ns FROM latencies WHERE measure = 'duration'"
        assert connection.execute(sql).fetchall() == [(1_000_003,) * 4]


def test_a_ledger_of_nothing_has_no_figures(tmp_path: Path) -> None:
    with counted(FACTS, write(tmp_path / "ledger.jsonl", [])) as connection:
        assert connection.execute("SELECT calls, first_ns FROM totals").fetchall() == [(0, None)]
        for view in ("per_second", "per_key", "consumed", "refused", "latencies", "heats"):
            assert connection.execute(f"FROM {view}").fetchall() == [], view
