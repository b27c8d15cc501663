"""The scenarios as plain Locust runs them: with workers, on the tables, and a month at once."""

import csv
import json
import re
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from harness.ledger.reader import LedgerReader
from harness.model.caller import SETUP
from harness.model.entry import CallEntry
from tests.conftest import ROOT, Up, clean_environment, end, start_up
from tests.system.support import free_port, run_harness

REQUESTS = 301

# Each process writes down what its users were told they consumed.
WATCH = """
import json, os
from pathlib import Path
from locust import events

seen = {"requests": 0, "units": 0.0}

@events.request.add_listener
def note(response, **_):
    seen["requests"] += 1
    seen["units"] += response.capacity_units

@events.quitting.add_listener
def write(**_):
    Path(__file__).with_name(f"seen-{os.getpid()}.json").write_text(json.dumps(seen))
"""


@dataclass(frozen=True)
class Distributed:
    """What the master, the workers' own clients, and the harness say of the same run."""

    locust: list[dict[str, Any]]
    seen: list[dict[str, float]]
    calls: list[dict[str, Any]]
    report: dict[str, Any]


@pytest.fixture(scope="module")
def distributed(tmp_path_factory: pytest.TempPathFactory) -> Distributed:
    folder = tmp_path_factory.mktemp("distributed")
    watch = folder / "watch.py"
    watch.write_text(WATCH)
    up = start_up(folder / "runs", "--limits", "measure")
    send(up, f"{ROOT / 'scenarios/parking_tables.py'},{watch}", folder)
    assert end(up) == 0
    assert run_harness("report", str(up.run)).returncode == 0
    return Distributed(
        json.loads((folder / "stats.json").read_text()),
        [json.loads(path.read_text()) for path in folder.glob("seen-*.json")],
        calls_in(up.run),
        json.loads((up.run / "report.json").read_text()),
    )


def send(up: Up, locustfiles: str, folder: Path) -> None:
    """A master and two workers with three users: one of the workers has more than the other."""
    command = [sys.executable, "-m", "locust", "-f", locustfiles, "-H", up.endpoint]
    port = str(free_port())
    workers = [
        subprocess.Popen(
            [*command, "--worker", "--master-port", port],
            env=clean_environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for _ in range(2)
    ]
    master = [*command, "--master", "--master-bind-port", port, "--expect-workers", "2"]
    master += ["--headless", "--users", "3", "--spawn-rate", "3", "--rate", "200"]
    master += ["--requests", str(REQUESTS), "--json-file", str(folder / "stats")]
    done = subprocess.run(
        master, env=clean_environment(), capture_output=True, text=True, timeout=150
    )
    assert [worker.wait(20) for worker in workers] == [0, 0]
    assert done.returncode == 0, done.stderr


def calls_in(run: Path) -> list[CallEntry]:
    entries = LedgerReader(run / "ledger.jsonl")
    return [entry for entry in entries if isinstance(entry, CallEntry) and entry.caller != SETUP]


def test_locust_its_users_ledger_and_report_count_the_same_requests(distributed):
    sent = sum(row["num_requests"] for row in distributed.locust)
    assert sent == sum(seen["requests"] for seen in distributed.seen)
    assert sent == len(distributed.calls)
    assert sent == distributed.report["totals"]["requests"]["total"]
    assert sum(row["num_failures"] for row in distributed.locust) == 0


def test_both_workers_took_part(distributed):
    assert sum(seen["requests"] > 0 for seen in distributed.seen) == 2


def test_every_kind_is_counted_alike(distributed):
    sent = {row["name"]: row["num_requests"] for row in distributed.locust}
    told = {kind["name"]: kind["requests"]["total"] for kind in distributed.report["kinds"]}
    assert sent == told


def test_all_requests_are_sent_whatever_the_workers_have_of_the_users(distributed):
    sent = {row["name"]: row["num_requests"] for row in distributed.locust}
    firsts = ("register entry", "register exit, GetItem", "account", "bill, cpf-index")
    assert sum(sent[name] for name in firsts) == REQUESTS


def test_the_units_are_those_that_the_clients_were_told(distributed):
    told = distributed.report["totals"]
    seen = sum(seen["units"] for seen in distributed.seen)
    assert seen > REQUESTS
    assert told["read_units"] + told["write_units"] == seen


def test_tags_csv_files_and_processes_are_locusts_own(tmp_path):
    up = start_up(tmp_path / "runs", "--limits", "off")
    command = [sys.executable, "-m", "locust", "-f", str(ROOT / "scenarios/parking_tables.py")]
    command += ["-H", up.endpoint, "--headless", "--users", "4", "--spawn-rate", "4"]
    command += ["--rate", "100", "--requests", "60", "--processes", "2"]
    command += ["--tags", "account", "bill", "--csv", str(tmp_path / "told")]
    done = subprocess.run(
        command, env=clean_environment(), capture_output=True, text=True, timeout=150
    )
    assert done.returncode == 0, done.stderr
    assert end(up) == 0
    with (tmp_path / "told_stats.csv").open() as rows:
        told = {row["Name"]: int(row["Request Count"]) for row in csv.DictReader(rows)}
    assert told.pop("Aggregated") == sum(told.values())
    assert told == Counter(call.kind for call in calls_in(up.run))
    assert {name.split(",")[0] for name in told} == {"account", "bill"}
    assert told["account"] + told["bill, cpf-index"] == 60


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    runs = tmp_path_factory.mktemp("month")
    arguments = ("--calendar", "--requests", "200", "--owners", "40")
    done = run_harness(
        "run", "parking", "--duration", "60s", "--runs-dir", runs, "--", *arguments, timeout_s=120
    )
    assert done.returncode == 0, done.stderr
    cars_billed = sum(call.kind == "bill" for call in calls_in(runs / "latest")) - 10
    report = json.loads((runs / "latest" / "report.json").read_text())
    return {**report, "cars_billed": cars_billed}


def by_hand() -> dict[str, tuple[float, float]]:
    """RCU and WCU of each request kind, from the page."""
    page = (ROOT / "docs" / "scenarios.md").read_text("utf-8").partition("## By hand")[2]
    rows = re.findall(r"^\| `([^`]+)` \|[^|]+\| ([\d.]+) \| ([\d.]+) \|$", page, re.MULTILINE)
    return {name: (float(read), float(write)) for name, read, write in rows}


def units_each(report: dict[str, Any]) -> dict[str, tuple[float, float]]:
    return {
        kind["name"]: (
            kind["read_units"] / kind["requests"]["total"],
            kind["write_units"] / kind["requests"]["total"],
        )
        for kind in report["kinds"]
    }


def test_calls_on_the_tables_cost_what_they_do_by_hand(distributed):
    found = units_each(distributed.report)
    assert len(found) == 7
    assert found == {name: by_hand()[name] for name in found}


def test_requests_through_the_functions_cost_what_they_do_by_hand(month):
    found = units_each(month)
    bill = found.pop("bill")
    assert len(found) == 3
    assert found == {name: by_hand()[name] for name in found}
    assert bill == (pytest.approx((1 + month["cars_billed"] / 10) / 2), 0)


def test_a_calendar_sends_a_months_requests_and_none_fails(month):
    kinds = {kind["name"]: kind["requests"] for kind in month["kinds"]}
    assert kinds["account"]["total"] == 30
    assert kinds["bill"]["total"] == 10
    assert month["totals"]["requests"]["total"] == 200
    assert month["totals"]["requests"]["failed"] == 0


def test_a_calendar_lasts_a_month_of_the_reports_time(month):
    assert 27 * 86_400 < month["window"]["seconds"] <= 31 * 86_400


def test_a_calendar_is_not_judged_at_the_rate_of_its_batches(month):
    traffic = month["projection"]["traffic"]
    assert (traffic["assumed"], traffic["requests_per_s"]) == (True, 10)


def test_the_burst_is_full_again_after_each_wave(month):
    reads = next(
        use
        for use in month["resources"]
        if (use["table"], use["index"], use["dimension"]) == ("estacionamento", None, "read")
    )
    assert reads["series"]["burst_left"][0] == 2400
    assert reads["peak_per_s"] > reads["average_per_s"] * 100


# locustfiles of one's own


def documented_locustfile() -> str:
    """The example of docs/scenarios.md."""
    section = (ROOT / "docs/scenarios.md").read_text().split("## Users for your own locustfile")[1]
    found = re.search(r"```python\n(.*?)```", section, re.DOTALL)
    assert found is not None
    return found[1]


def run_own(folder: Path, text: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    locustfile = folder / "gate.py"
    locustfile.write_text(text)
    flags = ("--users", "2", "--pace", "--duration", "4s", "--runs-dir", str(folder / "runs"))
    return run_harness("run", locustfile, *flags, *arguments, timeout_s=120)


@pytest.mark.parametrize("arguments", [(), ("--rate", "10")])
def test_the_documented_locustfile_runs_to_a_verdict(
    arguments: tuple[str, ...], tmp_path: Path
) -> None:
    done = run_own(tmp_path, documented_locustfile(), *arguments)
    assert done.returncode == 0, done.stderr
    report = json.loads((tmp_path / "runs/latest/report.json").read_text())
    requests = {kind["name"]: kind["requests"] for kind in report["kinds"]}
    assert requests.keys() == {"register entry", "read a car"}
    assert all(outcomes["failed"] == 0 for outcomes in requests.values())
    if arguments:  # 40 are due in 4 s
        assert sum(outcomes["total"] for outcomes in requests.values()) <= 42


@pytest.mark.parametrize(
    ("text", "last", "started"),
    [
        ("import nosuchmodule", "ModuleNotFoundError: No module named 'nosuchmodule'", False),
        (
            "from locust import HttpUser, task\n"
            "class Broken(HttpUser):\n"
            "    @task\n"
            "    def fail(self): raise KeyError('placa')\n",
            "KeyError: 'placa'",
            True,
        ),
    ],
)
def test_a_locustfile_that_fails_is_wrong_use_and_no_verdict(
    text: str, last: str, started: bool, tmp_path: Path
) -> None:
    done = run_own(tmp_path, text)
    assert done.returncode == 2
    assert last in done.stderr
    assert ("serve DynamoDB" in done.stderr) is started
    assert done.stdout == ""
