"""A million mixed calls by 32 clients that race, against a recount from item images."""

import time
from pathlib import Path

from tests.conftest import end, recounted_units, start_up, units_of_report

CALLS = 1_000_000


def test_the_ledger_holds_exactly_the_units_of_a_million_racing_calls(tmp_path: Path) -> None:
    up = start_up(tmp_path, "--limits", "off")
    started_s = time.monotonic()
    recounted = recounted_units(up, "recount", CALLS)
    seconds = time.monotonic() - started_s
    assert end(up) == 0
    print(f"\n{CALLS:,} calls in {seconds:.0f} s: {recounted}")
    assert min(recounted.values()) > 0
    assert units_of_report(up, "recount") == recounted
