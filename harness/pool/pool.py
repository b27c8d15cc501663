"""The pool's rules. One environment serves one invocation at a time, as on AWS.

Waiting invocations are served first come, first served. Environments of a function grow with its
demand up to two bounds that mean different things:

- its reserved concurrency is AWS's limit, beyond which an invocation is refused (429);
- ``environments_max`` is this machine's, beyond which invocations wait, because more processes
  than the cores can run would only be slower.

At most ``starting_max`` environments start at once, for the same reason: a cold start is CPU.
"""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto

from harness.pool.messages import (
    Command,
    Dispatch,
    EnvironmentLost,
    EnvironmentReady,
    Event,
    FailInvocation,
    InvocationArrived,
    InvocationEnded,
    RefuseInvocation,
    StartEnvironment,
)


class State(Enum):
    STARTING = auto()
    IDLE = auto()
    BUSY = auto()
    LOST = auto()


# Every legal step of an environment's life; anything else is a bug in the shell.
TRANSITIONS: Mapping[State, frozenset[State]] = {
    State.STARTING: frozenset((State.IDLE, State.LOST)),
    State.IDLE: frozenset((State.BUSY, State.LOST)),
    State.BUSY: frozenset((State.IDLE, State.LOST)),
    State.LOST: frozenset(),
}


@dataclass(slots=True)
class _Environment:
    id: int
    function: str
    state: State = State.STARTING


class Pool:
    """``reserved``: reserved concurrency by function name, for the functions that have one."""

    def __init__(
        self, *, environments_max: int, starting_max: int, reserved: Mapping[str, int]
    ) -> None:
        self._environments_max = environments_max
        self._starting_max = starting_max
        self._reserved = reserved
        self._environments: dict[int, _Environment] = {}
        self._waiting: dict[str, deque[str]] = {}
        self._last_id = 0

    def decide(self, event: Event) -> list[Command]:
        """Take one event; return what to do, in order."""
        match event:
            case InvocationArrived(invocation, function):
                return self._arrived(invocation, function)
            case EnvironmentReady(environment) | InvocationEnded(environment):
                self._move(environment, State.IDLE)
                return self._serve(self._environments[environment].function)
            case EnvironmentLost(environment):
                return self._lost(environment)

    def count(self, function: str, *states: State) -> int:
        return sum(
            environment.function == function and environment.state in states
            for environment in self._environments.values()
        )

    def waiting(self, function: str) -> int:
        return len(self._waiting.get(function, ()))

    def _arrived(self, invocation: str, function: str) -> list[Command]:
        in_flight = self.count(function, State.BUSY) + self.waiting(function)
        if in_flight >= self._reserved.get(function, in_flight + 1):
            return [RefuseInvocation(invocation)]
        self._waiting.setdefault(function, deque()).append(invocation)
        return self._serve(function)

    def _lost(self, environment_id: int) -> list[Command]:
        environment = self._environments.get(environment_id)
        if environment is None:
            return []
        was = environment.state
        self._move(environment_id, State.LOST)
        del self._environments[environment_id]
        waiting = self._waiting.get(environment.function)
        failed: list[Command] = []
        if was is State.STARTING and waiting:
            failed.append(FailInvocation(waiting.popleft(), environment_id))
        return [*failed, *self._serve(environment.function)]

    def _serve(self, function: str) -> list[Command]:
        """Give waiting invocations to idle environments; start more for those left over."""
        commands: list[Command] = []
        waiting = self._waiting.get(function, deque())
        while waiting and (idle := self._idle(function)) is not None:
            self._move(idle.id, State.BUSY)
            commands.append(Dispatch(waiting.popleft(), idle.id))
        while self._should_start(function):
            commands.append(self._start(function))
        return commands + self._start_others()

    def _start_others(self) -> list[Command]:
        """A free starting slot goes to whichever function is waiting for one."""
        return [self._start(function) for function in self._waiting if self._should_start(function)]

    def _should_start(self, function: str) -> bool:
        starting = self.count(function, State.STARTING)
        running = self.count(function, State.STARTING, State.IDLE, State.BUSY)
        bound = min(self._environments_max, self._reserved.get(function, self._environments_max))
        return (
            self.waiting(function) > starting
            and running < bound
            and self._starting() < self._starting_max
        )

    def _starting(self) -> int:
        return sum(
            environment.state is State.STARTING for environment in self._environments.values()
        )

    def _start(self, function: str) -> Command:
        self._last_id += 1
        self._environments[self._last_id] = _Environment(self._last_id, function)
        return StartEnvironment(self._last_id, function)

    def _idle(self, function: str) -> _Environment | None:
        """The most recently started one, so that surplus environments stay idle."""
        return next(
            (
                environment
                for environment in reversed(self._environments.values())
                if environment.function == function and environment.state is State.IDLE
            ),
            None,
        )

    def _move(self, environment_id: int, to: State) -> None:
        environment = self._environments[environment_id]
        if to not in TRANSITIONS[environment.state]:
            raise AssertionError(f"environment {environment_id}: {environment.state} to {to}")
        environment.state = to
