import pytest

from harness.ledger import invocations
from harness.ledger.invocations import CallsMade
from harness.model.charge import Arm
from harness.model.entry import Entry, InvocationEntry, Verdict
from tests.unit.entries import call, invocation

READ, WRITE = Arm("lot", None, read_half_units=1), Arm("lot", None, write_half_units=2)
BY_OWNER = Arm("lot", "by-cpf", write_half_units=3)


def completed(calls: CallsMade, *entries: Entry) -> list[InvocationEntry]:
    """The invocations among them."""
    return [entry for entry in map(calls.completed, entries) if isinstance(entry, InvocationEntry)]


def test_an_invocation_has_its_calls_units_by_table_and_index() -> None:
    calls = CallsMade()
    completed(calls, call("a", READ), call("b", WRITE), call(None, WRITE))
    completed(calls, call("a", WRITE, BY_OWNER))
    (ended,) = completed(calls, call("a"), call("a", WRITE), invocation("a"))
    assert (ended.calls, ended.arms) == (4, (Arm("lot", None, 1, 4), BY_OWNER))


def test_an_invocation_without_calls_has_nothing() -> None:
    (ended,) = completed(CallsMade(), call("b", READ), invocation("a"))
    assert (ended.calls, ended.arms, ended.refused_last) == (0, (), False)


def test_what_an_invocation_left_behind_is_not_its_own() -> None:
    ended, again = completed(
        CallsMade(), call("a", READ), invocation("a"), call("a", WRITE), invocation("b")
    )
    assert (ended.calls, ended.arms, again.calls) == (1, (READ,), 0)


def test_an_entry_is_not_changed() -> None:
    own, calls = invocation("a"), CallsMade()
    completed(calls, call("a", READ), own)
    assert own == invocation("a")


def test_many_calls_of_one_invocation_are_added_up_as_they_come(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(invocations, "_MOST_ARMS", 3)
    made = (call("a", READ, BY_OWNER) for _ in range(10))
    (ended,) = completed(CallsMade(), *made, invocation("a"))
    assert ended.arms == (Arm("lot", None, 10, 0), Arm("lot", "by-cpf", 0, 30))


@pytest.mark.parametrize("refused_last", [True, False])
def test_whether_the_last_call_was_refused(refused_last: bool) -> None:
    made = [call("a", verdict=Verdict.THROTTLED), call("a", WRITE)]
    (ended,) = completed(CallsMade(), *(made[::-1] if refused_last else made), invocation("a"))
    assert ended.refused_last is refused_last


def test_calls_whose_invocation_never_ends_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(invocations, "_MOST_OPEN", 2)
    calls = CallsMade()
    completed(calls, *(call(name) for name in "abc"))
    ended = completed(calls, *(invocation(name) for name in "abc"))
    assert [invocation.calls for invocation in ended] == [0, 1, 1]
