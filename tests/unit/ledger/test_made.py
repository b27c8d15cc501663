import pytest

from harness.ledger import made
from harness.ledger.made import CallsMade
from harness.model.charge import Arm
from harness.model.entry import Verdict
from tests.unit.entries import call, invocation

READ, WRITE = Arm("lot", None, read_half_units=1), Arm("lot", None, write_half_units=2)
BY_OWNER = Arm("lot", "by-cpf", write_half_units=3)


def test_an_invocation_has_its_calls_units_by_table_and_index() -> None:
    ended = invocation("a")
    calls = CallsMade()
    calls.tell([call("a", READ), call("b", WRITE), call(None, WRITE), call("a", WRITE, BY_OWNER)])
    calls.tell([call("a"), call("a", WRITE), ended])
    assert (ended.calls, ended.arms) == (4, (Arm("lot", None, 1, 4), BY_OWNER))


def test_an_invocation_without_calls_has_nothing() -> None:
    ended = invocation("a")
    CallsMade().tell([call("b", READ), ended])
    assert (ended.calls, ended.arms, ended.refused_last) == (0, (), False)


def test_what_an_invocation_left_behind_is_not_its_own() -> None:
    ended, again = invocation("a"), invocation("b")
    CallsMade().tell([call("a", READ), ended, call("a", WRITE), again])
    assert (ended.calls, ended.arms, again.calls) == (1, (READ,), 0)


def test_many_calls_of_one_invocation_are_added_up_as_they_come(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(made, "_MOST_ARMS", 3)
    ended = invocation("a")
    CallsMade().tell([*(call("a", READ, BY_OWNER) for _ in range(10)), ended])
    assert ended.arms == (Arm("lot", None, 10, 0), Arm("lot", "by-cpf", 0, 30))


@pytest.mark.parametrize("refused_last", [True, False])
def test_whether_the_last_call_was_refused(refused_last: bool) -> None:
    made_of = [call("a", verdict=Verdict.THROTTLED), call("a", WRITE)]
    ended = invocation("a")
    CallsMade().tell([*(made_of[::-1] if refused_last else made_of), ended])
    assert ended.refused_last is refused_last


def test_calls_whose_invocation_never_ends_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(made, "_MOST_OPEN", 2)
    ended = [invocation(name) for name in "abc"]
    calls = CallsMade()
    calls.tell(call(name) for name in "abc")
    calls.tell(ended)
    assert [invocation.calls for invocation in ended] == [0, 1, 1]
