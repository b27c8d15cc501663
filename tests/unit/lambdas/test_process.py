import pytest

from harness.lambdas import process
from harness.lambdas.process import MemoryGauge

MB = 1_048_576


class Fake:
    """A process whose peak memory is set by the test."""

    started_ns = 0

    def __init__(self, used_bytes: int | None) -> None:
        self.used_bytes = used_bytes

    async def wait(self) -> int:
        return 0

    def peak_memory_bytes(self) -> int | None:
        return self.used_bytes

    def flush_output(self) -> None: ...
    def kill(self) -> None: ...


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The time, in its only member."""
    now_ns = [1_000_000_000]
    monkeypatch.setattr(process, "monotonic_ns", lambda: now_ns[0])
    return now_ns


def test_a_peak_is_rounded_up_to_whole_megabytes(at: list[int]) -> None:
    gauge = MemoryGauge(None)
    gauge.measure(Fake(MB + 1))
    assert gauge.peak_mb == 2


def test_a_process_is_not_asked_twice_within_5_ms(at: list[int]) -> None:
    gauge, running = MemoryGauge(None), Fake(MB)
    gauge.measure(running)
    running.used_bytes = 5 * MB
    at[0] += 4_999_999
    gauge.measure(running)
    assert gauge.peak_mb == 1
    at[0] += 1
    gauge.measure(running)
    assert gauge.peak_mb == 5


def test_the_last_figure_of_a_process_that_has_ended_stays(at: list[int]) -> None:
    gauge = MemoryGauge(None)
    gauge.measure(Fake(MB))
    at[0] += 5_000_000
    gauge.measure(Fake(None))
    gauge.measure(None)
    assert gauge.peak_mb == 1


def test_what_is_enforced_is_measured_each_time(at: list[int]) -> None:
    gauge, running = MemoryGauge(128), Fake(128 * MB)
    assert not gauge.is_above_limit(running)
    running.used_bytes = 128 * MB + 1
    assert gauge.is_above_limit(running)


def test_without_a_limit_nothing_is_above_it(at: list[int]) -> None:
    assert not MemoryGauge(None).is_above_limit(Fake(1000 * MB))
