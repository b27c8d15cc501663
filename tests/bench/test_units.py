"""The ledger against an independent client: what 16 threads summed from ReturnConsumedCapacity."""

import time

from tests.conftest import end, start_up, units_of_mixed_calls, units_of_report

CALLS = 20_000


def test_the_ledger_holds_exactly_the_units_that_16_clients_summed_over_20_000_calls(tmp_path):
    up = start_up(tmp_path, "--limits", "off")
    started_s = time.monotonic()
    summed, calls = units_of_mixed_calls(up, "muitos-pedidos", CALLS)
    seconds = time.monotonic() - started_s
    assert end(up) == 0
    print(f"\n{calls:,} mixed calls in {seconds:.1f} s: {summed}")
    assert calls == CALLS
    assert min(summed.values()) > 0
    assert units_of_report(up, "muitos-pedidos") == summed
