"""The workflow that docs/containers.md shows is one that GitHub would take."""

import os
import shutil
import subprocess

import pytest

from tests.conftest import ROOT

ACTIONLINT = "github.com/rhysd/actionlint/cmd/actionlint@v1.7.7"


def test_actionlint_finds_nothing_in_the_workflow() -> None:
    go = shutil.which("go")
    if go is None and not os.environ.get("CI"):
        pytest.skip("actionlint is built with Go, which is not installed")
    assert go is not None, "CI checks the workflow with actionlint: install Go"
    workflow = ROOT / ".github" / "workflows" / "ci.yml"
    checked = subprocess.run([go, "run", ACTIONLINT, workflow], capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout + checked.stderr
