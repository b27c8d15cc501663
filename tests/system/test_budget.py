"""Budgets as CI uses them: a run that is held to them, and the same run held to others later."""

import json
from pathlib import Path
from subprocess import CompletedProcess
from xml.etree import ElementTree

import pytest

from tests.system.support import run_harness

BUDGETS = """
scans = 0
failed = 0
[kinds."register entry"]
wcu = 100
p95_ms = 0.001
"""


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, CompletedProcess[str]]:
    """A short run with a budget that no machine keeps, and where it is."""
    scratch = tmp_path_factory.mktemp("budget")
    file, runs = scratch / "budget.toml", scratch / "runs"
    file.write_text(BUDGETS)
    options = ("--pace", "--duration", "5s", "--rate", "20", "--limits", "off", "--runs-dir", runs)
    done = run_harness(
        "run", *options, "--budget", file, "--junit", scratch / "junit.xml", timeout_s=120
    )
    return scratch, done


def again(held: tuple[Path, CompletedProcess[str]], *budgets: str) -> CompletedProcess[str]:
    options = [word for budget in budgets for word in ("--budget", budget)]
    return run_harness("report", held[0] / "runs" / "latest", *options)


def test_a_run_that_exceeds_a_budget_exits_1_and_names_it(held):
    _, done = held
    assert done.returncode == 1, done.stderr
    *_, summed, named = done.stdout.splitlines()
    assert summed == "budget: 3 of 4 hold"
    assert named.strip().startswith("register entry.p95_ms: ")
    assert "at most 0.001 allowed" in named


def test_the_outcome_is_junit_in_the_run_and_where_it_was_asked_for(held):
    scratch, _ = held
    cases = ElementTree.parse(scratch / "junit.xml").iter("testcase")
    assert [case.get("name") for case in cases if len(case)] == ["register entry.p95_ms <= 0.001"]
    copies = [scratch / "junit.xml", scratch / "runs" / "latest" / "budget.xml"]
    assert copies[0].read_bytes() == copies[1].read_bytes()


def test_the_same_run_can_be_held_to_what_it_measured_and_to_less(held):
    report = json.loads((held[0] / "runs" / "latest" / "report.json").read_text("utf-8"))
    kind = next(kind for kind in report["kinds"] if kind["name"] == "register entry")
    measured = kind["write_units_each"]
    assert measured > 0
    assert again(held, f"register entry.wcu<={measured}").returncode == 0
    assert again(held, f"register entry.wcu<={measured - 0.5}").returncode == 1


def test_throttling_without_limits_is_nothing_to_hold_a_run_to(held):
    done = again(held, "throttled<=0")
    assert done.returncode == 2
    assert "limits were off" in done.stderr


def test_a_run_compared_with_itself_is_no_regression(held):
    run = held[0] / "runs" / "latest"
    bounds = ("--regression", "0", "--latency-regression", "0")
    done = run_harness("report", "diff", run, run, *bounds)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1].startswith("regression: none of ")
