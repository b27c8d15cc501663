"""``harness run``: what a newcomer does, and does without privileges."""

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from harness.ledger.reader import LedgerReader
from harness.model.caller import SETUP
from harness.model.entry import CallEntry, Entry, InvocationEntry
from tests.conftest import ROOT, clean_environment, harness
from tests.system.support import adopting, eventually, free_port, listens, run_harness

NOBODY = 65534
REPORTS = ("report.json", "report.md", "report.html")


@dataclass(frozen=True)
class Finished:
    """A ``harness run`` that is over."""

    directory: Path
    port: int
    code: int
    stdout: str
    stderr: str
    left: list[str]

    @property
    def run(self) -> Path:
        return (self.directory / ".harness/runs/latest").resolve()

    @property
    def entries(self) -> list[Entry]:
        return list(LedgerReader(self.run / "ledger.jsonl"))

    @property
    def calls(self) -> list[CallEntry]:
        return [entry for entry in self.entries if isinstance(entry, CallEntry)]

    @property
    def invocations(self) -> list[InvocationEntry]:
        return [entry for entry in self.entries if isinstance(entry, InvocationEntry)]


def without_privileges(command: list[str]) -> list[str]:
    """As nobody, where the tests run as root, and with one right: to read, for the interpreter
    may be in a home that others cannot enter."""
    if os.geteuid() != 0:
        return command
    rights = [f"--{name}-caps=-all,+dac_read_search" for name in ("inh", "ambient")]
    rights += ["--bounding-set=-all,+dac_read_search", "--no-new-privs", "--clear-groups"]
    return ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", *rights, *command]


def checkout(directory: Path) -> dict[str, str]:
    """What a clone has, and a cache so that nothing is fetched anew; nobody's, where we are root.

    The variables that lead the harness there.
    """
    for name in ("functions", "scenarios"):
        shutil.copytree(ROOT / name, directory / name)
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    cache = home / "lambda-dynamodb-harness"
    for engine in cache.glob("dynamodb-local-*"):
        shutil.copytree(engine, directory / "cache" / cache.name / engine.name)
    if os.geteuid() == 0:
        for path in (directory, *directory.rglob("*")):
            os.chown(path, NOBODY, NOBODY)
    return {
        "HOME": str(directory),
        "XDG_CACHE_HOME": str(directory / "cache"),
        "TMPDIR": str(directory),
    }


@pytest.fixture(scope="module")
def finished() -> Iterator[Finished]:
    # Not pytest's own folder: nobody may enter that.
    with tempfile.TemporaryDirectory(prefix="harness-run-") as name, adopting() as left:
        variables = checkout(Path(name))
        port = free_port()
        done = subprocess.run(
            without_privileges(harness("run", "--duration", "5s", "--port", str(port))),
            cwd=name,
            env=clean_environment(**variables),
            capture_output=True,
            text=True,
            timeout=120,
        )
        eventually(lambda: not left(), 1)
        yield Finished(Path(name), port, done.returncode, done.stdout, done.stderr, left())


def test_a_run_says_its_verdict_and_where_its_report_is(finished):
    assert finished.code == 0, finished.stderr
    first = finished.stdout.split()[0]
    assert first in ("Fits:", "Fits", "Throttles")
    assert (
        finished.stdout.splitlines()[-1] == f"report: .harness/runs/{finished.run.name}/report.html"
    )


def test_a_run_shows_its_steps_and_its_progress(finished):
    assert "· start DynamoDB Local" in finished.stderr
    assert "· make the tables" in finished.stderr


def test_a_run_leaves_no_process_no_port_and_no_scratch_files(finished):
    assert finished.left == []
    assert not listens(finished.port)
    assert sorted(path.name for path in finished.directory.iterdir()) == [
        ".harness",
        "cache",
        "functions",
        "scenarios",
    ]


@pytest.mark.skipif(os.geteuid() != 0, reason="everything here runs without privileges")
def test_a_run_needs_no_privileges(finished):
    assert finished.code == 0
    assert (finished.run / "ledger.jsonl").stat().st_uid == NOBODY


def test_a_run_is_a_directory_of_its_facts_its_ledger_its_logs_and_its_reports(finished):
    there = {path.name for path in finished.run.iterdir()}
    assert there == {"run.json", "ledger.jsonl", "logs", "locust.json", "profile.json", *REPORTS}
    assert "START RequestId" in (finished.run / "logs/parking-register.log").read_text()


def test_the_run_notes_the_command_that_repeats_it_and_its_machine(finished):
    facts = json.loads((finished.run / "run.json").read_text())
    assert facts["command"] == (
        f"harness run parking --users 6 --duration 5s --seed 1 --port {finished.port}"
    )
    assert " cores, " in facts["machine"]
    report = json.loads((finished.run / "report.json").read_text())
    assert report["run"]["command"] == facts["command"]
    # Each function's memory is known, so Lambda has its price.
    assert float(report["costs"]["functions"]["month"]) > 0
    assert {heat["table"] for heat in report["heats"]} == {"estacionamento"}


def test_the_report_counts_what_the_ledger_and_the_load_generator_count(finished):
    report = json.loads((finished.run / "report.json").read_text())
    sent = json.loads((finished.run / "locust.json").read_text())
    invocations = finished.invocations
    assert invocations
    assert report["totals"]["requests"]["total"] == len(invocations)
    assert sum(kind["num_requests"] for kind in sent) == len(invocations)
    assert sum(kind["num_failures"] for kind in sent) == 0


def test_every_request_of_a_run_knows_its_function_and_its_kind(finished):
    calls = [call for call in finished.calls if call.caller != SETUP]
    assert {call.caller for call in calls} <= {
        "parking-register",
        "parking-account",
        "parking-bill",
    }
    known = {entry.request_id for entry in finished.invocations}
    assert {call.invocation for call in calls} <= known
    assert {call.kind for call in calls} <= {
        "register entry",
        "register exit",
        "account",
        "bill",
    }


def test_the_html_report_needs_nothing_from_elsewhere(finished):
    page = (finished.run / "report.html").read_text("utf-8")
    assert "<svg" in page
    assert "http://" not in page.replace("http://www.w3.org/2000/svg", "")
    assert "https://" not in page


def test_a_report_is_rebuilt_from_the_ledger_byte_by_byte(finished):
    before = {name: (finished.run / name).read_bytes() for name in REPORTS}
    for name in REPORTS:
        (finished.run / name).unlink()
    again = run_harness("report", "latest", cwd=finished.directory)
    assert again.returncode == 0, again.stderr
    assert again.stdout.splitlines()[:-1] == finished.stdout.splitlines()[:-1]
    assert {name: (finished.run / name).read_bytes() for name in REPORTS} == before


def test_a_run_that_does_not_exist_is_exit_code_2_and_says_which_there_are(finished):
    report = run_harness("report", "nope", cwd=finished.directory)
    assert report.returncode == 2
    assert "no run 'nope'" in report.stderr
    assert finished.run.name in report.stderr


def test_a_load_that_sends_nothing_is_no_success(tmp_path):
    idle = tmp_path / "idle.py"
    idle.write_text(
        "from locust import User, task\n"
        "import gevent\n"
        "from locust import events\n"
        "@events.init_command_line_parser.add_listener\n"
        "def add(parser):\n"
        "    parser.add_argument('--seed')\n"
        "class Idle(User):\n"
        "    @task\n"
        "    def wait(self):\n"
        "        gevent.sleep(1)\n"
    )
    done = run_harness("run", idle, "--duration", "2s", "--runs-dir", tmp_path / "runs")
    assert done.returncode == 1, done.stderr
    assert "Nothing was measured" in done.stdout
