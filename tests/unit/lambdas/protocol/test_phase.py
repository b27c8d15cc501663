from itertools import product

import pytest

from harness.lambdas.protocol.phase import PHASES, Phase, PhaseEvent, after


def run(*events: PhaseEvent) -> Phase:
    phase = Phase.INIT
    for event in events:
        phase = after(phase, event)
    return phase


def test_an_environment_serves_one_invocation_after_the_other() -> None:
    served = (PhaseEvent.NEXT, PhaseEvent.DISPATCH, PhaseEvent.OUTCOME)
    assert run(*served) is Phase.ANSWERED
    assert run(*served, *served, PhaseEvent.NEXT) is Phase.READY


@pytest.mark.parametrize(
    ("phase", "event"), sorted(set(product(Phase, PhaseEvent)) - PHASES.keys(), key=str)
)
def test_anything_else_is_a_bug(phase: Phase, event: PhaseEvent) -> None:
    with pytest.raises(AssertionError, match=f"{event.name} in {phase.name}"):
        after(phase, event)


@pytest.mark.parametrize("phase", [phase for phase in Phase if phase is not Phase.LOST])
def test_it_may_be_lost_in_any_phase(phase: Phase) -> None:
    assert after(phase, PhaseEvent.LOSS) is Phase.LOST


def test_lost_is_the_end() -> None:
    assert not [event for phase, event in PHASES if phase is Phase.LOST]


def test_no_work_is_given_to_who_has_some() -> None:
    assert (Phase.BUSY, PhaseEvent.NEXT) not in PHASES
    assert [phase for phase, event in PHASES if event is PhaseEvent.DISPATCH] == [Phase.READY]
