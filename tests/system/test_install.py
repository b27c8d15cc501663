"""The documented way to have the harness: from a checkout, into an environment of one's own."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from harness.install import CHECKOUT
from tests.conftest import ROOT, clean_environment


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """A fresh one, on the path."""
    subprocess.run([sys.executable, "-m", "venv", tmp_path / "venv"], check=True)
    path = os.pathsep.join((str(tmp_path / "venv" / "bin"), os.environ["PATH"]))
    return {**clean_environment(PATH=path), "PIP_DISABLE_PIP_VERSION_CHECK": "1"}


def documented() -> str:
    """The command of docs/own-project.md."""
    found = re.search(r"^pip install '.*'$", (ROOT / "docs/own-project.md").read_text(), re.M)
    assert found is not None
    return found[0]


def test_the_documented_line_installs_a_clone_and_the_program_s_own_hints_add_the_rest(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    def sh(command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["sh", "-c", command], cwd=tmp_path, env=environment, capture_output=True, text=True
        )

    cloned = sh(f"git clone --quiet '{ROOT}' '{CHECKOUT}'")
    assert cloned.returncode == 0, cloned.stderr
    without_load = documented().replace("[embedded,load]", "[embedded]")
    assert without_load != documented()
    installed = sh(without_load)
    assert installed.returncode == 0, installed.stderr

    shutil.copytree(ROOT / "functions", tmp_path / "functions")
    plan = sh("harness plan")
    assert plan.returncode == 0, plan.stderr
    assert "make the tables" in plan.stdout

    doctor = sh("harness doctor")
    remedy = re.search(r"to do: (pip install '.*\[load\]')", doctor.stdout)
    assert (doctor.returncode, "locust: not installed" in doctor.stdout) == (1, True)
    assert remedy is not None, doctor.stdout
    added = sh(remedy[1])
    assert added.returncode == 0, added.stderr
    assert "-- locust" not in sh("harness doctor").stdout
