"""The order of calls that write the same items: one after the other, as on AWS.

DynamoDB Local 3.3.1 does not keep it: of two DeleteItems that race both get the old item and both
its units (measured 2026-11-23). And a call whose units follow from an item before and after it must
have no other write between the three, however many clients race.
"""

import asyncio
from collections import deque
from collections.abc import Sequence

Key = tuple[str, ...]

_Turn = asyncio.Future[None]


class KeyOrder:
    """First come, first served on each key. Keeps nothing of a key that nobody holds."""

    def __init__(self) -> None:
        self._waiting: dict[Key, deque[_Turn]] = {}

    def __len__(self) -> int:
        return len(self._waiting)

    def hold(self, keys: Sequence[Key]) -> "_Hold":
        """``async with``: hold the keys, taken in one global order, so that no two calls wait for
        each other."""
        return _Hold(self, sorted(set(keys)) if len(keys) > 1 else keys)

    async def take(self, key: Key) -> None:
        """For ``_Hold`` only, as is ``leave``."""
        waiting = self._waiting.get(key)
        if waiting is None:
            self._waiting[key] = deque()
            return
        turn: _Turn = asyncio.get_running_loop().create_future()
        waiting.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if not turn.cancelled():
                self.leave(key)
            raise

    def leave(self, key: Key) -> None:
        """Let the next one that waits for the key go on."""
        waiting = self._waiting[key]
        while waiting:
            turn = waiting.popleft()
            if not turn.cancelled():
                turn.set_result(None)
                return
        del self._waiting[key]


class _Hold:
    """A class, because a generator's context manager costs a write 5 microseconds."""

    __slots__ = ("_keys", "_order", "_taken")

    def __init__(self, order: KeyOrder, keys: Sequence[Key]) -> None:
        self._order = order
        self._keys = keys
        self._taken = 0

    async def __aenter__(self) -> None:
        try:
            for key in self._keys:
                await self._order.take(key)
                self._taken += 1
        except BaseException:
            self._release()
            raise

    async def __aexit__(self, *_: object) -> None:
        self._release()

    def _release(self) -> None:
        for key in self._keys[: self._taken]:
            self._order.leave(key)
