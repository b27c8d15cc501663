"""The order of calls that concern the same items.

Simple writes share a key: the engine orders them. A call whose units depend on an item's image
before or after it holds the key alone, so that no other write falls between the images and the
call, however many clients race.
"""

import asyncio
from collections import deque
from collections.abc import Sequence

Key = tuple[str, ...]

_ALONE = -1


class _Gate:
    """``holders``: how many share the key, or _ALONE."""

    __slots__ = ("holders", "waiting")

    def __init__(self) -> None:
        self.holders = 0
        self.waiting: deque[tuple[bool, asyncio.Future[None]]] = deque()

    def may_enter(self, alone: bool) -> bool:
        return self.holders == 0 if alone else self.holders >= 0

    def enter(self, alone: bool) -> None:
        self.holders = _ALONE if alone else self.holders + 1


class KeyOrder:
    """First come, first served on each key. Keeps nothing of a key that nobody holds."""

    def __init__(self) -> None:
        self._gates: dict[Key, _Gate] = {}

    def __len__(self) -> int:
        return len(self._gates)

    def hold(self, keys: Sequence[Key], *, alone: bool) -> "_Hold":
        """``async with``: hold the keys, taken in one global order, so that no two calls wait for
        each other."""
        return _Hold(self, sorted(set(keys)) if len(keys) > 1 else keys, alone)

    async def take(self, key: Key, alone: bool) -> None:
        """For ``_Hold`` only, as is ``leave``."""
        gate = self._gates.setdefault(key, _Gate())
        if not gate.waiting and gate.may_enter(alone):
            gate.enter(alone)
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        gate.waiting.append((alone, turn))
        try:
            await turn
        except asyncio.CancelledError:
            if not turn.cancelled():
                self.leave(key, alone)
            elif (alone, turn) in gate.waiting:
                gate.waiting.remove((alone, turn))
                self._admit(key, gate)
            raise

    def leave(self, key: Key, alone: bool) -> None:
        gate = self._gates[key]
        gate.holders = 0 if alone else gate.holders - 1
        self._admit(key, gate)

    def _admit(self, key: Key, gate: _Gate) -> None:
        while gate.waiting and gate.may_enter(gate.waiting[0][0]):
            alone, turn = gate.waiting.popleft()
            if not turn.cancelled():
                gate.enter(alone)
                turn.set_result(None)
        if gate.holders == 0 and not gate.waiting:
            del self._gates[key]


class _Hold:
    """A class, because a generator's context manager costs a write 5 microseconds."""

    __slots__ = ("_alone", "_keys", "_order", "_taken")

    def __init__(self, order: KeyOrder, keys: Sequence[Key], alone: bool) -> None:
        self._order = order
        self._keys = keys
        self._alone = alone
        self._taken = 0

    async def __aenter__(self) -> None:
        try:
            for key in self._keys:
                await self._order.take(key, self._alone)
                self._taken += 1
        except BaseException:
            self._release()
            raise

    async def __aexit__(self, *_: object) -> None:
        self._release()

    def _release(self) -> None:
        for key in self._keys[: self._taken]:
            self._order.leave(key, self._alone)
