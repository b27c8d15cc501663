"""In a process of its own: importing locust patches the one it is in."""

import json
import subprocess
import sys

PACES = """
import argparse, json
from types import SimpleNamespace
from harness import clock
from harness.load import pace

clock.monotonic_ns = lambda: 0

def sends(rate, users, number):
    options = argparse.Namespace(rate=rate)
    runner = SimpleNamespace(target_user_count=users)
    made = pace.pace_of(SimpleNamespace(parsed_options=options, runner=runner), number)
    return None if made is None else [made.next_due_s(0) for _ in range(3)]

print(json.dumps([sends(None, 2, 0), sends(4, 2, 0), sends(4, 2, 1)]))
"""

OWN_WINS = """
import argparse, json
from locust import events
from harness.load import pace
pace.listen(events)
@events.init_command_line_parser.add_listener
def own(parser):
    parser.add_argument("--seed", default="mine")
from locust.argument_parser import get_parser
options = get_parser(default_config_files=()).parse_args([])
print(json.dumps([options.seed, options.rate]))
"""


def run(program: str) -> object:
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_all_users_together_send_at_the_rate_evenly() -> None:
    assert run(PACES) == [None, [0, 0.5, 1.0], [0.25, 0.75, 1.25]]


def test_a_file_s_own_argument_takes_the_place_of_the_harness_s() -> None:
    assert run(OWN_WINS) == ["mine", None]
