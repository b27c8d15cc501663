"""Every figure that somebody recorded on AWS: what we answer, what DynamoDB Local answers.

The table in docs/metering.md is made here. To write it anew:

    REWRITE_DOCS=1 pytest tests/system/test_aws_cases.py
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from harness.ledger.reader import LedgerReader
from harness.model.entry import CallEntry
from tests.conftest import ROOT, Up
from tests.system.aws_cases import CASES, SECTIONS, TABLES, Case, Target, pad, schema
from tests.system.dynamodb_wire import Wire
from tests.system.support import eventually

PAGE = ROOT / "docs/metering.md"
BEGIN, END = "<!-- cases: made by tests/system/test_aws_cases.py -->\n", "<!-- end of cases -->\n"
REWRITE = bool(os.environ.get("REWRITE_DOCS"))


@dataclass(frozen=True)
class Outcome:
    ours: str
    engine: str


def outcomes_at(wire: Wire) -> list[str]:
    target = Target(wire)
    for table in TABLES:
        wire.call("CreateTable", **table)
    told = [attempt(case, target) for _, case in CASES]
    for table in TABLES:
        wire.call("DeleteTable", TableName=table["TableName"])
    return told


def attempt(case: Case, target: Target) -> str:
    try:
        return case.run(target)
    except AssertionError as error:
        return f"failed: {error}"


@pytest.fixture(scope="module")
def gateway(stack: Up) -> Iterator[Wire]:
    wire = Wire(stack.port)
    yield wire
    wire.close()


@pytest.fixture(scope="module")
def outcomes(gateway: Wire, engine: Wire) -> list[Outcome]:
    pairs = zip(outcomes_at(gateway), outcomes_at(engine), strict=True)
    return [Outcome(*pair) for pair in pairs]


@pytest.mark.parametrize(
    "number",
    range(len(CASES)),
    ids=[f"{section}: {case.title}" for section, case in CASES],
)
def test_we_answer_as_aws_does(outcomes: list[Outcome], number: int) -> None:
    _, case = CASES[number]
    outcome = outcomes[number]
    if case.left_alone:
        assert outcome.ours == outcome.engine != case.aws
    else:
        assert outcome.ours == case.aws


def test_a_case_that_cites_a_difference_shows_one(outcomes: list[Outcome]) -> None:
    same = [
        case.title
        for (_, case), outcome in zip(CASES, outcomes, strict=True)
        if bool(case.row) != (outcome.engine != case.aws)
    ]
    assert not same


# what is charged though the answer does not say


def test_what_fails_is_charged_all_the_same(stack: Up, gateway: Wire) -> None:
    """A failed condition a write of the item that is there, a cancelled transaction all of it."""
    table = "cases-charged"
    gateway.call("CreateTable", **schema(table))
    item = {"pk": {"S": "k"}, "sk": {"S": "1"}}
    gateway.call("PutItem", TableName=table, Item=item | {"p": {"S": pad(3000)}})
    condition = {
        "ConditionExpression": "attribute_not_exists(pk)",
        "TableName": table,
        "Item": item,
    }
    gateway.send("PutItem", **condition)
    gateway.send("TransactWriteItems", TransactItems=[{"Put": condition}])
    charged = [("PutItem", 6), ("PutItem", 6), ("TransactWriteItems", 12)]
    assert eventually(lambda: write_half_units(stack.run / "ledger.jsonl", table) == charged, 5)


def write_half_units(ledger: Path, table: str) -> list[tuple[str, int]]:
    return [
        (entry.operation, arm.write_half_units)
        for entry in LedgerReader(ledger)
        if isinstance(entry, CallEntry)
        for arm in entry.arms
        if arm.table == table
    ]


# the page


def test_the_page_says_what_the_run_gives(outcomes: list[Outcome]) -> None:
    page = PAGE.read_text("utf-8")
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    made = f"{before}{BEGIN}{rendered(outcomes)}{END}{after}"
    if REWRITE:
        PAGE.write_text(made, "utf-8")
    else:
        assert page == made, "REWRITE_DOCS=1 makes it anew"


def rendered(outcomes: list[Outcome]) -> str:
    lines: list[str] = []
    of_case = dict(zip((case.title + section for section, case in CASES), outcomes, strict=True))
    for section, cases in SECTIONS.items():
        lines += [f"\n### {section}\n", "| Case | AWS | Here | DynamoDB Local | Row | Source |"]
        lines.append("|---|---|---|---|---|---|")
        for case in cases:
            outcome = of_case[case.title + section]
            cells = (case.title, case.aws, marked(outcome.ours, case), marked(outcome.engine, case))
            lines.append(f"| {' | '.join((*cells, case.row, case.source))} |")
    return "\n".join(lines) + "\n\n"


def marked(outcome: str, case: Case) -> str:
    return "as AWS" if outcome == case.aws else f"**{outcome}**"
