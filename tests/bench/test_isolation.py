"""A thousand tests with tables of their own each, on two workers.

Somebody else's project, as the sample one is: its template, and tests that only the isolation makes
independent of each other.
"""

import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.conftest import ROOT, clean_environment

TESTS = 1000
WORKERS = 2
SECONDS_MAX = 20

PROGRAM = f"""
import pytest

@pytest.mark.parametrize("number", range({TESTS}))
def test_it_is_alone(number, dynamodb, fresh_tables):
    links = dynamodb.Table("links")
    links.put_item(Item={{"slug": str(number), "owner": "ann", "target": "-"}})
    assert [link["slug"] for link in links.scan()["Items"]] == [str(number)]
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    project = Path(shutil.copytree(ROOT / "examples" / "shortlinks", tmp_path / "shortlinks"))
    shutil.rmtree(project / "tests")
    (project / "tests").mkdir()
    (project / "tests" / "test_alone.py").write_text(PROGRAM)
    return project


def test_a_thousand_isolated_tests_on_two_workers(project: Path) -> None:
    # No plugins but theirs: those of this environment cost each test something too.
    flags = ("-q", "-p", "xdist", "-p", "harness.pytest_plugin", "-n", str(WORKERS))
    environment = clean_environment() | {
        "PYTHONPATH": str(ROOT),
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
    }
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *flags],
        cwd=project,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    took = time.perf_counter() - started
    print(f"\n{TESTS} isolated tests on {WORKERS} workers: {took:.1f} s in all")
    assert done.returncode == 0, done.stdout
    assert f"{TESTS} passed" in done.stdout
    assert took < SECONDS_MAX
