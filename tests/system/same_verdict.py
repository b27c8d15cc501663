"""The same command on three machines: this one, this one with its cores kept busy, and one whose
functions are three times as slow. What of their verdicts rests on no millisecond."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.conftest import ROOT
from tests.system.support import run_harness

SLOWED = """

def _slowed(work):
    import time

    def slow(event, context):
        began = time.perf_counter()
        try:
            return work(event, context)
        finally:
            time.sleep(2 * (time.perf_counter() - began))

    return slow


lambda_handler = _slowed(lambda_handler)
"""


@contextmanager
def busy_cores() -> Iterator[None]:
    """A process for each core that does nothing but count."""
    counting = [sys.executable, "-c", "while True: pass"]
    processes = [subprocess.Popen(counting) for _ in range(os.cpu_count() or 1)]
    try:
        yield
    finally:
        for process in processes:
            process.kill()
            process.wait()


def slow_functions(folder: Path) -> Path:
    """The template in a copy of its folder, whose handlers take three times as long."""
    copy = folder / "functions"
    shutil.copytree(ROOT / "functions", copy)
    for handler in copy.glob("parking-*/app.py"):
        handler.write_text(handler.read_text("utf-8") + SLOWED, "utf-8")
    return copy / "template.yaml"


def verdict(folder: Path, template: Path, *arguments: str) -> dict[str, Any]:
    """Projection and profile of a run, without what Lambda bills for."""
    done = run_harness(
        *("run", "--runs-dir", folder, "--template", template, *arguments), timeout_s=600
    )
    assert done.returncode == 0, done.stderr
    run = folder / "latest"
    projection = json.loads((run / "report.json").read_text("utf-8"))["projection"]
    profile = json.loads((run / "profile.json").read_text("utf-8"))
    del profile["template"]  # where it is
    for name in ("usd_month", "functions_usd"):
        del projection["bill"][name]
    for kind in profile["kinds"]:
        for function in kind["functions"]:
            del function["billed_ms"]
    return {"projection": projection, "profile": profile}


def verdicts(folder: Path, *arguments: str) -> dict[str, dict[str, Any]]:
    """By machine."""
    template = ROOT / "functions/template.yaml"
    alone = verdict(folder / "alone", template, *arguments)
    with busy_cores():
        busy = verdict(folder / "busy", template, *arguments)
    slow = verdict(folder / "slow", slow_functions(folder), *arguments)
    return {"alone": alone, "busy": busy, "slow": slow}
