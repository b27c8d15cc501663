"""In a process of its own: importing locust patches the one it is in."""

import json
import subprocess
import sys
from typing import Any

EVERY_MODULE = """
import json, pkgutil, sys
from importlib import import_module
import harness
LOCUSTS = [f"harness.load.{name}" for name in ("user", "pace", "ending", "options", "measuring")]
for module in pkgutil.walk_packages(harness.__path__, "harness."):
    program = module.name.endswith("__main__") or ".stand_ins." in module.name
    if not program and module.name not in LOCUSTS:
        import_module(module.name)
print(json.dumps("locust" in sys.modules))
"""


def run(program: str) -> Any:
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_no_module_but_these_imports_locust() -> None:
    assert run(EVERY_MODULE) is False
