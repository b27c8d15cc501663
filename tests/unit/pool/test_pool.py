import random

import pytest

from harness.pool.messages import (
    Command,
    Dispatch,
    EnvironmentLost,
    EnvironmentReady,
    FailInvocation,
    InvocationArrived,
    InvocationEnded,
    RefuseInvocation,
    StartEnvironment,
)
from harness.pool.pool import TRANSITIONS, Pool, State


def pool(environments_max: int = 4, starting_max: int = 2, **reserved: int) -> Pool:
    return Pool(environments_max=environments_max, starting_max=starting_max, reserved=reserved)


def test_the_first_invocation_starts_an_environment_and_waits_for_it() -> None:
    first = pool()
    assert first.decide(InvocationArrived("a", "ola")) == [StartEnvironment(1, "ola")]
    assert first.decide(EnvironmentReady(1)) == [Dispatch("a", 1)]


def test_a_warm_environment_serves_the_next_invocation() -> None:
    warm = pool()
    warm.decide(InvocationArrived("a", "ola"))
    warm.decide(EnvironmentReady(1))
    assert warm.decide(InvocationEnded(1)) == []
    assert warm.decide(InvocationArrived("b", "ola")) == [Dispatch("b", 1)]


def test_environments_grow_with_demand_up_to_the_machines_bound_and_then_invocations_wait() -> None:
    grown = pool(environments_max=2, starting_max=9)
    commands = [grown.decide(InvocationArrived(name, "ola")) for name in "abc"]
    assert commands == [[StartEnvironment(1, "ola")], [StartEnvironment(2, "ola")], []]
    assert grown.waiting("ola") == 3


def test_only_so_many_start_at_once_and_the_next_starts_when_one_is_ready() -> None:
    starting = pool(starting_max=1)
    assert starting.decide(InvocationArrived("a", "ola")) == [StartEnvironment(1, "ola")]
    assert starting.decide(InvocationArrived("b", "conta")) == []
    assert starting.decide(EnvironmentReady(1)) == [
        Dispatch("a", 1),
        StartEnvironment(2, "conta"),
    ]


def test_a_function_at_its_bound_does_not_keep_a_free_starting_slot_from_another() -> None:
    full = pool(environments_max=1, starting_max=1)
    for name in "ab":
        full.decide(InvocationArrived(name, "ola"))
    assert full.decide(InvocationArrived("c", "conta")) == []
    assert full.decide(EnvironmentReady(1)) == [Dispatch("a", 1), StartEnvironment(2, "conta")]


def test_waiting_invocations_are_served_first_come_first_served() -> None:
    queue = pool(environments_max=1)
    for name in "abc":
        queue.decide(InvocationArrived(name, "ola"))
    served = queue.decide(EnvironmentReady(1))
    served += queue.decide(InvocationEnded(1))
    served += queue.decide(InvocationEnded(1))
    assert served == [Dispatch("a", 1), Dispatch("b", 1), Dispatch("c", 1)]


def test_reserved_concurrency_refuses_what_is_beyond_it() -> None:
    reserved = pool(ola=1)
    reserved.decide(InvocationArrived("a", "ola"))
    assert reserved.decide(InvocationArrived("b", "ola")) == [RefuseInvocation("b")]


def test_reserved_concurrency_of_zero_refuses_everything() -> None:
    assert pool(ola=0).decide(InvocationArrived("a", "ola")) == [RefuseInvocation("a")]


def test_a_failed_start_fails_the_invocation_that_waited_longest() -> None:
    failing = pool(environments_max=1)
    failing.decide(InvocationArrived("a", "ola"))
    failing.decide(InvocationArrived("b", "ola"))
    assert failing.decide(EnvironmentLost(1)) == [
        FailInvocation("a", 1),
        StartEnvironment(2, "ola"),
    ]


def test_an_environment_lost_in_mid_invocation_is_replaced_when_somebody_waits() -> None:
    lost = pool(environments_max=1)
    lost.decide(InvocationArrived("a", "ola"))
    lost.decide(EnvironmentReady(1))
    lost.decide(InvocationArrived("b", "ola"))
    assert lost.decide(EnvironmentLost(1)) == [StartEnvironment(2, "ola")]


def test_an_environment_that_is_lost_twice_is_lost_once() -> None:
    lost = pool()
    lost.decide(InvocationArrived("a", "ola"))
    lost.decide(EnvironmentLost(1))
    assert lost.decide(EnvironmentLost(1)) == []


def test_an_illegal_step_is_a_bug_and_changes_nothing() -> None:
    idle = pool()
    idle.decide(InvocationArrived("a", "ola"))
    idle.decide(EnvironmentReady(1))
    idle.decide(InvocationEnded(1))
    with pytest.raises(AssertionError):
        idle.decide(EnvironmentReady(1))
    assert idle.count("ola", State.IDLE) == 1


def test_lost_is_the_end() -> None:
    assert TRANSITIONS[State.LOST] == frozenset()


@pytest.mark.parametrize("seed", range(5))
def test_random_events_never_break_the_invariants(seed: int) -> None:
    """No environment with two invocations, none lost, none leaked, first come first served."""
    rng = random.Random(seed)
    world = _World(pool(environments_max=3, starting_max=2, b=2))
    for _ in range(4000):
        world.step(rng)
    world.drain()
    assert world.unanswered == set()


class _World:
    """The shell's side, without processes."""

    def __init__(self, subject: Pool) -> None:
        self.pool = subject
        self.starting: dict[int, str] = {}
        self.idle: set[int] = set()
        self.busy: dict[int, str] = {}
        self.order: dict[str, list[str]] = {"a": [], "b": [], "c": []}
        self.unanswered: set[str] = set()
        self.count = 0

    def step(self, rng: random.Random) -> None:
        choice = rng.random()
        if choice < 0.4:
            self.arrive(rng.choice("abc"))
        elif choice < 0.6 and self.starting:
            self.start(rng.choice(sorted(self.starting)))
        elif choice < 0.9 and self.busy:
            self.end(rng.choice(sorted(self.busy)))
        else:
            alive = sorted({*self.starting, *self.idle, *self.busy})
            if alive:
                self.lose(rng.choice(alive))

    def drain(self) -> None:
        while self.starting or self.busy:
            for environment in list(self.starting):
                self.start(environment)
            for environment in list(self.busy):
                self.end(environment)

    def arrive(self, function: str) -> None:
        self.count += 1
        name = f"{function}{self.count}"
        self.order[function].append(name)
        self.unanswered.add(name)
        self.perform(self.pool.decide(InvocationArrived(name, function)))

    def start(self, environment: int) -> None:
        if environment not in self.starting:
            return
        del self.starting[environment]
        self.idle.add(environment)
        self.perform(self.pool.decide(EnvironmentReady(environment)))

    def end(self, environment: int) -> None:
        self.unanswered.remove(self.busy.pop(environment))
        self.idle.add(environment)
        self.perform(self.pool.decide(InvocationEnded(environment)))

    def lose(self, environment: int) -> None:
        self.starting.pop(environment, None)
        self.idle.discard(environment)
        if environment in self.busy:
            self.unanswered.remove(self.busy.pop(environment))
        self.perform(self.pool.decide(EnvironmentLost(environment)))

    def perform(self, commands: list[Command]) -> None:
        for command in commands:
            match command:
                case StartEnvironment(environment, function):
                    self.starting[environment] = function
                    assert len(self.starting) <= 2
                case Dispatch(invocation, environment):
                    assert environment in self.idle, "an environment with two invocations"
                    self.idle.remove(environment)
                    self.busy[environment] = invocation
                    assert self.order[invocation[0]].pop(0) == invocation, "not first come"
                case FailInvocation(invocation, _):
                    assert self.order[invocation[0]].pop(0) == invocation, "not first come"
                    self.unanswered.remove(invocation)
                case RefuseInvocation(invocation):
                    self.order[invocation[0]].remove(invocation)
                    self.unanswered.remove(invocation)
        for function in "abc":
            running = self.pool.count(function, State.STARTING, State.IDLE, State.BUSY)
            assert running <= (2 if function == "b" else 3)
