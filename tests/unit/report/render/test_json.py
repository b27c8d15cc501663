"""``report.json`` as programs get it, and its schema: both say the same members and types."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator

from harness.model.charge import Arm
from harness.model.entry import Throttle
from harness.report.assess.budget import check
from harness.report.assess.budget_syntax import budget_of
from harness.report.render.document import document_from, json_of
from harness.report.render.json import FORMAT, SCHEMA_ID, ReportJson, report_schema
from harness.report.values.summary import Summary
from tests.unit.report.documents import any_document, report_json
from tests.unit.report.schemas import parts, wrongs_by
from tests.unit.report.summaries import summary_of

REFERENCE = Path(__file__).parents[4] / "docs" / "report-json.md"

# Objects whose members are names of the run's own.
_OPEN = ("versions", "call_errors", "request_errors", "operations")


def members(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield name
            if name not in _OPEN:
                yield from members(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from members(inner)


def test_the_document_is_json_of_the_documented_format(parking: Summary) -> None:
    document = report_json(parking)
    assert document["format"] == FORMAT == 3
    assert document["verdict"]["answer"] == "throttles"


def test_every_member_is_in_the_reference(parking: Summary) -> None:
    reference = REFERENCE.read_text()
    document = report_json(parking, check([budget_of("scans<=0")], parking))
    missing = {name for name in members(document) if f"`{name}`" not in reference}
    assert missing == set()


def test_units_are_units_and_money_is_a_string(make: SimpleNamespace) -> None:
    summary = summary_of(make.facts(make.table("lot", 1, 5)), make.steady("lot", 6, 10))
    document = report_json(summary)
    use = next(use for use in document["resources"] if use["dimension"] == "write")
    assert (use["consumed"], use["average_per_s"], use["peak_per_s"]) == (60.0, 6.0, 6.0)
    assert (use["average_utilisation"], use["recommended"], use["burst_left"]) == (1.2, 6, 1495.0)
    assert document["costs"]["total"]["on_demand"] == "9.855000"


def test_a_series_adds_up_to_its_resource(parking: Summary) -> None:
    for use in report_json(parking)["resources"]:
        series = use["series"]
        if use["standing"] == "idle":
            assert series is None
            continue
        assert sum(series["consumed"]) == use["consumed"]
        assert sum(series["refused"]) == use["refused_calls"]


def test_a_long_run_has_longer_steps(make: SimpleNamespace) -> None:
    entries = [*make.steady("lot", 6, 10), make.call(10_000)]
    document = report_json(summary_of(make.facts(make.table("lot", 1, 5)), entries))
    series = document["resources"][1]["series"]
    assert series["step_s"] == 3
    assert len(series["consumed"]) == 3334
    assert sum(series["consumed"]) == 60


def test_an_empty_run_has_no_window(make: SimpleNamespace) -> None:
    document = report_json(summary_of(make.facts(make.table("lot", 1, 5)), []))
    assert document["window"] is None
    assert [use["standing"] for use in document["resources"]] == ["idle", "idle"]


# the schema


def wrongs(document: object) -> list[str]:
    return wrongs_by(report_schema(), document)


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
    assert schema["$id"] == SCHEMA_ID == report_json(parking)["$schema"]
    assert schema["properties"]["format"]["enum"] == [FORMAT]
    assert SCHEMA_ID.endswith(f":{FORMAT}")


def test_the_report_of_a_busy_run_is_as_the_schema_says(parking: Summary) -> None:
    assert wrongs(report_json(parking)) == []


def test_reports_of_all_sorts_are_as_the_schema_says(make: SimpleNamespace) -> None:
    standings = set()
    for summary in summaries(make):
        document = report_json(summary)
        assert wrongs(document) == []
        standings |= {use["standing"] for use in document["resources"]}
    assert len(standings) >= 5


def test_budgets_are_as_the_schema_says(parking: Summary) -> None:
    findings = check([budget_of("register.wcu<=1"), budget_of("unknown.wcu<=1")], parking)
    document = report_json(parking, findings)
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
    document = report_json(parking)
    spoil(document)
    assert wrongs(document)


def test_a_program_that_follows_the_schema_bears_new_members(parking: Summary) -> None:
    document = report_json(parking) | {"unheard_of": 1}
    assert Draft202012Validator(report_schema()).is_valid(document)


@settings(max_examples=25, deadline=None)
@given(any_document(ReportJson))
def test_any_report_is_read_as_it_was_written_and_is_as_the_schema_says(report: ReportJson) -> None:
    written = json_of(report)
    assert document_from(written, ReportJson) == report
    assert wrongs(orjson.loads(written)) == []
