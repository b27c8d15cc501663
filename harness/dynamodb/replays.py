"""Write transactions by their client token: within ten minutes the same one again is a replay."""

from collections import OrderedDict

from harness.model.charge import Arm

# "A client request token is valid for 10 minutes after the first request that uses it":
# API reference, TransactWriteItems (2026 copy).
VALID_NS = 600 * 1_000_000_000
_TOKENS_MAX = 100_000


class Replays:
    """Remembers what a replay of each would consume. Bounded: the oldest are forgotten first."""

    def __init__(self) -> None:
        self._arms: OrderedDict[str, tuple[int, tuple[Arm, ...]]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._arms)

    def remember(self, token: str, arms: tuple[Arm, ...], now_ns: int) -> None:
        self._arms[token] = (now_ns + VALID_NS, arms)
        while len(self._arms) > _TOKENS_MAX or next(iter(self._arms.values()))[0] <= now_ns:
            self._arms.popitem(last=False)

    def arms(self, token: object, now_ns: int) -> tuple[Arm, ...] | None:
        """None where this is no replay. ``token``: as the request has it, of whatever type."""
        valid_until_ns, arms = self._arms.get(str(token), (0, ()))
        return arms if now_ns < valid_until_ns else None
