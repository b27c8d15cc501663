"""In a process of its own: importing gevent's users patches the one it is in."""

import json
import subprocess
import sys

ORDER = """
import json
import gevent
from random import Random
from harness.load.turns import Turns

def order(seed):
    dice, turns, log = Random(seed), Turns(), []
    def send(number, key, turn):
        gevent.sleep(dice.random() / 1000)
        turn.wait()
        log.append(("sent", number, key))
        gevent.sleep(dice.random() / 1000)
        log.append(("answered", number, key))
        turn.end()
    keys = [("a", True), ("b", False), ("a", False), ("a", False), ("a", True), ("b", True)]
    jobs = [gevent.spawn(send, number, key, turns.take(key, writes=writes))
            for number, (key, writes) in enumerate(keys * 5)]
    gevent.joinall(jobs)
    return log, [writes for _, writes in keys * 5]

print(json.dumps([order(seed) for seed in range(5)]))
"""


def test_a_write_overtakes_nothing_and_nothing_overtakes_a_write() -> None:
    done = subprocess.run([sys.executable, "-c", ORDER], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    for log, writes in json.loads(done.stdout):
        place = {(what, number): at for at, (what, number, _) in enumerate(log)}
        key = {number: key for _, number, key in log}
        assert len(log) == 2 * len(writes)
        for later in key:
            for earlier in range(later):
                if key[earlier] == key[later] and (writes[earlier] or writes[later]):
                    assert place["answered", earlier] < place["sent", later]
