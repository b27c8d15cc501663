"""The shell's side of the pool, without processes: it obeys, and asserts the invariants."""

import random

from harness.pool.messages import (
    CodeChanged,
    Command,
    ConcurrencyReserved,
    Dispatch,
    EndEnvironment,
    EnvironmentLost,
    EnvironmentReady,
    Event,
    FailInvocation,
    InvocationAnswered,
    InvocationArrived,
    InvocationEnded,
    RefuseInvocation,
    StartEnvironment,
    TimePassed,
)
from harness.pool.pool import OF_THE_ACCOUNT, OF_THE_FUNCTION, Pool
from harness.pool.share import State

CONCURRENCY = 12
ENVIRONMENTS_MAX = 6
STARTING_MAX = 2
STEP_NS = 10_000_000
IDLE_NS = 50 * STEP_NS
FUNCTIONS = "abcd"


class World:
    def __init__(self, subject: Pool, reserved: dict[str, int]) -> None:
        self.pool = subject
        self.reserved = reserved
        self.now_ns = 0
        self.starting: dict[int, str] = {}
        self.idle: dict[int, str] = {}
        self.busy: dict[int, str] = {}
        self.answered: dict[int, str] = {}
        self.ending: set[int] = set()
        self.started_after: dict[int, int] = {}
        self.changes: dict[str, int] = dict.fromkeys(FUNCTIONS, 0)
        self.queues: dict[str, list[str]] = {name: [] for name in FUNCTIONS}
        self.unanswered: set[str] = set()
        self.cold: set[str] = set()
        self.has_served: set[int] = set()
        self.answers: dict[str, int] = {"served": 0, "failed": 0, "refused": 0}
        self.count = 0

    # events

    def step(self, rng: random.Random) -> None:
        self.now_ns += STEP_NS
        choice = rng.random()
        if choice < 0.40:
            self.arrive(rng.choice(FUNCTIONS), cold=rng.random() < 0.1)
        elif choice < 0.60 and self.starting:
            self.ready(rng.choice(list(self.starting)))
        elif choice < 0.75 and self.busy:
            self.answer(rng.choice(list(self.busy)))
        elif choice < 0.85 and self.answered:
            self.end(rng.choice(list(self.answered)), retire=rng.random() < 0.1)
        elif choice < 0.93:
            self.lose_one(rng)
        elif choice < 0.96:
            self.tell(TimePassed())
        elif choice < 0.98:
            self.change(rng.choice(FUNCTIONS))
        else:
            self.reserve("d", rng.choice((None, 0, 1, 3)))

    def lose_one(self, rng: random.Random) -> None:
        alive = [*self.starting, *self.idle, *self.busy, *self.answered, *self.ending]
        if alive:
            self.lose(rng.choice(alive))

    def arrive(self, function: str, *, cold: bool) -> None:
        self.count += 1
        name = f"{function}{self.count}"
        self.queues[function].append(name)
        self.unanswered.add(name)
        if cold:
            self.cold.add(name)
        self.tell(InvocationArrived(name, function, cold))

    def ready(self, environment: int) -> None:
        self.idle[environment] = self.starting.pop(environment)
        self.tell(EnvironmentReady(environment))

    def answer(self, environment: int) -> None:
        invocation = self.busy.pop(environment)
        self.unanswered.remove(invocation)
        self.answers["served"] += 1
        self.answered[environment] = invocation[0]
        self.tell(InvocationAnswered(environment))

    def end(self, environment: int, *, retire: bool = False) -> None:
        self.idle[environment] = self.answered.pop(environment)
        self.tell(InvocationEnded(environment, retire))

    def lose(self, environment: int) -> None:
        """It crashes, times out in mid-invocation, fails to start, or ends as it was told to."""
        self.starting.pop(environment, None)
        self.idle.pop(environment, None)
        self.answered.pop(environment, None)
        self.ending.discard(environment)
        invocation = self.busy.pop(environment, None)
        if invocation is not None:
            self.unanswered.remove(invocation)
            self.answers["served"] += 1
        self.tell(EnvironmentLost(environment))

    def change(self, function: str) -> None:
        self.changes[function] += 1
        self.tell(CodeChanged(function))

    def reserve(self, function: str, units: int | None) -> None:
        self.reserved.pop(function, None)
        if units is not None:
            self.reserved[function] = units
        self.tell(ConcurrencyReserved(function, units))

    def drain(self) -> None:
        """Let everything come to its end."""
        for _ in range(10 * ENVIRONMENTS_MAX + len(self.unanswered)):
            for environment in list(self.ending):
                self.lose(environment)
            for environment in list(self.starting):
                if environment in self.starting:
                    self.ready(environment)
            for environment in list(self.busy):
                if environment in self.busy:
                    self.answer(environment)
            for environment in list(self.answered):
                if environment in self.answered:
                    self.end(environment)
        self.now_ns += IDLE_NS
        self.tell(TimePassed())
        for environment in list(self.ending):
            self.lose(environment)

    # commands

    def tell(self, event: Event) -> None:
        for command in self.pool.decide(event, self.now_ns):
            self.perform(command)
        self.check()

    def perform(self, command: Command) -> None:
        match command:
            case StartEnvironment(environment, function):
                assert environment not in self.started_after
                self.starting[environment] = function
                self.started_after[environment] = self.changes[function]
            case EndEnvironment(environment):
                del self.idle[environment]  # never in mid-invocation, never while it starts
                self.ending.add(environment)
            case Dispatch(invocation, environment):
                function = self.idle.pop(environment)  # or it has two invocations
                assert self.started_after[environment] == self.changes[function], "old code"
                assert not {invocation} & self.cold or environment not in self.has_served, "warm"
                self.has_served.add(environment)
                self.busy[environment] = invocation
                self.leave(function, invocation)
            case FailInvocation(invocation, _):
                self.leave(invocation[0], invocation)
                self.unanswered.remove(invocation)
                self.answers["failed"] += 1
            case RefuseInvocation(invocation, reason):
                self.refuse(invocation, reason)

    def leave(self, function: str, invocation: str) -> None:
        assert self.queues[function].pop(0) == invocation, "not first come, first served"

    def refuse(self, invocation: str, reason: str) -> None:
        function = invocation[0]
        assert self.queues[function].pop() == invocation, "refused after it was taken"
        self.unanswered.remove(invocation)
        self.answers["refused"] += 1
        if reason == OF_THE_FUNCTION:
            assert self.in_flight(function) >= self.reserved[function]
        else:
            assert reason == OF_THE_ACCOUNT
            others = [name for name in FUNCTIONS if name not in self.reserved]
            taken = sum(map(self.in_flight, others)) + sum(self.reserved.values())
            assert function in others
            assert taken >= CONCURRENCY

    def in_flight(self, function: str) -> int:
        busy = sum(invocation[0] == function for invocation in self.busy.values())
        answered = sum(name == function for name in self.answered.values())  # some given up on
        return busy + answered + len(self.queues[function])

    def check(self) -> None:
        alive = len(self.starting) + len(self.idle) + len(self.busy) + len(self.answered)
        assert alive + len(self.ending) <= ENVIRONMENTS_MAX
        assert len(self.starting) <= STARTING_MAX
        waiting = sum(map(len, self.queues.values()))
        assert len(self.unanswered) == waiting + len(self.busy), "one is lost"
        if self.count % 16 == 0:  # it takes longer than all the rest
            self.compare()

    def compare(self) -> None:
        """The pool knows what there is."""
        for function in FUNCTIONS:
            assert self.pool.waiting(function) == len(self.queues[function])
            starting = sum(name == function for name in self.starting.values())
            idle = sum(name == function for name in self.idle.values())
            assert self.pool.count(function, State.STARTING) == starting
            assert self.pool.count(function, State.IDLE) == idle
