"""Which calls were an invocation's: they come before its own entry, and wait for it."""

from collections.abc import Sequence
from dataclasses import dataclass

from harness.ledger.codec import Columns
from harness.model.caller import CLIENT
from harness.model.entry import CallEntry, Entry, InvocationEntry, Verdict

# Sequences of calls that many invocations may have in common. Memory has to stay flat.
_KEPT = 10_000


class Form:
    """What the entries of a line have in common; ``entry``: any of them. ``until``: the first
    column that is not asked for."""

    __slots__ = ("entry", "may_be_retry", "refused", "until")

    def __init__(self, entry: Entry) -> None:
        self.entry = entry
        self.refused = isinstance(entry, CallEntry) and entry.verdict is Verdict.THROTTLED
        self.may_be_retry = isinstance(entry, CallEntry) and entry.attempt != 1
        self.until = self._until()

    def _until(self) -> str:
        if isinstance(self.entry, InvocationEntry):
            return "memory_mb"
        if self.refused or self.may_be_retry:
            return "request_bytes"
        return "sdk_invocation" if self.entry.caller == CLIENT else "latency_ns"


class Calls:
    """The calls of one invocation so far, as their forms. Invocations with the same share it."""

    __slots__ = ("_last", "after", "before", "count")

    def __init__(self, before: "Calls | None" = None, last: Form | None = None) -> None:
        self.before = before
        self._last = last
        self.count: int = 0 if before is None else before.count + 1
        self.after: dict[Form, Calls] = {}

    def __reduce__(self) -> tuple[object, ...]:
        """Without the others that begin alike, and not a level deeper for each call."""
        return _calls_of, (self.forms(),)

    @property
    def refused_last(self) -> bool:
        return self._last is not None and self._last.refused

    def forms(self) -> tuple[Form, ...]:
        forms: list[Form] = []
        calls: Calls | None = self
        while calls is not None and calls._last is not None:
            forms.append(calls._last)
            calls = calls.before
        return tuple(reversed(forms))

    def entries(self) -> list[CallEntry]:
        return [form.entry for form in self.forms() if isinstance(form.entry, CallEntry)]


def _calls_of(forms: Sequence[Form]) -> Calls:
    calls = Calls()
    for form in forms:
        calls = Calls(calls, form)
    return calls


@dataclass(frozen=True, slots=True)
class Unresolved:
    """An invocation that made calls before this part of the ledger."""

    form: Form
    request_id: str
    time_ns: int
    calls: Calls


class InFlight:
    """``follows``: whether there is a part of the ledger before this one; calls may be in it."""

    def __init__(self, *, follows: bool) -> None:
        self._follows = follows
        self._open: dict[str, Calls] = {}
        self._none = Calls()
        self._kept = 0
        self.unresolved: list[Unresolved] = []

    def __len__(self) -> int:
        return len(self._open)

    def called(self, form: Form, invocations: Sequence[str]) -> None:
        """These invocations made a call each."""
        first = self._then(self._none, form)
        calls = self._open
        if calls.keys().isdisjoint(invocations) and len(set(invocations)) == len(invocations):
            calls.update(dict.fromkeys(invocations, first))
            return
        for identity in invocations:
            before = calls.get(identity)
            if before is None:
                calls[identity] = first
            else:
                calls[identity] = before.after.get(form) or self._then(before, form)

    def ended(self, form: Form, rows: Columns) -> list[Calls | None]:
        """The calls of each invocation, None for one that is ``unresolved``."""
        identities, none = rows["request_id"], self._none
        ended = [self._open.pop(identity, none) for identity in identities]
        if not self._follows or [calls.count for calls in ended] == rows["calls"]:
            return list(ended)
        resolved: list[Calls | None] = []
        for identity, time_ns, count, calls in zip(
            identities, rows["time_ns"], rows["calls"], ended, strict=True
        ):
            whole = calls.count == count
            resolved.append(calls if whole else None)
            if not whole:
                self.unresolved.append(Unresolved(form, identity, time_ns, calls))
        return resolved

    def resolve(self, later: "InFlight") -> list[Unresolved]:
        """With all their calls, those that ended in the next part; its calls that still wait come
        to those here."""
        resolved = [
            Unresolved(it.form, it.request_id, it.time_ns, self._with_earlier(it))
            for it in later.unresolved
        ]
        for identity, calls in later._open.items():
            self._open[identity] = self._joined(self._open.get(identity), calls)
        return resolved

    def rest(self) -> list[Calls]:
        """Those of invocations that did not end."""
        return list(self._open.values())

    def _with_earlier(self, it: Unresolved) -> Calls:
        return self._joined(self._open.pop(it.request_id, None), it.calls)

    def _joined(self, calls: Calls | None, more: Calls) -> Calls:
        joined = calls or self._none
        for form in more.forms():
            joined = self._then(joined, form)
        return joined

    def _then(self, calls: Calls, form: Form) -> Calls:
        after = calls.after.get(form)
        if after is None:
            if self._kept == _KEPT:
                self._none.after.clear()
                self._kept = 0
            after = calls.after[form] = Calls(calls, form)
            self._kept += 1
        return after
