"""The whole measurement of ``harness run``, with nothing but its defaults, on three machines."""

from pathlib import Path

from tests.system.same_verdict import verdicts


def test_a_run_with_its_defaults_has_the_same_verdict_on_every_machine(tmp_path: Path) -> None:
    found = verdicts(tmp_path)
    kinds = {kind["kind"]: kind["samples"] for kind in found["alone"]["profile"]["kinds"]}
    assert sorted(kinds) == ["account", "bill", "register entry", "register exit"]
    assert min(kinds.values()) >= 200
    assert found["busy"] == found["alone"]
    assert found["slow"] == found["alone"]
