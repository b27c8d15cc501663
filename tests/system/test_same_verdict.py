"""DynamoDB's verdict is the same on every machine. ``tests/bench`` has the whole measurement."""

from pathlib import Path

from tests.system.same_verdict import verdicts


def test_busy_cores_and_slow_functions_change_no_unit_no_advice_and_no_cost(
    tmp_path: Path,
) -> None:
    found = verdicts(tmp_path, "--requests", "300")
    assert len(found["alone"]["profile"]["kinds"]) == 4
    assert found["alone"]["projection"]["fit"] == "throttles"
    assert found["busy"] == found["alone"]
    assert found["slow"] == found["alone"]
