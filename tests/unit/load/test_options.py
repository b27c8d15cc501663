"""Each file in a process of its own: importing locust patches the one it is in."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[3]
OWN = {"--seed", "--rate", "--requests", "--calendar"}

USER = """
from locust import task
from harness.load.user import LambdaUser
class Gate(LambdaUser):
    @task
    def enter(self): pass
"""
# Registered before and after the harness's user is imported.
OWN_SEED = """
from locust import events
@events.init_command_line_parser.add_listener
def own(parser):
    parser.add_argument("--seed", type=str, default="mine")
"""
PLAIN = """
from locust import HttpUser, task
class Page(HttpUser):
    @task
    def get(self): pass
"""
FILES = {
    "gate": (USER, {"--seed", "--rate", "--requests"}),
    "own-before": (OWN_SEED + USER, {"--seed", "--rate", "--requests"}),
    "own-after": (USER + OWN_SEED, {"--seed", "--rate", "--requests"}),
    "plain": (PLAIN, set()),
}


def options(folder: Path, text: str) -> subprocess.CompletedProcess[str]:
    (folder / "mine.py").write_text(text)
    return options_of("mine.py", folder)


def options_of(locustfile: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "harness.load.options", locustfile, "answer"],
        cwd=folder,
        capture_output=True,
        text=True,
    )


def declared(folder: Path) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads((folder / "answer").read_text())
    return answer


@pytest.mark.parametrize("name", FILES)
def test_the_options_are_locusts_the_files_own_and_those_of_the_harness_s_users(
    name: str, tmp_path: Path
) -> None:
    text, own = FILES[name]
    asked = options(tmp_path, text)
    assert (asked.returncode, asked.stderr) == (0, "")
    taken = set(declared(tmp_path)["flags"])
    assert "--users" in taken
    assert taken & OWN == own


def test_a_file_finds_the_package_beside_it_wherever_it_is_read_from(tmp_path: Path) -> None:
    asked = options_of(str(ROOT / "scenarios/parking.py"), tmp_path)
    assert (asked.returncode, asked.stderr) == (0, "")
    assert set(declared(tmp_path)["flags"]) >= OWN
    assert declared(tmp_path)["vary"] == "ParkingKey=placa,cpf"


@pytest.mark.parametrize(
    ("line", "vary"), [("", None), ("VARY = 'Stage=a,b'", "Stage=a,b"), ("VARY = 5", "5")]
)
def test_a_file_may_say_which_template_parameter_is_worth_varying(
    line: str, vary: str | None, tmp_path: Path
) -> None:
    asked = options(tmp_path, PLAIN + line)
    assert (asked.returncode, asked.stderr) == (0, "")
    assert declared(tmp_path)["vary"] == vary


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("import nosuchmodule", "ModuleNotFoundError: No module named 'nosuchmodule'"),
        ("def f(:", "SyntaxError: invalid syntax"),
        ("raise KeyError('x')", "KeyError: 'x'"),
        ("import sys; sys.exit('not today')", "not today"),
        ("users = []", "there is no User class in mine.py"),
    ],
)
def test_a_file_that_cannot_be_loaded_says_why_in_its_last_line(
    text: str, last: str, tmp_path: Path
) -> None:
    asked = options(tmp_path, text)
    assert asked.returncode != 0
    assert asked.stderr.splitlines()[-1] == last
    assert not (tmp_path / "answer").exists()
