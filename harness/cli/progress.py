"""What a terminal shows while something takes time; plain lines where there is no terminal."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from harness.clock import monotonic_ns
from harness.ledger.counter import Counter
from harness.model.time import NS_PER_S

_LINE_EVERY_S = 10
_FETCH_LINE_EVERY = 10_000_000


@dataclass(frozen=True, slots=True)
class Goal:
    """What ends a run: its seconds, or a number of requests, of which ``done`` were measured.
    ``is_most``: whether it may end with fewer."""

    duration_s: int | None
    requests: int = 0
    done: Callable[[], int] = lambda: 0
    is_most: bool = False

    def words(self, elapsed_s: float) -> str:
        """Number, end and time left, for a run that ends with requests; else nothing."""
        if self.duration_s is not None:
            return ""
        done = self.done()
        end = f"at most {self.requests:,}" if self.is_most else f"{self.requests:,}"
        words = f"{done:,} of {end} requests"
        if done:
            left_s = elapsed_s / done * (self.requests - done)
            words += f", {'at most ' if self.is_most else ''}{left_s:.0f} s left"
        return words + "; "


class Bar:
    """Steps and requests on a terminal; where there is none, lines without movement."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._fetched_shown = 0

    def step(self, title: str) -> None:
        """Print a step that begins."""
        self._console.print(f"· {title}", soft_wrap=True, markup=False)

    def fetched(self, done_bytes: int, total_bytes: int) -> None:
        """A line every 10 MB: the whole of DynamoDB Local is 50."""
        if done_bytes - self._fetched_shown >= _FETCH_LINE_EVERY or done_bytes == total_bytes:
            self._fetched_shown = done_bytes
            self._console.print(f"  {done_bytes / 1e6:.0f} of {total_bytes / 1e6:.0f} MB")

    @contextmanager
    def running(self, goal: Goal) -> Iterator[Callable[[Counter], None]]:
        """Gives a function that shows the count as it stands."""
        started_ns = monotonic_ns()
        if not self._console.is_terminal:
            yield self._lines(goal, started_ns)
            return
        columns = (TimeElapsedColumn(), BarColumn(20), TextColumn("{task.description}"))
        with Progress(*columns, console=self._console, transient=True) as progress:
            task = progress.add_task("", total=goal.duration_s or goal.requests)

            def show(counter: Counter) -> None:
                elapsed_s = (monotonic_ns() - started_ns) / 1e9
                completed = elapsed_s if goal.duration_s is not None else goal.done()
                words = goal.words(elapsed_s) + _words(counter)
                progress.update(task, completed=completed, description=words)

            yield show

    def _lines(self, goal: Goal, started_ns: int) -> Callable[[Counter], None]:
        shown = 0

        def show(counter: Counter) -> None:
            nonlocal shown
            elapsed_s = (monotonic_ns() - started_ns) // NS_PER_S
            if elapsed_s // _LINE_EVERY_S > shown:
                shown = elapsed_s // _LINE_EVERY_S
                words = goal.words(elapsed_s) + _words(counter)
                self._console.print(f"  {elapsed_s} s: {words}", soft_wrap=True)

        return show


def _words(counter: Counter) -> str:
    errors = f", {counter.errors:,} errors" if counter.errors else ""
    return (
        f"{counter.invocations:,} invocations, {counter.calls:,} DynamoDB calls, "
        f"{counter.throttled:,} throttled{errors}"
    )
