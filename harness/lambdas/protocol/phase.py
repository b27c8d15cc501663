"""The phases of an execution environment, as a table: what may happen in each, and what follows.

Whatever a runtime does out of turn is legal HTTP, so its requests are looked up here before
anything is done. Time limits, exits and kills end an environment in any phase.
"""

from collections.abc import Mapping
from enum import IntEnum, auto


class Phase(IntEnum):  # hashed as an int: three times as fast
    """Where an environment is in its life. ``INIT``: not asked for work yet. ``READY``: waits for
    an invocation. ``BUSY``: has one. ``ANSWERED``: that one has its outcome, and the runtime is
    about to ask again."""

    INIT = auto()
    READY = auto()
    BUSY = auto()
    ANSWERED = auto()
    LOST = auto()


class PhaseEvent(IntEnum):
    """What happens to an environment. ``NEXT``: the runtime asks for work. ``DISPATCH``: it gets
    some. ``OUTCOME``: its invocation has one, whoever decided it. ``LOSS``: the process is gone, or
    is being killed."""

    NEXT = auto()
    DISPATCH = auto()
    OUTCOME = auto()
    LOSS = auto()


PHASES: Mapping[tuple[Phase, PhaseEvent], Phase] = {
    (Phase.INIT, PhaseEvent.NEXT): Phase.READY,
    (Phase.INIT, PhaseEvent.LOSS): Phase.LOST,
    (Phase.READY, PhaseEvent.DISPATCH): Phase.BUSY,
    (Phase.READY, PhaseEvent.LOSS): Phase.LOST,
    (Phase.BUSY, PhaseEvent.OUTCOME): Phase.ANSWERED,
    (Phase.BUSY, PhaseEvent.LOSS): Phase.LOST,
    (Phase.ANSWERED, PhaseEvent.NEXT): Phase.READY,
    (Phase.ANSWERED, PhaseEvent.LOSS): Phase.LOST,
}


def after(phase: Phase, event: PhaseEvent) -> Phase:
    """The phase that follows. Raises AssertionError where the event cannot happen in this one."""
    following = PHASES.get((phase, event))
    if following is None:
        raise AssertionError(f"{event.name} in {phase.name}")
    return following
