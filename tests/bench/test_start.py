"""How long ``harness up`` takes with a warm cache: from the command to the endpoint's line, tables
made. The median of several starts, because a shared machine has slow moments."""

import statistics
import time
from pathlib import Path

from tests.conftest import end, start_up

STARTS = 7
READY_S_MAX = 2.5


def test_up_is_ready_soon_with_a_warm_cache(tmp_path: Path) -> None:
    end(start_up(tmp_path))  # fills the cache where it is cold
    seconds = []
    for _ in range(STARTS):
        started = time.perf_counter()
        up = start_up(tmp_path)
        seconds.append(time.perf_counter() - started)
        end(up)
    print(f"\nharness up, seconds to ready: {[round(s, 2) for s in sorted(seconds)]}")
    assert statistics.median(seconds) <= READY_S_MAX
