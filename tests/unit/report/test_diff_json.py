from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace

import orjson
import pytest

from harness.report.diff import Bounds, diff_of
from harness.report.diff_json import diff_json_of
from harness.report.summarise import summary_of

REFERENCE = Path(__file__).parents[3] / "docs" / "report-json.md"
BOUNDS = Bounds(Fraction(10), None)


@pytest.fixture
def diff(make: SimpleNamespace):
    runs = (
        summary_of(make.facts(make.table("lot", 1, 5)), make.steady("lot", units, 10))
        for units in (6, 9)
    )
    return diff_of(*runs)


def test_a_change_has_both_figures(diff) -> None:
    document = orjson.loads(diff_json_of(diff, BOUNDS))
    assert {
        "subject": "PutItem",
        "measure": "wcu",
        "a": 5.454545,
        "b": 8.181818,
        "percent": 50.0,
    } in document["changes"]
    assert document["a"]["requests"] == 11


def test_regressions_are_null_where_no_bound_was_given(diff) -> None:
    assert orjson.loads(diff_json_of(diff, BOUNDS))["regressions"]
    assert orjson.loads(diff_json_of(diff, Bounds(Fraction(60), None)))["regressions"] == []
    assert orjson.loads(diff_json_of(diff, Bounds(None, None)))["regressions"] is None


def test_every_member_is_in_the_reference(diff) -> None:
    document = orjson.loads(diff_json_of(diff, BOUNDS))
    reference = REFERENCE.read_text("utf-8").partition("## harness report diff")[2]
    names = {*document, *document["a"], *document["changes"][0]}
    assert not [name for name in names if f"`{name}`" not in reference]
