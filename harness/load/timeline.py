"""Waits for simulated times: real time while anybody is busy, and skipped while nobody is."""

from collections.abc import Callable

import orjson
from gevent.event import Event
from geventhttpclient import HTTPClient

from harness import clock
from harness.model.time import NS_PER_S


class Timeline:
    """``users``: how many wait on it. ``skip_until``: sets the stack's clock ahead to a time,
    nanoseconds since the epoch, and says how far that is ahead of this machine's."""

    def __init__(self, users: int, skip_until: Callable[[int], int]) -> None:
        self._users = users
        self._skip_until = skip_until
        self._ahead_ns = 0
        self._due_ns: dict[object, int] = {}
        self._skipped = Event()

    def now_ns(self) -> int:
        """The load's time, in nanoseconds since the epoch."""
        return clock.epoch_ns() + self._ahead_ns

    def wait(self, user: object, due_ns: int) -> None:
        """Return when it is due. The last user to wait skips to what is due first."""
        self._due_ns[user] = due_ns
        self._skip_to_first()
        while (left_ns := due_ns - self.now_ns()) > 0:
            self._skipped.wait(left_ns / NS_PER_S)
            self._skip_to_first()
        del self._due_ns[user]

    def leave(self, user: object) -> None:
        """The user waits no more: the others need not wait for it."""
        self._due_ns.pop(user, None)
        self._users -= 1
        self._skip_to_first()

    def _skip_to_first(self) -> None:
        """Nobody is woken twice: who is due already has been, and runs next."""
        if not self._due_ns or len(self._due_ns) < self._users:
            return
        first_ns = min(self._due_ns.values())
        if first_ns > self.now_ns():
            self._ahead_ns = max(self._ahead_ns, self._skip_until(first_ns))
            self._skipped.set()
            self._skipped = Event()


def skipping(endpoint: str) -> Callable[[int], int]:
    """Of the stack at the endpoint: see ``Timeline``."""
    http = HTTPClient.from_url(endpoint)

    def skip_until(until_ns: int) -> int:
        body = orjson.dumps({"until_ns": until_ns})
        response = http.request("POST", "/_harness/clock", body)
        clock_json = orjson.loads(bytes(response.read()))
        return int(clock_json["now_ns"]) - clock.epoch_ns()

    return skip_until
