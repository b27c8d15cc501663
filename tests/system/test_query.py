"""``harness query`` on the ledger of a run, against what a client was told it consumed."""

import json
import re
from typing import Any

import pytest

from tests.conftest import ROOT, Up, end, start_up
from tests.system.support import run_harness

TABLE = "perguntas"


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Up, float]:
    """A stack that has ended, and the WCU that its client summed."""
    up = start_up(tmp_path_factory.mktemp("runs"))
    client = up.client("dynamodb")
    client.create_table(
        TableName=TABLE,
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        BillingMode="PAY_PER_REQUEST",
    )
    items = ({"id": {"S": str(n % 3)}, "dados": {"S": "x" * 900 * n}} for n in range(10))
    puts = [
        client.put_item(TableName=TABLE, Item=item, ReturnConsumedCapacity="TOTAL")
        for item in items
    ]
    up.client("lambda").invoke(FunctionName="ola", Payload=b"{}")
    assert end(up) == 0
    return up, sum(put["ConsumedCapacity"]["CapacityUnits"] for put in puts)


def ask(up: Up, sql: str) -> Any:
    done = run_harness("query", up.run, sql, "--format", "json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_the_units_are_what_the_client_was_told(run: tuple[Up, float]) -> None:
    up, wcu = run
    totals = 'SELECT sum(wcu) AS wcu, sum(calls) AS calls FROM per_key WHERE "table" = '
    assert ask(up, f"{totals}'{TABLE}'") == [{"wcu": wcu, "calls": 10}]
    assert ask(up, "SELECT count(*) AS n FROM invocations") == [{"n": 1}]


def test_the_page_on_the_ledger_has_every_view_and_column(run: tuple[Up, float]) -> None:
    page = (ROOT / "docs" / "ledger.md").read_text("utf-8")
    said = {
        match[1]: re.findall(r"`(\w+)`(?: \([^)]*\))?", match[2])
        for match in re.finditer(r"^\| `(\w+)` \|[^|]*\|(.*)\|$", page, re.MULTILINE)
        if match[2].count("`") > 1
    }
    columns = ask(
        run[0], "SELECT table_name AS view, column_name AS name FROM information_schema.columns"
    )
    views: dict[str, list[str]] = {}
    for column in columns:
        views.setdefault(column["view"], []).append(column["name"])
    del views["entries"], views["lines"], said["lines"]
    assert said == views


def test_every_statement_of_the_pages_is_answered(run: tuple[Up, float]) -> None:
    pages = [ROOT / "docs" / name for name in ("ledger.md", "commands.md")]
    statements = [
        match[2]
        for page in pages
        for match in re.finditer(r"^harness query latest (['\"])(.+?)\1", page.read_text(), re.M)
    ]
    assert len(statements) == 7
    for sql in statements:
        ask(run[0], sql)


def test_wrong_sql_is_wrong_use(run: tuple[Up, float]) -> None:
    done = run_harness("query", run[0].run, "SELECT nothing FROM calls")
    assert done.returncode == 2
    assert "nothing" in done.stderr
    assert "docs/ledger.md" in done.stderr
