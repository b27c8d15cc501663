"""The part of the pool that one version of a function has: who waits, how many environments are in
which state, and the table of their states."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum


class State(IntEnum):  # hashed as an int: three times as fast
    """Where an environment is in its life; see ``TRANSITIONS``."""

    STARTING = 0
    IDLE = 1
    BUSY = 2
    ANSWERED = 3
    ENDING = 4
    LOST = 5


# Every legal step; anything else is a bug in the shell.
TRANSITIONS: Mapping[State, frozenset[State]] = {
    State.STARTING: frozenset((State.IDLE, State.ENDING, State.LOST)),
    State.IDLE: frozenset((State.BUSY, State.ENDING, State.LOST)),
    State.BUSY: frozenset((State.ANSWERED, State.IDLE, State.ENDING, State.LOST)),
    State.ANSWERED: frozenset((State.BUSY, State.IDLE, State.ENDING, State.LOST)),
    State.ENDING: frozenset((State.LOST,)),
    State.LOST: frozenset(),
}


@dataclass(slots=True)
class PooledEnvironment:
    """One environment. ``version``: of the code that it started with. ``since_ns``: when it
    answered, or became idle."""

    id: int
    function: str
    version: int
    state: State = State.STARTING
    since_ns: int = 0
    has_served: bool = False


@dataclass(frozen=True, slots=True)
class Concurrency:
    """What is set for a function. ``reserved``: the function's reserved concurrency, None where it
    shares the account's. ``ahead``: how many environments are kept started (provisioned
    concurrency)."""

    reserved: int | None = None
    ahead: int = 0


@dataclass(slots=True)
class Share:
    """``waiting``: arrival number, invocation, and whether it has to start cold.
    ``idle``: the most recently used one last. ``answered``: those that will be idle in a moment.
    ``failing``: its last start failed, so none is started ahead of demand. ``versions``: the shares
    of all versions of its function, this one among them, which have its reservation together."""

    name: str
    reserved: int | None
    ahead: int
    version: int = 0
    failing: bool = False
    waiting: deque[tuple[int, str, bool]] = field(default_factory=deque)
    idle: list[PooledEnvironment] = field(default_factory=list)
    answered: list[PooledEnvironment] = field(default_factory=list)
    counts: list[int] = field(default_factory=lambda: [0] * len(State))
    versions: list["Share"] = field(default_factory=list, repr=False)

    @property
    def in_flight(self) -> int:
        """The function's concurrency as AWS counts it: who waits here would be running there."""
        return self.counts[State.BUSY] + len(self.waiting)

    @property
    def in_flight_together(self) -> int:
        """The concurrency of all versions of its function."""
        if len(self.versions) <= 1:
            return self.in_flight
        return sum(version.in_flight for version in self.versions)

    @property
    def running(self) -> int:
        """How many environments have not been told to end."""
        counts = self.counts
        present = counts[State.STARTING] + counts[State.IDLE]
        return present + counts[State.BUSY] + counts[State.ANSWERED]

    @property
    def is_short(self) -> bool:
        """Whether environments that are to be started ahead are missing."""
        return self.running < self.ahead and not self.failing

    @property
    def next_is_cold(self) -> bool:
        """Whether who has waited longest needs an environment that has served nobody."""
        return self.waiting[0][2]

    def move(self, environment: PooledEnvironment, to: State) -> None:
        """Raises AssertionError, and changes nothing, where that is no legal step."""
        was = environment.state
        if to not in TRANSITIONS[was]:
            raise AssertionError(f"environment {environment.id}: {was} to {to}")
        environment.state = to
        self.counts[was] -= 1
        self.counts[to] += 1
        if was is State.IDLE:
            self.idle.remove(environment)
        elif was is State.ANSWERED:
            self.answered.remove(environment)
        if to is State.IDLE:
            self.idle.append(environment)
        elif to is State.ANSWERED:
            self.answered.append(environment)

    def wants_another(self, grows: bool) -> bool:
        """Whether one more would serve it. ``grows``: with demand, beyond ``ahead``."""
        # Who was let in before the limit was lowered to 0 is still served.
        if self.reserved is not None and self.running >= max(self.reserved, bool(self.waiting)):
            return False
        if self.is_short:
            return True
        coming = self.counts[State.STARTING] + len(self.answered)
        return len(self.waiting) > coming and (grows or self.running == 0)

    def claim(self) -> tuple[int, int]:
        """The order in which functions get a free place: those with someone waiting first, the
        longest waiting before the others."""
        return (0, self.waiting[0][0]) if self.waiting else (1, 0)
