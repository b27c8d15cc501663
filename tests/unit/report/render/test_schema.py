"""The published schema against real reports: both say the same members of the same types."""

from collections.abc import Iterator
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import orjson
import pytest
from jsonschema import Draft202012Validator

from harness.model.charge import Arm
from harness.model.entry import Throttle
from harness.report.assess.budget import check
from harness.report.assess.budget_syntax import budget_of
from harness.report.render.json import FORMAT, json_of
from harness.report.render.schema import SCHEMA_ID, report_schema
from harness.report.values.summary import Summary
from tests.unit.report.schemas import parts, wrongs_by
from tests.unit.report.summaries import summary_of


def wrongs(document: object) -> list[str]:
    return wrongs_by(report_schema(), document)


def report(summary: Summary) -> dict[str, Any]:
    document: dict[str, Any] = orjson.loads(json_of(summary))
    return document


def summaries(make: SimpleNamespace) -> Iterator[Summary]:
    lot = make.table("lot", 1, 5, make.global_index("by-cpf", 1, 1))
    facts = make.facts(lot, make.table("account", None))
    yield summary_of(facts, [])
    yield summary_of(facts, make.steady("lot", 6, 10))
    yield summary_of(facts, [*make.steady("lot", 6, 10), make.call(10_000)])
    yield summary_of(facts, make.steady("account", 6, 10))
    yield summary_of(facts, make.steady("unheard-of", 6, 10))
    refused = Throttle("lot", "by-cpf", "IndexWriteProvisionedThroughputExceeded")
    yield summary_of(facts, [make.call(0, refused=refused)])
    yield summary_of(facts, [make.invocation(0, "r", error="KeyError", function_status=None)])
    off = replace(facts, limits="off", scenario=None, seed=None, ended_ns=None, events=("cut",))
    yield summary_of(off, [make.call(0, Arm("lot", None, write_half_units=20_000))])


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(report_schema())


def test_a_report_names_its_schema_and_both_name_the_format(parking: Summary) -> None:
    schema = report_schema()
    assert schema["$id"] == SCHEMA_ID == report(parking)["$schema"]
    assert schema["properties"]["format"]["const"] == FORMAT
    assert SCHEMA_ID.endswith(f":{FORMAT}")


def test_the_report_of_a_busy_run_is_as_the_schema_says(parking: Summary) -> None:
    assert wrongs(report(parking)) == []


def test_reports_of_all_sorts_are_as_the_schema_says(make: SimpleNamespace) -> None:
    standings = set()
    for summary in summaries(make):
        document = report(summary)
        assert wrongs(document) == []
        standings |= {use["standing"] for use in document["resources"]}
    assert len(standings) >= 5


def test_budgets_are_as_the_schema_says(parking: Summary) -> None:
    findings = check([budget_of("register.wcu<=1"), budget_of("unknown.wcu<=1")], parking)
    document = orjson.loads(json_of(parking, findings))
    assert wrongs(document) == []
    assert [budget["holds"] for budget in document["budgets"]] == [False, False]
    assert document["budgets"][1]["measured"] is None


def test_every_member_that_the_schema_knows_is_required(parking: Summary) -> None:
    for part in parts(report_schema()):
        if "properties" in part:
            assert part["required"] == list(part["properties"])


@pytest.mark.parametrize(
    "spoil",
    [
        lambda document: document.pop("totals"),
        lambda document: document.update(format=1),
        lambda document: document.update(unheard_of=1),
        lambda document: document["kinds"][0].update(read_units=0.3),
        lambda document: document["kinds"][0].update(read_units="1"),
        lambda document: document["costs"]["total"].update(as_is=1.5),
        lambda document: document["resources"][0].update(standing="fine"),
    ],
)
def test_a_report_that_is_spoilt_is_found_out(parking: Summary, spoil: Any) -> None:
    document = report(parking)
    spoil(document)
    assert wrongs(document)


def test_a_program_that_follows_the_schema_bears_new_members(parking: Summary) -> None:
    document = report(parking) | {"unheard_of": 1}
    assert Draft202012Validator(report_schema()).is_valid(document)
