"""In a process of its own: importing locust patches the one it is in."""

import json
import subprocess
import sys
from typing import Any

# As Locust's runner, which is told to stop or to quit, and soon: by another greenlet.
RUN = """
import json
from types import SimpleNamespace
import gevent
from locust.exception import StopUser
from harness.load.ending import Ending

def run(requests, sent, headless=True):
    ends, stopped = [], 0
    runner = SimpleNamespace(target_user_count=2, worker_count=0)
    runner.quit, runner.stop = lambda: ends.append("quit"), lambda: ends.append("stop")
    options = SimpleNamespace(headless=headless)
    environment = SimpleNamespace(parsed_options=options, runner=runner)
    ending = Ending()
    ending._prepare(environment, runner)
    ending._start(environment)
    ending.begin(requests)
    for _ in range(sent):
        try:
            with ending.counted():
                gevent.sleep(0)
                assert not ends, "it ended while a request was in flight"
        except StopUser:
            stopped += 1
    gevent.sleep(0)
    return [ends, stopped]

print(json.dumps([run(3, 2), run(3, 3), run(3, 5), run(None, 5), run(2, 2, False), run(0, 0)]))
"""


def run(program: str) -> Any:
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_a_run_ends_with_its_last_answer_and_sends_no_more() -> None:
    assert run(RUN) == [
        [[], 0],
        [["quit"], 0],
        [["quit"], 2],
        [[], 0],
        [["stop"], 0],
        [["quit"], 0],
    ]
