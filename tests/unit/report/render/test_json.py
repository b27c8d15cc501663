from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import orjson

from harness.report.assess.budget import check
from harness.report.assess.budget_syntax import budget_of
from harness.report.render.json import FORMAT, document_of, json_of
from harness.report.values.summary import Summary
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
    document = orjson.loads(json_of(parking))
    assert document["format"] == FORMAT == 3
    assert document["verdict"]["answer"] == "throttles"


def test_every_member_is_in_the_reference(parking: Summary) -> None:
    reference = REFERENCE.read_text()
    document = document_of(parking, check([budget_of("scans<=0")], parking))
    missing = {name for name in members(document) if f"`{name}`" not in reference}
    assert missing == set()


def test_units_are_units_and_money_is_a_string(make: SimpleNamespace) -> None:
    summary = summary_of(make.facts(make.table("lot", 1, 5)), make.steady("lot", 6, 10))
    document = document_of(summary)
    use = next(use for use in document["resources"] if use["dimension"] == "write")
    assert (use["consumed"], use["average_per_s"], use["peak_per_s"]) == (60.0, 6.0, 6.0)
    assert (use["average_utilisation"], use["recommended"], use["burst_left"]) == (1.2, 6, 1495.0)
    assert document["costs"]["total"]["on_demand"] == "9.855000"


def test_a_series_adds_up_to_its_resource(parking: Summary) -> None:
    for use in document_of(parking)["resources"]:
        series = use["series"]
        if use["standing"] == "idle":
            assert series is None
            continue
        assert sum(series["consumed"]) == use["consumed"]
        assert sum(series["refused"]) == use["refused_calls"]


def test_a_long_run_has_longer_steps(make: SimpleNamespace) -> None:
    entries = [*make.steady("lot", 6, 10), make.call(10_000)]
    document = document_of(summary_of(make.facts(make.table("lot", 1, 5)), entries))
    series = document["resources"][1]["series"]
    assert series["step_s"] == 3
    assert len(series["consumed"]) == 3334
    assert sum(series["consumed"]) == 60


def test_an_empty_run_has_no_window(make: SimpleNamespace) -> None:
    document = document_of(summary_of(make.facts(make.table("lot", 1, 5)), []))
    assert document["window"] is None
    assert [use["standing"] for use in document["resources"]] == ["idle", "idle"]
