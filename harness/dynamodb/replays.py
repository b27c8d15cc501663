"""Write transactions by their client token: within ten minutes the same one again is a replay."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

from harness.model.charge import Arm
from harness.model.time import NS_PER_S

# "A client request token is valid for 10 minutes after the first request that uses it":
# API reference, TransactWriteItems (2026 copy).
VALID_NS = 600 * NS_PER_S
_TOKENS_MAX = 100_000


@dataclass(frozen=True, slots=True)
class Replay:
    """``arms``: what it consumes. ``missing``: by action, whether its item was missing the first
    time, so that the engine was sent something else for it (``update/removal.py``)."""

    arms: tuple[Arm, ...]
    missing: Sequence[bool]


class Replays:
    """Bounded: the oldest are forgotten first."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, tuple[int, Replay]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._known)

    def remember(self, token: str, replay: Replay, now_ns: int) -> None:
        """Keep a transaction for as long as its token is valid."""
        self._known[token] = (now_ns + VALID_NS, replay)
        while len(self._known) > _TOKENS_MAX or next(iter(self._known.values()))[0] <= now_ns:
            self._known.popitem(last=False)

    def get(self, token: object, now_ns: int) -> Replay | None:
        """None where this is no replay. ``token``: as the request has it, of whatever type."""
        valid_until_ns, replay = self._known.get(str(token), (0, None))
        return replay if now_ns < valid_until_ns else None
