"""The plugin as somebody else uses it: their project, a fresh environment, the built wheel."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.conftest import ROOT, clean_environment

EXAMPLE = ROOT / "examples" / "shortlinks"

QUERY = """            KeyConditionExpression="#owner = :owner",
"""
SCAN = """            FilterExpression="#owner = :owner",
"""

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with the wheel, its embedded engines, pytest, and nothing of this checkout."""
    folder = tmp_path_factory.mktemp("fresh")
    uv = [sys.executable, "-m", "uv", "--quiet"]
    run = {"check": True, "cwd": folder}
    subprocess.run([*uv, "build", "--wheel", "--out-dir", folder, ROOT], **run)
    subprocess.run([*uv, "venv", "--python", sys.executable, folder / "venv"], **run)
    [wheel] = folder.glob("*.whl")
    packages = [f"{wheel}[embedded]", "pytest", "pytest-xdist", "pytest-randomly"]
    python = folder / "venv" / "bin" / "python"
    constraints = ROOT / "constraints.txt"
    subprocess.run([*uv, "pip", "install", "-p", python, "-c", constraints, *packages], **run)
    return python


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the sample project."""
    return Path(shutil.copytree(EXAMPLE, tmp_path / "shortlinks"))


@pytest.fixture
def run(python: Path, project: Path) -> Run:
    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [python, "-m", "pytest", *arguments],
            cwd=project,
            env=clean_environment(),
            stdout=subprocess.PIPE,
            text=True,
            timeout=400,
        )

    return run


def test_the_sample_project_passes_on_two_workers_in_random_order(run: Run, project: Path) -> None:
    done = run("-n", "2", "--junitxml=results.xml")
    assert done.returncode == 0, done.stdout
    assert "capacity consumed, fixtures included" in done.stdout
    cases = ElementTree.parse(project / "results.xml").iter("testcase")
    properties = {
        case.attrib["name"]: {each.attrib["name"]: each.attrib["value"] for each in case[0]}
        for case in cases
        if len(case)
    }
    assert properties["test_following_a_link_costs_one_write"]["harness_wcu"] == "1.0"
    assert properties["test_an_owner_sees_their_links"]["harness_rcu"] == "0.5"
    assert "harness_cold_start_ms" in properties["test_a_cold_start_is_bearable"]


def test_a_handler_that_scans_fails_with_what_that_costs_and_where(run: Run, project: Path) -> None:
    store = project / "src" / "store.py"
    text = store.read_text("utf-8").replace("client.query(", "client.scan(").replace(QUERY, SCAN)
    store.write_text(text.replace('            IndexName="by-owner",\n', ""), "utf-8")
    done = run("-k", "owner_sees", "-p", "no:xdist", "-p", "no:randomly")
    assert done.returncode == 1
    assert "no_scan: 1 × Scan" in done.stdout
    line, *_ = [line for line in done.stdout.splitlines() if "Scan links" in line]
    assert "0.5 RCU  Scan links  list-links  store.py:" in line
    assert "in slugs_of, listing.py:" in line


def test_a_scan_is_found_in_a_statement_too(run: Run, project: Path) -> None:
    store = project / "src" / "store.py"
    head, _, tail = store.read_text("utf-8").partition("        found = ")
    select = """        found = self.client.execute_statement(
            Statement=f'SELECT slug FROM "{self.table}" WHERE "owner" = ?',
            Parameters=[{"S": owner}],
        )
"""
    store.write_text(head + select + tail[tail.index("        return ") :], "utf-8")
    done = run("-k", "owner_sees", "-p", "no:xdist", "-p", "no:randomly")
    assert done.returncode == 1
    assert "no_scan: 1 × Scan" in done.stdout
    assert "ExecuteStatement by Scan links  list-links  store.py:" in done.stdout


def test_a_project_that_does_not_use_it_does_not_notice_it(run: Run, project: Path) -> None:
    shutil.rmtree(project / "tests")
    (project / "tests").mkdir()
    (project / "tests" / "test_other.py").write_text(
        "import sys\n\n\ndef test_nothing_of_ours_is_loaded():\n"
        "    loaded = {'boto3', 'gevent', 'locust', 'harness.assemble'}\n"
        "    assert not loaded & sys.modules.keys()\n"
    )
    assert run("-p", "no:xdist").returncode == 0
