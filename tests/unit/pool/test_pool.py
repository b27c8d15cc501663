import random

import pytest

from harness.pool.messages import (
    CodeChanged,
    Command,
    ConcurrencyProvisioned,
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
from harness.pool.pool import ANSWERED_NS_MAX, OF_THE_ACCOUNT, OF_THE_FUNCTION, Pool
from harness.pool.share import Concurrency, State
from tests.unit.pool import world


class Timed:
    """A pool, and the time that its events happen at."""

    def __init__(self, pool: Pool) -> None:
        self.pool = pool
        self.now_ns = 0
        self.waiting = pool.waiting
        self.count = pool.count

    def decide(self, *events: Event) -> list[Command]:
        """What the last of them leads to."""
        commands: list[Command] = []
        for event in events:
            commands = self.pool.decide(event, self.now_ns)
        return commands


def pool(
    environments_max: int = 4,
    starting_max: int = 2,
    concurrency: int = 1000,
    ahead: int = 0,
    grows: bool = True,
    **reserved: int,
) -> Timed:
    functions = {name: Concurrency(units) for name, units in reserved.items()}
    return Timed(
        Pool(
            functions | ({"ahead": Concurrency(None, ahead)} if ahead else {}),
            concurrency=concurrency,
            environments_max=environments_max,
            starting_max=starting_max,
            idle_ns=100,
            grows=grows,
        )
    )


def warm(subject: Timed, function: str = "ola") -> int:
    """One idle environment of a function."""
    started = subject.decide(InvocationArrived(f"first of {function}", function))[-1]
    assert isinstance(started, StartEnvironment)
    subject.decide(EnvironmentReady(started.environment), InvocationEnded(started.environment))
    return started.environment


def test_the_first_invocation_starts_an_environment_and_waits_for_it() -> None:
    first = pool()
    assert first.decide(InvocationArrived("a", "ola")) == [StartEnvironment(1, "ola")]
    assert first.decide(EnvironmentReady(1)) == [Dispatch("a", 1)]


def test_a_warm_environment_serves_the_next_invocation() -> None:
    subject = pool()
    assert subject.decide(InvocationArrived("b", "ola")) == [StartEnvironment(1, "ola")]
    subject.decide(EnvironmentReady(1))
    assert subject.decide(InvocationEnded(1)) == []
    assert subject.decide(InvocationArrived("b", "ola")) == [Dispatch("b", 1)]


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
    full = pool(starting_max=1, ola=1)
    full.decide(InvocationArrived("a", "ola"))
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
    assert reserved.decide(InvocationArrived("b", "ola")) == [
        RefuseInvocation("b", OF_THE_FUNCTION)
    ]


def test_reserved_concurrency_of_zero_refuses_everything() -> None:
    assert pool(ola=0).decide(InvocationArrived("a", "ola")) == [
        RefuseInvocation("a", OF_THE_FUNCTION)
    ]


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


def test_an_environment_that_has_answered_is_waited_for_and_no_other_started() -> None:
    answered = pool(ola=1)
    answered.decide(InvocationArrived("a", "ola"), EnvironmentReady(1), InvocationAnswered(1))
    assert answered.decide(InvocationArrived("b", "ola")) == []
    assert answered.decide(InvocationEnded(1)) == [Dispatch("b", 1)]


def test_a_runtime_that_does_not_ask_for_work_after_its_answer_is_not_waited_for_long() -> None:
    answered = pool()
    answered.decide(InvocationArrived("a", "ola"), EnvironmentReady(1), InvocationAnswered(1))
    answered.decide(InvocationArrived("b", "ola"))
    answered.now_ns = ANSWERED_NS_MAX
    assert answered.decide(TimePassed()) == [StartEnvironment(2, "ola")]


# AWS's limits


def test_the_account_s_concurrency_refuses_what_is_beyond_it() -> None:
    account = pool(concurrency=2)
    account.decide(InvocationArrived("a", "ola"), InvocationArrived("b", "conta"))
    assert account.decide(InvocationArrived("c", "lote")) == [RefuseInvocation("c", OF_THE_ACCOUNT)]


def test_what_a_function_has_reserved_is_taken_from_the_others() -> None:
    account = pool(concurrency=3, ola=2)
    account.decide(InvocationArrived("a", "conta"))
    assert account.decide(InvocationArrived("b", "lote")) == [RefuseInvocation("b", OF_THE_ACCOUNT)]
    assert account.decide(InvocationArrived("c", "ola")) == [StartEnvironment(2, "ola")]


def test_a_limit_that_is_lifted_is_lifted_at_once() -> None:
    lifted = pool(ola=0)
    lifted.decide(ConcurrencyReserved("ola", None))
    assert lifted.decide(InvocationArrived("a", "ola")) == [StartEnvironment(1, "ola")]


def test_a_limit_that_is_lowered_ends_what_is_idle_beyond_it() -> None:
    lowered = pool()
    warm(lowered)
    assert lowered.decide(ConcurrencyReserved("ola", 0)) == [EndEnvironment(1)]


def test_who_was_let_in_before_the_limit_was_lowered_is_served() -> None:
    lowered = pool(starting_max=1)
    lowered.decide(InvocationArrived("a", "conta"), InvocationArrived("b", "ola"))
    lowered.decide(ConcurrencyReserved("ola", 0))
    assert lowered.decide(EnvironmentReady(1)) == [Dispatch("a", 1), StartEnvironment(2, "ola")]


# versions of a function


def test_each_version_has_environments_of_its_own() -> None:
    versions = pool()
    warm(versions, "ola")
    assert versions.decide(InvocationArrived("a", "ola:1")) == [StartEnvironment(2, "ola:1")]
    assert versions.decide(EnvironmentReady(2)) == [Dispatch("a", 2)]


def test_versions_have_the_function_s_reservation_together() -> None:
    versions = pool(ola=1)
    versions.decide(InvocationArrived("a", "ola:1"), EnvironmentReady(1))
    refused = [RefuseInvocation("b", OF_THE_FUNCTION)]
    assert versions.decide(InvocationArrived("b", "ola")) == refused
    versions.decide(InvocationEnded(1))
    assert versions.decide(InvocationArrived("c", "ola")) == [StartEnvironment(2, "ola")]


def test_a_reservation_counts_once_for_all_versions() -> None:
    account = pool(concurrency=3, ola=2)
    account.decide(InvocationArrived("a", "ola:1"), InvocationArrived("b", "ola:2"))
    account.decide(InvocationArrived("c", "conta"))
    assert account.waiting("conta") == 1  # let in, and waiting for a place to start
    assert account.decide(InvocationArrived("d", "lote")) == [RefuseInvocation("d", OF_THE_ACCOUNT)]


def test_a_reservation_that_is_set_later_holds_for_every_version() -> None:
    versions = pool()
    warm(versions, "ola:1")
    assert versions.decide(ConcurrencyReserved("ola", 0)) == [EndEnvironment(1)]
    refused = [RefuseInvocation("a", OF_THE_FUNCTION)]
    assert versions.decide(InvocationArrived("a", "ola:1")) == refused
    assert versions.decide(InvocationArrived("a", "ola:2")) == refused


def test_what_is_provisioned_starts_at_once_and_idles_out_when_it_is_no_longer() -> None:
    provisioned = pool()
    assert provisioned.decide(ConcurrencyProvisioned("ola:1", 1)) == [
        StartEnvironment(1, "ola:1", ahead=True)
    ]
    provisioned.decide(EnvironmentReady(1))
    provisioned.now_ns = 1000
    assert provisioned.decide(TimePassed()) == []
    provisioned.decide(ConcurrencyProvisioned("ola:1", 0))
    assert provisioned.decide(TimePassed()) == [EndEnvironment(1)]


# this machine's


def test_a_full_machine_ends_the_longest_idle_environment_for_who_waits() -> None:
    full = pool(environments_max=2)
    warm(full, "ola")
    full.now_ns = 1
    warm(full, "conta")
    assert full.decide(InvocationArrived("a", "lote")) == [EndEnvironment(1)]
    assert full.decide(InvocationArrived("b", "lote")) == []
    assert full.decide(EnvironmentLost(1)) == [StartEnvironment(3, "lote"), EndEnvironment(2)]


def test_a_function_without_any_environment_is_not_starved_by_busy_ones() -> None:
    full = pool(environments_max=1)
    full.decide(InvocationArrived("a", "ola"), EnvironmentReady(1))
    full.decide(InvocationArrived("b", "conta"), InvocationArrived("c", "ola"))
    assert full.decide(InvocationEnded(1)) == [EndEnvironment(1)]
    assert full.decide(EnvironmentLost(1)) == [StartEnvironment(2, "conta")]


def test_a_busy_function_keeps_its_environment_where_the_other_came_later() -> None:
    full = pool(environments_max=1)
    full.decide(InvocationArrived("a", "ola"), EnvironmentReady(1))
    full.decide(InvocationArrived("b", "ola"), InvocationArrived("c", "conta"))
    assert full.decide(InvocationEnded(1)) == [Dispatch("b", 1)]


# idle, ahead, out of date


def test_an_idle_environment_is_ended_after_its_time_and_not_before() -> None:
    idle = pool()
    warm(idle)
    idle.now_ns = 99
    assert idle.decide(TimePassed()) == []
    idle.now_ns = 100
    assert idle.decide(TimePassed()) == [EndEnvironment(1)]
    assert idle.decide(TimePassed()) == []


def test_provisioned_environments_start_ahead_and_are_kept() -> None:
    ahead = pool(ahead=2, starting_max=1)
    assert ahead.decide(TimePassed()) == [StartEnvironment(1, "ahead", ahead=True)]
    assert ahead.decide(EnvironmentReady(1)) == [StartEnvironment(2, "ahead", ahead=True)]
    ahead.decide(EnvironmentReady(2))
    ahead.now_ns = 1000
    assert ahead.decide(TimePassed()) == []
    assert ahead.decide(EnvironmentLost(2)) == [StartEnvironment(3, "ahead", ahead=True)]


def test_an_invocation_that_comes_while_they_start_does_not_make_them_cold_starts() -> None:
    ahead = pool(ahead=2)
    assert ahead.decide(InvocationArrived("a", "ahead")) == [
        StartEnvironment(1, "ahead", ahead=True),
        StartEnvironment(2, "ahead", ahead=True),
    ]


def test_environments_ahead_that_fail_to_start_are_not_tried_again_before_the_code_changes() -> (
    None
):
    failing = pool(ahead=1)
    failing.decide(TimePassed())
    assert failing.decide(EnvironmentLost(1)) == []
    assert failing.decide(TimePassed()) == []
    assert failing.decide(CodeChanged("ahead")) == [StartEnvironment(2, "ahead", ahead=True)]


def test_a_pool_that_does_not_grow_lets_invocations_wait_for_what_started_ahead() -> None:
    fixed = pool(ahead=1, grows=False)
    fixed.decide(TimePassed(), EnvironmentReady(1), InvocationArrived("a", "ahead"))
    assert fixed.decide(InvocationArrived("b", "ahead")) == []
    assert fixed.decide(InvocationEnded(1)) == [Dispatch("b", 1)]


def test_a_retired_environment_serves_nobody_else() -> None:
    retired = pool()
    retired.decide(InvocationArrived("a", "ola"), EnvironmentReady(1))
    assert retired.decide(InvocationEnded(1, retire=True)) == [EndEnvironment(1)]
    assert retired.decide(InvocationArrived("b", "ola")) == [StartEnvironment(2, "ola")]


def test_who_has_to_start_cold_is_served_by_no_environment_that_served_another() -> None:
    cold = pool(starting_max=1)
    cold.decide(InvocationArrived("a", "ola"), InvocationArrived("b", "ola", cold=True))
    assert cold.decide(EnvironmentReady(1)) == [Dispatch("a", 1), StartEnvironment(2, "ola")]
    assert cold.decide(InvocationEnded(1)) == [EndEnvironment(1)]
    assert cold.decide(EnvironmentReady(2)) == [Dispatch("b", 2)]


def test_who_has_to_start_cold_finds_room_in_a_full_function() -> None:
    full = pool(ola=1)
    full.decide(InvocationArrived("a", "ola"), EnvironmentReady(1), InvocationEnded(1))
    assert full.decide(InvocationArrived("b", "ola", cold=True)) == [
        EndEnvironment(1),
        StartEnvironment(2, "ola"),
    ]


def test_changed_code_ends_idle_environments_at_once_and_busy_ones_after_their_invocation() -> None:
    changed = pool()
    changed.decide(InvocationArrived("a", "ola"), InvocationArrived("b", "ola"))
    changed.decide(EnvironmentReady(1), EnvironmentReady(2), InvocationEnded(2))
    assert changed.decide(CodeChanged("ola")) == [EndEnvironment(2)]
    assert changed.decide(InvocationArrived("c", "ola")) == [StartEnvironment(3, "ola")]
    assert changed.decide(InvocationEnded(1)) == [EndEnvironment(1)]


def test_an_environment_that_started_with_old_code_serves_nobody() -> None:
    changed = pool()
    changed.decide(InvocationArrived("a", "ola"), CodeChanged("ola"))
    assert changed.decide(EnvironmentReady(1)) == [
        EndEnvironment(1),
        StartEnvironment(2, "ola"),
    ]


def test_old_code_that_fails_to_start_fails_nobody() -> None:
    changed = pool()
    changed.decide(InvocationArrived("a", "ola"), CodeChanged("ola"))
    assert changed.decide(EnvironmentLost(1)) == [StartEnvironment(2, "ola")]


def test_an_ending_environment_that_asks_for_work_once_more_gets_none() -> None:
    ending = pool()
    warm(ending)
    ending.decide(CodeChanged("ola"))
    assert ending.decide(InvocationEnded(1)) == []


@pytest.mark.parametrize("seed", range(4))
def test_25000_random_events_never_break_the_invariants(seed: int) -> None:
    """No environment with two invocations or with old code, none lost, none leaked, first come
    first served, no limit exceeded, nobody refused below it: ``World`` asserts each."""
    rng = random.Random(seed)
    lived = world.World(
        Pool(
            {"a": Concurrency(), "b": Concurrency(2), "c": Concurrency(None, 1)},
            concurrency=world.CONCURRENCY,
            environments_max=world.ENVIRONMENTS_MAX,
            starting_max=world.STARTING_MAX,
            idle_ns=world.IDLE_NS,
        ),
        {"b": 2},
    )
    for _ in range(25_000):
        lived.step(rng)
    lived.drain()
    assert lived.unanswered == set()
    assert not lived.busy
    assert not lived.answered
    assert not lived.ending
    assert set(lived.idle.values()) | set(lived.starting.values()) <= {"c"}
    assert min(lived.answers.values()) > 200, "it hardly happened"
