"""Waiting users, and a clock that is only ever skipped: no test sleeps."""

import gevent
from gevent.pool import Group

from harness import clock
from harness.load.timeline import Timeline
from harness.model.time import NS_PER_S

HOUR_NS = 3600 * NS_PER_S


class Stack:
    """Its clock, and to when it was set ahead."""

    def __init__(self) -> None:
        self.ahead_ns = 0
        self.skips: list[int] = []

    def skip_until(self, until_ns: int) -> int:
        self.skips.append(until_ns)
        self.ahead_ns = max(self.ahead_ns, until_ns - clock.epoch_ns())
        return self.ahead_ns


def sent(users: int, due_ns: list[list[int]]) -> tuple[list[int], Stack]:
    """What users send who have requests due at these times: in the order of sending."""
    stack, order = Stack(), []
    timeline = Timeline(users, stack.skip_until)

    def act(times: list[int]) -> None:
        me = object()
        for time_ns in times:
            timeline.wait(me, time_ns)
            assert timeline.now_ns() >= time_ns
            order.append(time_ns)
        timeline.leave(me)

    group = Group()
    for times in due_ns:
        group.spawn(act, times)
    with gevent.Timeout(10):
        group.join(raise_error=True)
    return order, stack


def hours(*numbers: int) -> list[int]:
    return [START_NS + number * HOUR_NS for number in numbers]


START_NS = clock.epoch_ns()


def test_one_user_skips_from_request_to_request() -> None:
    order, stack = sent(1, [hours(1, 2, 700)])
    assert order == stack.skips == hours(1, 2, 700)


def test_users_send_in_the_order_of_the_month_and_none_overtakes() -> None:
    order, _ = sent(3, [hours(1, 6, 8), hours(2, 4), hours(3, 5, 7)])
    assert order == hours(1, 2, 3, 4, 5, 6, 7, 8)


def test_nothing_is_skipped_while_a_user_is_busy() -> None:
    stack = Stack()
    timeline = Timeline(2, stack.skip_until)
    waiting = gevent.spawn(timeline.wait, "one", START_NS + HOUR_NS)
    gevent.sleep(0)
    assert not waiting.dead
    assert stack.skips == []
    timeline.leave("two")
    with gevent.Timeout(10):
        waiting.get()
    assert stack.skips == [START_NS + HOUR_NS]


def test_what_is_due_already_is_not_waited_for() -> None:
    order, stack = sent(2, [[START_NS - HOUR_NS], []])
    assert order == [START_NS - HOUR_NS]
    assert stack.skips == []
