"""Each test in a process of its own: importing locust patches the one it is in."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

SCENARIO = Path(__file__).parents[4] / "scenarios" / "parking.py"

TASKS_OF_A_SEED = f"""
import json, sys
from random import Random
from locust.util.load_locustfile import load_locustfile
load_locustfile({str(SCENARIO)!r})
scenario = vars(sys.modules["parking"])
from locust.env import Environment
scenario["ParkingUser"].host = "http://127.0.0.1:1"
user = scenario["ParkingUser"](Environment())
def drawn(seed):
    class Lots:
        timeline = None
        next_due = staticmethod(lambda lot: None)
        take = staticmethod(lambda: lot)
    class lot:
        dice = Random(seed)
        next_request = staticmethod(lambda: 1)
    tasks = scenario["Parking"](user)
    tasks.scenario = Lots
    return [tasks.get_next_task().__name__ for _ in range(2000)]
print(json.dumps([drawn(1), drawn(1), drawn(2)]))
"""

ARGUMENTS_READ_TWICE = f"""
import json
from locust.util.load_locustfile import load_locustfile
for _ in range(2):
    load_locustfile({str(SCENARIO)!r})
from locust.argument_parser import get_parser
options = get_parser().parse_args(["--seed", "5"])
print(json.dumps([options.seed, options.owners, options.rate]))
"""


def test_a_calendar_is_counted_in_a_file_without_an_endpoint(tmp_path: Path) -> None:
    month = tmp_path / "month.csv"
    arguments = ["--headless", "-u", "6", "--requests", "200", "--write-calendar"]
    locust = [sys.executable, "-m", "locust", "-f", str(SCENARIO), *arguments]
    done = subprocess.run([*locust, str(month)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    header, *rows = month.read_text("utf-8").splitlines()
    assert header == "time,account,bill,register entry,register exit"
    assert sum(int(count) for row in rows for count in row.split(",")[1:]) == 200

    missing = tmp_path / "missing" / "month.csv"
    done = subprocess.run([*locust, str(missing)], capture_output=True, text=True)
    assert done.returncode == 2
    assert f"--write-calendar {missing}: the calendar cannot be written" in done.stderr


def run(program: str) -> Any:
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_tasks_are_drawn_by_weight_and_a_seed_repeats_them() -> None:
    one, again, other = run(TASKS_OF_A_SEED)
    assert one == again
    assert one != other
    shares = {task: one.count(task) / len(one) for task in set(one)}
    assert abs(shares["register"] - 0.80) < 0.03
    assert abs(shares["account"] - 0.15) < 0.03
    assert abs(shares["bill"] - 0.05) < 0.03


def test_a_scenario_that_is_read_twice_adds_its_arguments_once() -> None:
    seed, owners, rate = run(ARGUMENTS_READ_TWICE)
    assert (seed, owners, rate) == (5, 500, 100.0)
