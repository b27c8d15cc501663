import json
from dataclasses import replace
from fractions import Fraction
from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from rich.console import Console

from harness.model.charge import Arm
from harness.report.compare import Comparison, Design, design_of
from harness.report.compare_text import (
    FORMAT,
    conclusion,
    json_of,
    markdown_of,
    notices,
    print_comparison,
    sections,
)
from harness.report.schema import COMPARE_SCHEMA_ID, compare_schema
from harness.report.summarise import summary_of
from tests.unit.report.schemas import parts, wrongs_by


def lot(make: SimpleNamespace, key: str, index_reads: int, write_half_units: int = 2) -> Design:
    """Ten registers of 1 WCU each, and so many half-units of the index to find the owner."""
    arms = [Arm("lot", None, write_half_units=write_half_units)]
    if index_reads:
        arms.append(Arm("lot", "por-cpf", read_half_units=index_reads))
    facts = make.facts(make.table("lot", 8, 12, make.global_index("por-cpf", 2, 1)))
    entries = [
        entry
        for second in range(10)
        for entry in (
            make.call(second, *arms, invocation=f"{second}", kind="register"),
            make.invocation(second, f"{second}"),
        )
    ]
    return design_of(key, summary_of(facts, entries))


@pytest.fixture
def dearer(make: SimpleNamespace) -> Comparison:
    course, other = lot(make, "placa", 0), lot(make, "cpf", 1)
    return Comparison("parking", course, other, Fraction(100), 7, "us-east-1")


def test_the_conclusion_follows_from_the_figures(dearer: Comparison) -> None:
    said = conclusion(dearer)
    assert "costs 0 RCU and 1 WCU keyed by placa, and 0.50 RCU and 1 WCU keyed by cpf" in said
    assert "0.50 instead of no reads and as many writes" in said
    assert "The key cpf costs more for register (1 to 1.50 units)." in said
    # 262.8 million a month: × 0.625 a million writes, and × 0.5 × 0.125 a million reads
    assert "USD 164.25 or 180.68 on demand (10 % more)" in said
    # 24 WCU of 25: the index takes one
    assert "25 RCU and 25 WCU carry 63.1 million requests a month: both end at WCU." in said
    assert "keyed by placa the WCU of lot throttle first, in second 40" in said
    assert "keyed by cpf the RCU of por-cpf throttle first, in second 12" in said
    assert said.endswith("is the cheaper one, though within the free tier neither carries more.")


def test_where_the_other_design_is_cheaper_the_conclusion_says_so(dearer: Comparison) -> None:
    turned = replace(dearer, course=dearer.other, other=dearer.course)
    said = conclusion(turned)
    assert "So for this mix the key placa is the cheaper one" in said
    assert "The key placa costs less for register (1.50 to 1 units)." in said


def test_where_the_designs_are_alike_the_conclusion_says_so(make: SimpleNamespace) -> None:
    same = Comparison("lot", lot(make, "a", 0), lot(make, "b", 0), Fraction(1), 1, "us-east-1")
    assert conclusion(same).endswith("So neither is the cheaper one in every respect.")
    assert "The key b costs" not in conclusion(same)
    assert "nothing throttles" in conclusion(same)


def test_every_form_says_the_same(dearer: Comparison) -> None:
    page, written = markdown_of(dearer), StringIO()
    print_comparison(dearer, Console(file=written, width=80))
    document = json.loads(json_of(dearer))
    assert conclusion(dearer) in page
    assert document["conclusion"] == conclusion(dearer)
    assert " ".join(written.getvalue().split()).find("keyed by placa the WCU of lot") > 0
    assert "## Parking keyed by placa or by cpf: 10 requests each" in page
    for section in sections(dearer):
        assert f"### {section.title}" in page
        assert section.title in written.getvalue()
        assert all(len(row) == len(section.columns) for row in section.rows)


def test_the_terminal_needs_80_columns(dearer: Comparison) -> None:
    written = StringIO()
    print_comparison(dearer, Console(file=written, width=80))
    assert max(map(len, written.getvalue().splitlines())) <= 80
    assert "…" not in written.getvalue()


def test_the_document_has_exact_figures(dearer: Comparison) -> None:
    course, other = json.loads(json_of(dearer))["designs"]
    assert (course["read_units_each"], other["read_units_each"]) == (0, 0.5)
    assert course["kinds"] == [
        {
            "name": "register",
            "requests": 10,
            "read_units": 0,
            "write_units": 10,
            "read_units_each": 0,
            "write_units_each": 1,
        }
    ]
    assert course["usd_a_month"]["on_demand"] == "164.250000"
    assert course["free_requests_a_month"] == 24 * 2_628_000
    assert other["throttles_at_s"] == 12


def test_what_makes_the_figures_doubtful_is_said(dearer: Comparison) -> None:
    assert notices(dearer) == []
    failing = replace(dearer, other=replace(dearer.other, unanswered=3, kinds=()))
    assert len(notices(failing)) == 2
    assert "Keyed by cpf, 3 requests ended in an error" in markdown_of(failing)


def test_the_schema_names_the_documents_format_and_requires_what_it_knows() -> None:
    schema = compare_schema()
    Draft202012Validator.check_schema(schema)
    assert schema["$id"] == COMPARE_SCHEMA_ID
    assert schema["properties"]["format"]["const"] == FORMAT
    assert COMPARE_SCHEMA_ID.endswith(f":{FORMAT}")
    for part in parts(schema):
        if "properties" in part:
            assert part["required"] == list(part["properties"])


def test_comparisons_of_all_sorts_are_as_the_schema_says(
    dearer: Comparison, make: SimpleNamespace
) -> None:
    nothing = design_of("a", summary_of(make.facts(), []))
    entries = make.steady("lot", 6, 10)
    on_demand = design_of("b", summary_of(make.facts(make.table("lot", None)), entries))
    odd = Comparison("lot", nothing, on_demand, Fraction(1, 3), None, "eu-west-1")
    for comparison in (dearer, odd):
        assert wrongs_by(compare_schema(), json.loads(json_of(comparison))) == []


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
    ],
)
def test_a_comparison_that_is_spoilt_is_found_out(dearer: Comparison, spoil: Any) -> None:
    document = json.loads(json_of(dearer))
    spoil(document)
    assert wrongs_by(compare_schema(), document)


def test_every_member_is_in_the_reference() -> None:
    page = (Path(__file__).parents[3] / "docs" / "compare.md").read_text("utf-8")
    reference = page.partition("## compare.json")[2]
    known = {name for part in parts(compare_schema()) for name in part.get("required", ())}
    assert {name for name in known if f"`{name}`" not in reference} == set()
