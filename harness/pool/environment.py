"""An environment's life, as a table."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum


class State(IntEnum):  # hashed as an int: three times as fast
    STARTING = 0
    IDLE = 1
    BUSY = 2
    ANSWERED = 3
    ENDING = 4
    LOST = 5


# Every legal step; anything else is a bug in the shell.
TRANSITIONS: Mapping[State, frozenset[State]] = {
    State.STARTING: frozenset((State.IDLE, State.ENDING, State.LOST)),
    State.IDLE: frozenset((State.BUSY, State.ENDING, State.LOST)),
    State.BUSY: frozenset((State.ANSWERED, State.IDLE, State.ENDING, State.LOST)),
    State.ANSWERED: frozenset((State.BUSY, State.IDLE, State.ENDING, State.LOST)),
    State.ENDING: frozenset((State.LOST,)),
    State.LOST: frozenset(),
}


@dataclass(slots=True)
class Environment:
    """``version``: of the code that it started with. ``since_ns``: when it answered, or became
    idle."""

    id: int
    function: str
    version: int
    state: State = State.STARTING
    since_ns: int = 0
    has_served: bool = False
