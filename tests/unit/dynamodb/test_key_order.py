import asyncio
import contextlib
from random import Random

from harness.dynamodb.key_order import Key, KeyOrder

A: Key = ("lot", "S", "A")
B: Key = ("lot", "S", "B")


class Track:
    """Who holds what, and what it must never be."""

    def __init__(self) -> None:
        self.alone: set[Key] = set()
        self.shared: dict[Key, int] = {}
        self.order: list[str] = []

    def enter(self, keys: list[Key], alone: bool) -> None:
        for key in keys:
            assert key not in self.alone
            assert not (alone and self.shared.get(key))
            if alone:
                self.alone.add(key)
            else:
                self.shared[key] = self.shared.get(key, 0) + 1

    def leave(self, keys: list[Key], alone: bool) -> None:
        for key in keys:
            if alone:
                self.alone.discard(key)
            else:
                self.shared[key] -= 1


async def turns(count: int) -> None:
    for _ in range(count):
        await asyncio.sleep(0)


async def use(
    order: KeyOrder, track: Track, name: str, keys: list[Key], *, alone: bool, turns_held: int = 3
) -> None:
    async with order.hold(keys, alone=alone):
        track.enter(keys, alone)
        track.order.append(name)
        await turns(turns_held)
        track.leave(keys, alone)


def test_writers_share_a_key_and_one_alone_waits_for_them() -> None:
    async def main() -> list[str]:
        order, track = KeyOrder(), Track()
        async with asyncio.TaskGroup() as group:
            group.create_task(use(order, track, "w1", [A], alone=False))
            group.create_task(use(order, track, "w2", [A], alone=False))
            group.create_task(use(order, track, "alone", [A], alone=True))
            group.create_task(use(order, track, "w3", [A], alone=False))
        assert len(order) == 0
        return track.order

    assert asyncio.run(main()) == ["w1", "w2", "alone", "w3"]


def test_another_key_does_not_wait() -> None:
    async def main() -> list[str]:
        order, track = KeyOrder(), Track()
        async with asyncio.TaskGroup() as group:
            group.create_task(use(order, track, "alone", [A], alone=True, turns_held=50))
            group.create_task(use(order, track, "blocked", [A], alone=False))
            group.create_task(use(order, track, "free", [B], alone=True))
        return track.order

    assert asyncio.run(main()) == ["alone", "free", "blocked"]


def test_the_same_key_twice_in_a_call_does_not_block_it() -> None:
    async def main() -> None:
        order = KeyOrder()
        async with order.hold([A, A], alone=True):
            pass
        assert len(order) == 0

    asyncio.run(asyncio.wait_for(main(), 5))


def test_many_calls_some_of_them_cancelled_never_meet_and_leave_nothing() -> None:
    async def main() -> None:
        dice, order, track = Random(7), KeyOrder(), Track()
        keys: list[Key] = [("lot", "S", str(n)) for n in range(5)]

        async def one(n: int) -> None:
            chosen = dice.sample(keys, dice.randint(1, 3))
            await turns(dice.randint(0, 9))
            alone = dice.random() < 0.3
            # Cancelled while it holds, a call leaves the track as it stands: so only waiters are.
            await use(order, track, str(n), chosen, alone=alone, turns_held=dice.randint(0, 4))

        tasks = [asyncio.create_task(one(n)) for n in range(2000)]
        await turns(5)
        waiting = [task for task in tasks if dice.random() < 0.1]
        entered = set(track.order)
        for number, task in enumerate(tasks):
            if task in waiting and str(number) not in entered:
                task.cancel()
        for task in tasks:
            with contextlib.suppress(asyncio.CancelledError):
                await task
        assert len(order) == 0
        assert not track.alone
        assert not any(track.shared.values())

    asyncio.run(asyncio.wait_for(main(), 30))
