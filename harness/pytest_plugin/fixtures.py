"""What is behind the fixtures, in one process of a test run."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from harness.pytest_plugin import marks
from harness.pytest_plugin.consumption import Calls, Capacity
from harness.pytest_plugin.owner import Owner, OwnerListener, RemoteOwner
from harness.pytest_plugin.summary import Row, properties, rows
from harness.pytest_plugin.target import Figures, Running, Target, from_exports, sum_of

# The region whose prices count where the SDK's own configuration names none.
_REGION = "us-east-1"


class Suite:
    """``ticket``: where pytest-xdist's controller is to be asked; None outside of its workers."""

    def __init__(self, ticket: tuple[str, str] | None) -> None:
        self._owner = Owner() if ticket is None else RemoteOwner(ticket)
        self._listener: OwnerListener | None = None
        self._targets: dict[tuple[str, ...], Target] = {}
        self._running = Running(number=1)

    def ticket(self) -> tuple[str, str]:
        """For the workers."""
        if self._listener is None:
            assert isinstance(self._owner, Owner)
            self._listener = OwnerListener(self._owner)
        return self._listener.ticket

    def close(self) -> None:
        """End the stacks, where this process started them."""
        if isinstance(self._owner, Owner):
            self._owner.close()

    def target(self, name: str, settings: dict[str, str], cwd: Path) -> Target:
        """The same one for the same settings. Raises HarnessError where it cannot be started."""
        flags = _flags(name, settings)
        key = (name, *flags)
        if key not in self._targets:
            self._targets[key] = self._new_target(name, flags, cwd)
        return self._targets[key]

    def _new_target(self, name: str, flags: list[str], cwd: Path) -> Target:
        if name == "aws":
            return Target(None, None, self._running)
        if "://" in name:
            return Target(name.rstrip("/"), _REGION, self._running)
        return from_exports(self._owner.exports(flags, cwd), self._running)

    # one test

    def begin_test(self, *, cold: bool) -> None:
        """Give the next test a case of its own."""
        self._running.number += 1
        self._running.cold = cold
        self._running.is_over = False

    def begin_call(self) -> None:
        """Count from here on: what fixtures consumed is not the test's."""
        for target in self._targets.values():
            target.begin()

    def broken(self, held: Iterable[pytest.Mark]) -> list[str]:
        """What the marks say against the test that runs."""
        targets = list(self._targets.values())
        if targets and not any(target.measures for target in targets):
            return []  # AWS itself: docs/pytest.md says so
        figures = self._own_figures()
        done = marks.Done(Capacity(lambda: figures.calls), figures.invocations, self._region())
        failures = [_judge(mark, done) for mark in held]
        return [failure for failure in failures if failure]

    def finish_call(self) -> None:
        """Count no further: what fixtures consume now is not the test's."""
        self._running.is_over = True

    def end_test(self) -> tuple[list[Row], list[tuple[str, object]]]:
        """What it consumed, and its properties if it did something."""
        ends = [target.end() for target in self._measuring()]
        own = sum_of(own for own, _ in ends)
        test_properties = list(properties(own, self._region())) if own.calls else []
        return [row for _, everything in ends for row in rows(everything)], test_properties

    def _own_figures(self) -> Figures:
        return sum_of(target.own_figures() for target in self._measuring())

    def _measuring(self) -> list[Target]:
        return [target for target in self._targets.values() if target.measures]

    def _region(self) -> str:
        return next((str(target.region) for target in self._measuring()), _REGION)


class LiveCapacity(Capacity):
    """Asks the harness each time."""

    def __init__(self, target: Target) -> None:
        super().__init__(self._now)
        self._target = target
        self._since: Figures | None = None

    def reset(self) -> None:
        """Begin to count anew. The marks go on counting from the test's start."""
        self._since = self._target.own_figures()

    def _now(self) -> Calls:
        return self._target.own_figures().since(self._since).calls


class SetLimits:
    """The fixture that sets a table's limits within a test."""

    def __init__(self, target: Target) -> None:
        self._target = target

    def __call__(
        self,
        table: str,
        *,
        index: str | None = None,
        rcu: int | None = None,
        wcu: int | None = None,
        saved_s: int = 1,
    ) -> None:
        """Enforce so many units a second, of which ``saved_s`` seconds' worth are saved now: 1, and
        not AWS's 300, so that a test need not use those up first."""
        self._target.change(
            "limits", table=table, index=index, read_units=rcu, write_units=wcu, saved_s=saved_s
        )


class DrivenClock:
    """Stands still."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self.advance(0)

    def advance(self, seconds: float) -> None:
        """Set the test's clock ahead; its time stands still from then on."""
        self._target.change("clock", advance_s=seconds)


def _flags(target: str, settings: dict[str, str]) -> list[str]:
    given = {"lines": "on"} | settings
    if target == "containers":
        given["backend"] = target
    return [f"--{name.replace('_', '-')}={value}" for name, value in sorted(given.items())]


def _judge(mark: pytest.Mark, done: marks.Done) -> str | None:
    try:
        return marks.MARKS[mark.name](done, *mark.args, **mark.kwargs)
    except TypeError as error:
        return f"{marks.HELP[mark.name]}; {error}"
