from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator

from harness.report.render.document import document_from, json_of
from harness.report.versus.comparison import Bounds, Comparison, comparison_of
from harness.report.versus.design import Trial, design_of
from harness.report.versus.json import (
    COMPARE_FORMAT,
    COMPARE_SCHEMA_ID,
    CompareJson,
    DiffJson,
    compare_of,
    compare_schema,
    diff_of,
)
from harness.report.versus.variation import Variation
from tests.unit.report.documents import any_document
from tests.unit.report.schemas import parts, wrongs_by
from tests.unit.report.summaries import summary_of
from tests.unit.report.versus.conftest import Vary

DOCS = Path(__file__).parents[4] / "docs"
BOUNDS = Bounds(Fraction(10), None)


def diff_json(comparison: Comparison, bounds: Bounds) -> dict[str, Any]:
    document: dict[str, Any] = orjson.loads(json_of(diff_of(comparison, bounds)))
    return document


@pytest.fixture
def diff(make: SimpleNamespace):
    runs = (
        summary_of(make.facts(make.table("lot", 1, 5)), make.steady("lot", units, 10))
        for units in (6, 9)
    )
    return comparison_of(*runs)


def test_a_change_has_both_figures(diff) -> None:
    document = diff_json(diff, BOUNDS)
    assert {
        "subject": "PutItem",
        "measure": "wcu",
        "a": 5.454545,
        "b": 8.181818,
        "percent": 50.0,
    } in document["changes"]
    assert document["a"]["requests"] == 11


def test_regressions_are_null_where_no_bound_was_given(diff) -> None:
    assert diff_json(diff, BOUNDS)["regressions"]
    assert diff_json(diff, Bounds(Fraction(60), None))["regressions"] == []
    assert diff_json(diff, Bounds(None, None))["regressions"] is None


def test_every_member_of_a_diff_is_in_the_reference(diff) -> None:
    document = diff_json(diff, BOUNDS)
    reference = (DOCS / "report-json.md").read_text("utf-8").partition("## harness report diff")[2]
    names = {*document, *document["a"], *document["changes"][0]}
    assert not [name for name in names if f"`{name}`" not in reference]


# compare.json


def compare_json(variation: Variation) -> dict[str, Any]:
    document: dict[str, Any] = orjson.loads(json_of(compare_of(variation)))
    return document


def test_the_document_has_exact_figures(dearer: Variation) -> None:
    first, other = compare_json(dearer)["designs"]
    assert (first["value"], other["value"]) == ("placa", "cpf")
    assert (first["read_units_each"], other["read_units_each"]) == (0, 0.5)
    assert first["kinds"] == [
        {
            "name": "register",
            "requests": 10,
            "read_units": 0,
            "write_units": 10,
            "read_units_each": 0,
            "write_units_each": 1,
        }
    ]
    assert first["usd_a_month"]["on_demand"] == "164.250000"
    assert first["free_requests_a_month"] == 24 * 2_628_000
    assert other["throttles_at_s"] == 12


def test_a_comparison_has_what_a_diff_of_the_two_runs_has(dearer: Variation) -> None:
    (written,) = compare_json(dearer)["comparisons"]
    diff = diff_json(dearer.comparisons[0], Bounds(None, None))
    assert (written.pop("a"), written.pop("b")) == ("placa", "cpf")
    assert written == {"differences": diff["differences"], "changes": diff["changes"]}
    rcu = {"subject": "register", "measure": "rcu", "a": 0, "b": 0.5, "percent": None}
    assert rcu in written["changes"]


def test_every_value_but_the_first_is_compared_with_the_first(vary: Vary) -> None:
    document = compare_json(vary(a=(0,), b=(1,), c=(2,)))
    pairs = [(comparison["a"], comparison["b"]) for comparison in document["comparisons"]]
    assert pairs == [("a", "b"), ("a", "c")]
    assert wrongs_by(compare_schema(), document) == []


def test_the_schema_names_the_documents_format_and_requires_what_it_knows() -> None:
    schema = compare_schema()
    Draft202012Validator.check_schema(schema)
    assert schema["$id"] == COMPARE_SCHEMA_ID
    assert schema["properties"]["format"]["enum"] == [COMPARE_FORMAT]
    assert COMPARE_SCHEMA_ID.endswith(f":{COMPARE_FORMAT}")
    assert f"Format {COMPARE_FORMAT}." in schema["description"]
    for part in parts(schema):
        if "properties" in part:
            assert part["required"] == list(part["properties"])


def comparisons_of_all_sorts(dearer: Variation, make: SimpleNamespace) -> Iterator[Variation]:
    yield dearer
    nothing = summary_of(make.facts(), [])
    on_demand = summary_of(make.facts(make.table("lot", None)), make.steady("lot", 6, 10))
    trial = Trial("lot", "Key", Fraction(1, 3), None, "eu-west-1")
    yield Variation(
        trial,
        (design_of(trial, "a", nothing), design_of(trial, "b", on_demand)),
        (Comparison(nothing, on_demand, (), (), ()),),
    )


def test_comparisons_of_all_sorts_are_as_the_schema_says(
    dearer: Variation, make: SimpleNamespace
) -> None:
    for variation in comparisons_of_all_sorts(dearer, make):
        assert wrongs_by(compare_schema(), compare_json(variation)) == []


@pytest.mark.parametrize(
    "spoil",
    [
        lambda document: document.pop("scenario"),
        lambda document: document.update(format=9),
        lambda document: document.update(unheard_of=1),
        lambda document: document["designs"].pop(),
        lambda document: document["designs"][0]["usd_a_month"].update(on_demand=164.25),
        lambda document: document["designs"][0]["kinds"][0].update(write_units="10"),
        lambda document: document["designs"][1]["limits"][0].update(needed=0),
        lambda document: document["comparisons"].clear(),
        lambda document: document["comparisons"][0]["changes"][0].update(b="1"),
    ],
)
def test_a_comparison_that_is_spoilt_is_found_out(dearer: Variation, spoil: Any) -> None:
    document = compare_json(dearer)
    spoil(document)
    assert wrongs_by(compare_schema(), document)


def test_every_member_of_a_comparison_is_in_the_reference() -> None:
    reference = (DOCS / "compare.md").read_text("utf-8").partition("## compare.json")[2]
    known = {name for part in parts(compare_schema()) for name in part.get("required", ())}
    assert {name for name in known if f"`{name}`" not in reference} == set()


@settings(max_examples=25, deadline=None)
@given(any_document(CompareJson), any_document(DiffJson))
def test_any_comparison_is_read_as_it_was_written(compare: CompareJson, diff: DiffJson) -> None:
    assert document_from(json_of(compare), CompareJson) == compare
    assert document_from(json_of(diff), DiffJson) == diff
    assert wrongs_by(compare_schema(), orjson.loads(json_of(compare))) == []
