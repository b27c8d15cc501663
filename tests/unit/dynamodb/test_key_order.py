import asyncio
import contextlib
from random import Random

from harness.dynamodb.key_order import Key, KeyOrder

A: Key = ("lot", "S", "A")
B: Key = ("lot", "S", "B")


async def turns(count: int) -> None:
    for _ in range(count):
        await asyncio.sleep(0)


class Track:
    """Who entered, in order, and that no two ever hold one key."""

    def __init__(self) -> None:
        self.order = KeyOrder()
        self.held: set[Key] = set()
        self.entered: list[str] = []

    async def use(self, name: str, keys: list[Key], turns_held: int = 3) -> None:
        async with self.order.hold(keys):
            assert self.held.isdisjoint(keys)
            self.held.update(keys)
            self.entered.append(name)
            try:
                await turns(turns_held)
            finally:
                self.held.difference_update(keys)


def test_a_key_is_held_by_one_after_the_other_in_the_order_of_asking() -> None:
    async def main() -> list[str]:
        track = Track()
        async with asyncio.TaskGroup() as group:
            for name in ("first", "second", "third"):
                group.create_task(track.use(name, [A]))
        assert len(track.order) == 0
        return track.entered

    assert asyncio.run(main()) == ["first", "second", "third"]


def test_another_key_does_not_wait() -> None:
    async def main() -> list[str]:
        track = Track()
        async with asyncio.TaskGroup() as group:
            group.create_task(track.use("slow", [A], turns_held=50))
            group.create_task(track.use("blocked", [A]))
            group.create_task(track.use("free", [B]))
        return track.entered

    assert asyncio.run(main()) == ["slow", "free", "blocked"]


def test_the_same_key_twice_in_a_call_does_not_block_it() -> None:
    async def main() -> None:
        track = Track()
        await asyncio.wait_for(track.use("twice", [A, A]), 5)
        assert len(track.order) == 0

    asyncio.run(main())


def test_two_calls_that_name_the_same_keys_in_other_orders_do_not_wait_for_each_other() -> None:
    async def main() -> None:
        track = Track()
        calls = [track.use(str(n), [A, B] if n % 2 else [B, A]) for n in range(50)]
        await asyncio.wait_for(asyncio.gather(*calls), 5)
        assert len(track.entered) == 50

    asyncio.run(main())


def test_many_calls_some_of_them_cancelled_never_meet_and_leave_nothing() -> None:
    async def main() -> None:
        dice, track = Random(7), Track()
        keys: list[Key] = [("lot", "S", str(n)) for n in range(5)]

        async def one(n: int) -> None:
            await turns(dice.randint(0, 9))
            await track.use(str(n), dice.sample(keys, dice.randint(1, 3)), dice.randint(0, 4))

        tasks = [asyncio.create_task(one(n)) for n in range(2000)]
        for _ in range(100):
            await turns(3)
            dice.choice(tasks).cancel()
        for task in tasks:
            with contextlib.suppress(asyncio.CancelledError):
                await task
        assert any(task.cancelled() for task in tasks)
        assert len(track.order) == 0
        assert not track.held

    asyncio.run(asyncio.wait_for(main(), 30))
