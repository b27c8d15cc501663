"""How much a run has measured, over HTTP: ``/_harness/measured``, which the load asks for its end.

The load says up to which number every request was answered, and with how many it ends, where it
knows. Samples are looked at in the order of their numbers, so that the end comes after the same
request on every machine.
"""

from collections import deque
from collections.abc import Container, Iterable
from contextlib import suppress

import orjson

from harness.live.view import answer_json
from harness.model.caller import CLIENT
from harness.model.charge import Arm
from harness.model.entry import CallEntry, Entry
from harness.model.table import Table, local_index_names
from harness.simulate.enough import REQUESTS_MAX, Enough
from harness.simulate.measure import CallSample, RequestSample
from harness.simulate.profile import ResourceId
from harness.wire.message import Request, Response


class Measured:
    """``requests``: the number to end after; None: as ``Enough`` has it, unless the load names one.
    ``looked_at``: how many requests so far. ``last_number``: of the last one that was looked at,
    None where requests have none.
    """

    def __init__(self, requests: int | None = None) -> None:
        self.last_number: int | None = None
        self.looked_at = 0
        self._requests = requests
        self._arrived = 0
        self._enough = Enough()
        self._local: Container[tuple[str, str | None]] = frozenset()
        self._calls: dict[str, list[CallSample]] = {}
        self._by_number: dict[int, list[tuple[str, tuple[CallSample, ...]]]] = {}
        self._unnumbered: deque[tuple[str, tuple[CallSample, ...]]] = deque()

    def of(self, tables: Iterable[Table]) -> None:
        """Learn which indexes are local: those draw on their table."""
        self._local = local_index_names(tables)

    @property
    def requests_max(self) -> int:
        """With how many requests it ends at the latest."""
        return self._requests or REQUESTS_MAX

    @property
    def is_open_ended(self) -> bool:
        """Whether it may end with fewer."""
        return self._requests is None

    @property
    def is_enough(self) -> bool:
        """Whether the run may end."""
        if self.is_open_ended:
            return self._enough.reached
        return self.looked_at >= self.requests_max

    def count(self, entry: Entry) -> None:
        """Take note of a call or of an invocation; takes some microseconds."""
        if not isinstance(entry, CallEntry):
            calls = tuple(self._calls.pop(entry.request_id, ()))
            self._complete(entry.request_number, entry.kind, calls)
        elif entry.invocation is not None:
            self._calls.setdefault(entry.invocation, []).append(self._sample(entry))
        elif entry.caller == CLIENT and entry.metered:
            kind = entry.kind or entry.operation
            self._complete(entry.request_number, kind, (self._sample(entry),))

    def handle(self, request: Request) -> Response:
        """POST ``{"answered": N, "requests": M}``, null where requests have no numbers and where no
        number ends them: whether that is ``enough``, how many ``arrived``, and the number."""
        with suppress(orjson.JSONDecodeError, AttributeError):
            body = orjson.loads(request.body)
            answered, requests = body.get("answered"), body.get("requests")
            is_valid = all(type(number) in (int, type(None)) for number in (answered, requests))
            if request.method == b"POST" and is_valid:
                self._requests = requests or self._requests
                self._look(answered)
                measured = {"enough": self.is_enough, "arrived": self._arrived}
                return answer_json(200, {**measured, "requests": self._requests})
        return answer_json(400, {"message": 'POST takes {"answered": number, "requests": number}'})

    def _look(self, answered: int | None) -> None:
        if answered is None:
            while self._unnumbered and not self.is_enough:
                self.looked_at += 1
                self._add(self.looked_at, *self._unnumbered.popleft())
            return
        number = self.last_number or 0
        while number < answered and not self.is_enough:
            number += 1
            for kind, calls in self._by_number.pop(number, ()):
                self._add(number, kind, calls)
            self.looked_at = self.last_number = number

    def _add(self, number: int, kind: str, calls: tuple[CallSample, ...]) -> None:
        self._enough.add(RequestSample(kind, number - 1, calls))

    def _complete(self, number: int | None, kind: str, calls: tuple[CallSample, ...]) -> None:
        self._arrived += 1
        if self.is_enough:
            return
        if number is None:
            self._unnumbered.append((kind, calls))
        else:
            self._by_number.setdefault(number, []).append((kind, calls))

    def _sample(self, entry: CallEntry) -> CallSample:
        half_units: dict[ResourceId, int] = {}
        for arm in entry.arms:
            for resource, units in self._drawn(arm):
                half_units[resource] = half_units.get(resource, 0) + units
        return CallSample(entry.operation, half_units)

    def _drawn(self, arm: Arm) -> Iterable[tuple[ResourceId, int]]:
        index = None if (arm.table, arm.index) in self._local else arm.index
        if arm.read_half_units:
            yield ResourceId(arm.table, index, write=False), arm.read_half_units
        if arm.write_half_units:
            yield ResourceId(arm.table, index, write=True), arm.write_half_units
