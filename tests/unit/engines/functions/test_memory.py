import os
import subprocess

from harness.engines.functions.memory import PeakMemory


def test_the_peak_of_a_process_never_falls() -> None:
    memory = PeakMemory(os.getpid())
    before = memory.read_bytes()
    ballast = b"x" * 50_000_000
    grown = memory.read_bytes()
    del ballast
    assert before is not None
    assert grown is not None
    assert grown >= 50_000_000
    after = memory.read_bytes()
    assert after is not None
    assert after >= 50_000_000
    memory.close()


def test_a_process_that_is_gone_has_none() -> None:
    with subprocess.Popen(["sleep", "60"]) as child:
        memory = PeakMemory(child.pid)
        assert memory.read_bytes() is not None
        child.kill()
    assert memory.read_bytes() is None
    assert PeakMemory(child.pid).read_bytes() is None
    memory.close()
    memory.close()
