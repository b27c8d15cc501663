import subprocess
import sys

from tests.conftest import ROOT

IMPORT_ALL = """
import importlib, pkgutil, tests.bench
for module in pkgutil.walk_packages(tests.bench.__path__, "tests.bench."):
    importlib.import_module(module.name)
    print(module.name)
"""


def test_the_benchmarks_which_no_other_test_runs_still_find_what_they_import() -> None:
    done = subprocess.run(
        [sys.executable, "-c", IMPORT_ALL], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert {"tests.bench.peers.__main__", "tests.bench.test_start"} <= set(done.stdout.split())
