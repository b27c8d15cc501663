import csv
import io
import json
from pathlib import Path

import pytest
from rich.console import Console

from harness.cli.query import TABLE_ROWS_MAX, print_answer
from harness.ledger.run import RunDirectory, RunFacts

SQL = "SELECT 'a,b' AS name, 1.5 AS rcu, NULL AS \"index\" UNION ALL SELECT 'ç', 1234567.0, 'x'"


@pytest.fixture
def run(tmp_path: Path) -> RunDirectory:
    directory = RunDirectory(tmp_path)
    directory.write_facts(
        RunFacts("r", "harness up", "template.yaml", "us-east-1", "enforce", 0, ())
    )
    directory.ledger.touch()
    return directory


def shown(run: RunDirectory, sql: str) -> str:
    text = io.StringIO()
    print_answer(run, sql, "table", Console(file=text, width=80))
    return text.getvalue()


def test_a_table_has_its_columns_and_what_is_nothing_is_a_dash(run: RunDirectory) -> None:
    lines = shown(run, SQL + " ORDER BY rcu").splitlines()
    assert [line.split() for line in lines] == [
        ["name", "rcu", "index"],
        ["a,b", "1.5", "–"],
        ["ç", "1,234,567", "x"],
    ]


def test_a_long_table_says_that_there_is_more(run: RunDirectory) -> None:
    text = shown(run, f"SELECT 7 AS n FROM range({TABLE_ROWS_MAX + 1})")
    assert text.count("7") == TABLE_ROWS_MAX
    assert "--format csv has all" in text
    assert "has all" not in shown(run, f"SELECT 7 AS n FROM range({TABLE_ROWS_MAX})")


def test_csv_and_json_have_every_row(run: RunDirectory, capsys: pytest.CaptureFixture[str]) -> None:
    sql = f"SELECT i AS n FROM range({TABLE_ROWS_MAX + 1}) t(i) ORDER BY n"
    numbers = list(range(TABLE_ROWS_MAX + 1))
    print_answer(run, sql, "csv", Console())
    assert [
        int(row["n"]) for row in csv.DictReader(io.StringIO(capsys.readouterr().out))
    ] == numbers
    print_answer(run, sql, "json", Console())
    assert [row["n"] for row in json.loads(capsys.readouterr().out)] == numbers


def test_no_rows_are_an_empty_array(run: RunDirectory, capsys: pytest.CaptureFixture[str]) -> None:
    print_answer(run, "FROM calls", "json", Console())
    assert json.loads(capsys.readouterr().out) == []


def test_json_has_numbers_times_and_lists(
    run: RunDirectory, capsys: pytest.CaptureFixture[str]
) -> None:
    sql = "SELECT 1.5::DECIMAL(4,2) AS d, make_timestamp_ns(0) AS t, ['a'] AS l, 2::HUGEINT AS h"
    print_answer(run, sql, "json", Console())
    (row,) = json.loads(capsys.readouterr().out)
    assert row == {"d": 1.5, "t": "1970-01-01 00:00:00", "l": ["a"], "h": 2}
