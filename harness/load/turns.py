"""Requests about the same thing, one after the other, in the order in which they were drawn.

So what a request finds in a table, and with it what it consumes, is the same on every machine,
however many requests are in flight at once.
"""

from gevent.event import Event


class Turn:
    """One request's place. ``wait`` before it is sent; ``end`` once it was answered."""

    def __init__(self, after: list[Event]) -> None:
        self._after = after
        self.ended = Event()

    def wait(self) -> None:
        """Return when everything before it was answered that it must not overtake."""
        for ended in self._after:
            ended.wait()

    def end(self) -> None:
        """Let those go on that wait for it."""
        self.ended.set()


class Turns:
    """By key, for example a customer: a write waits for every request before it, a read for the
    last write."""

    def __init__(self) -> None:
        self._writes: dict[str, Event] = {}
        self._reads: dict[str, list[Event]] = {}

    def take(self, key: str, *, writes: bool) -> Turn:
        """The next place; to be taken in the order of drawing."""
        after = [self._writes[key]] if key in self._writes else []
        reads = [ended for ended in self._reads.pop(key, ()) if not ended.is_set()]
        turn = Turn(after + reads if writes else after)
        if writes:
            self._writes[key] = turn.ended
        else:
            self._reads[key] = [*reads, turn.ended]
        return turn
