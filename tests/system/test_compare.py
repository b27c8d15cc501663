"""``harness compare``: both designs serve the same requests, and what each costs is exact."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from harness.report.versus.json import compare_schema
from tests.system.support import run_harness

LOAD = ("--duration", "4s", "--rate", "50", "--users", "5", "--seed", "3")


def compared(runs_dir: Path, scenario: str = "parking") -> tuple[str, Path, dict[str, Any]]:
    done = run_harness("compare", scenario, *LOAD, "--runs-dir", runs_dir, timeout_s=170)
    assert done.returncode == 0, done.stderr
    [directory] = runs_dir.glob("*-compare")
    return done.stdout, directory, json.loads((directory / "compare.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path, dict[str, Any]]:
    return compared(tmp_path_factory.mktemp("runs"))


@pytest.fixture(scope="module")
def vehicles(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return compared(tmp_path_factory.mktemp("vehicles"), "vehicles")[2]


def units_each(document: dict[str, Any], kind: str) -> list[tuple[float, float]]:
    return [
        (found["read_units_each"], found["write_units_each"])
        for design in document["designs"]
        for found in design["kinds"]
        if found["name"] == kind
    ]


@pytest.mark.parametrize(
    ("kind", "by_plate", "by_owner"),
    [
        ("register entry", (0, 1), (0.5, 1)),
        ("register exit", (1, 2), (1.5, 2)),
        ("account", (0.5, 0), (1, 0)),
    ],
)
def test_a_request_costs_what_it_does_by_hand(first, kind, by_plate, by_owner):
    assert units_each(first[2], kind) == [by_plate, by_owner]


def test_a_bill_reads_the_index_and_each_car_or_the_owner_at_once(first):
    (by_plate, _), by_owner = units_each(first[2], "bill")
    assert 1 <= by_plate <= 2
    assert by_owner == (0.5, 0)


def test_both_designs_serve_the_same_requests_and_all_of_them(first):
    document = first[2]
    assert document["same_requests"]
    assert document["notices"] == []
    assert [design["requests"] for design in document["designs"]] == [200, 200]


@pytest.mark.parametrize(
    ("kind", "by_owner", "by_plate"),
    [
        ("vehicles of owner", (0.5, 0), (0.5, 0)),
        ("owner of vehicle", (0.5, 0), (0.5, 0)),
        ("vehicles by year", (0.5, 0), (0.5, 0)),
        ("note", (0, 1), (0, 2)),
    ],
)
def test_a_request_of_vehicle_control_costs_what_it_does_by_hand(
    vehicles, kind, by_owner, by_plate
):
    assert units_each(vehicles, kind) == [by_owner, by_plate]


def test_vehicle_control_serves_the_same_requests_and_writes_twice_by_plate(vehicles):
    assert vehicles["same_requests"]
    assert vehicles["notices"] == []
    assert [design["requests"] for design in vehicles["designs"]] == [200, 200]
    assert ": as many reads and 100 % more writes." in vehicles["conclusion"]


def test_comparisons_are_as_the_published_schema_says(first, vehicles):
    for document in (first[2], vehicles):
        Draft202012Validator(compare_schema()).validate(document)


def test_it_says_its_conclusion_and_where_the_comparison_is(first):
    stdout, directory, document = first
    page = (directory / "compare.md").read_text("utf-8")
    assert document["conclusion"] in page
    assert document["conclusion"].split(":")[0] in " ".join(stdout.split())
    assert stdout.splitlines()[-1] == f"comparison: {directory / 'compare.md'}"


def test_both_runs_are_runs_like_any_other(first):
    for design in first[2]["designs"]:
        assert run_harness("report", str(first[1].parent / design["run"])).returncode == 0


def test_the_same_seed_gives_the_same_requests_and_the_same_units(first, tmp_path):
    again = compared(tmp_path)[2]
    for design, repeated in zip(first[2]["designs"], again["designs"], strict=True):
        assert repeated["kinds"] == design["kinds"]
        assert repeated["limits"] == design["limits"]


def test_more_users_than_the_lot_has_owners_are_refused_with_what_to_do(tmp_path):
    done = run_harness("compare", "--users", "501", "--duration", "2s", "--runs-dir", tmp_path)
    assert done.returncode == 2
    assert "500 owners are too few for 501 users" in done.stderr
    assert list(tmp_path.glob("*-compare")) == []
