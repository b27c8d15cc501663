"""What is shown while something takes time, where there is no terminal."""

import io
from collections.abc import Iterator

import pytest
from rich.console import Console

from harness.cli import progress
from harness.cli.progress import Bar, Goal
from harness.ledger.counter import Counter

S = 1_000_000_000


class Screen:
    """A console that is no terminal, and a clock that stands until it is set."""

    def __init__(self) -> None:
        self._text = io.StringIO()
        self.console = Console(file=self._text, width=80)
        self.now_s = 0.0

    def now_ns(self) -> int:
        return int((1000 + self.now_s) * S)

    def lines(self) -> list[str]:
        return self._text.getvalue().splitlines()


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> Iterator[Screen]:
    screen = Screen()
    monkeypatch.setattr(progress, "monotonic_ns", screen.now_ns)
    return screen


def test_a_step_is_a_line_however_long(screen: Screen) -> None:
    Bar(screen.console).step("serve " + "a-function, " * 20)
    assert len(screen.lines()) == 1


def test_a_download_has_a_line_every_10_mb_and_one_at_its_end(screen: Screen) -> None:
    bar = Bar(screen.console)
    for done_bytes in (1_000, 9_999_999, 10_000_000, 15_000_000, 20_000_001, 23_400_000):
        bar.fetched(done_bytes, 23_400_000)
    assert screen.lines() == ["  10 of 23 MB", "  20 of 23 MB", "  23 of 23 MB"]


def test_a_run_has_a_line_every_10_seconds(screen: Screen) -> None:
    counter = Counter(invocations=1234, calls=2000, throttled=3)
    with Bar(screen.console).running(Goal(60)) as show:
        for screen.now_s in (0, 9.9, 10, 10.5, 19.9, 31):
            show(counter)
    said = "1,234 invocations, 2,000 DynamoDB calls, 3 throttled"
    assert screen.lines() == [f"  10 s: {said}", f"  31 s: {said}"]


def test_errors_of_functions_are_told_while_the_run_goes_on(screen: Screen) -> None:
    with Bar(screen.console).running(Goal(60)) as show:
        screen.now_s = 10
        show(Counter(invocations=10, errors=2, calls=10))
    assert "2 errors" in screen.lines()[0]


def test_a_run_that_ends_with_requests_tells_how_many_are_left_and_for_how_long(
    screen: Screen,
) -> None:
    done = 0
    most = Goal(None, 6000, lambda: done, is_most=True)
    with Bar(screen.console).running(Goal(None, 400, lambda: done)) as show:
        screen.now_s, done = 10, 100
        show(Counter())
    assert "100 of 400 requests, 30 s left" in screen.lines()[0]
    assert most.words(10) == "100 of at most 6,000 requests, at most 590 s left; "
