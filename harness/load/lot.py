"""One user's share of the parking lot: its cars, and what it believes of each. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from harness.load.answer import Outcome
from harness.load.population import Owner


@dataclass(frozen=True, slots=True)
class Register:
    """A car at the gate. ``repeated``: nobody knows whether its last register counted."""

    plate: str
    entry: bool
    repeated: bool


class Lot:
    """No two lots share a car, so that no two users race for one.

    Every draw takes the same from ``dice`` whatever was answered before: a seed repeats the
    sequence of cars and owners even where throttling differs.

    ``requests``: how many its user has still to send; None: no end.
    """

    def __init__(self, owners: Sequence[Owner], dice: Random, requests: int | None = None) -> None:
        self.dice = dice
        self.requests = requests
        self._cpfs = [owner.cpf for owner in owners]
        self._plates = [car.plate for owner in owners for car in owner.cars]
        self._inside: set[str] = set()
        self._unsure: set[str] = set()

    def next_register(self) -> Register:
        """Any car: it enters if it is outside, and leaves if it is inside."""
        plate = self.draw_plate()
        return Register(plate, entry=plate not in self._inside, repeated=plate in self._unsure)

    def settle(self, register: Register, outcome: Outcome) -> None:
        """Take note of the answer.

        A throttled or failed register may have been written all the same; the car's next one
        repeats it, and a refusal then says that it had been.
        """
        if outcome in (Outcome.THROTTLED, Outcome.FAILED):
            self._unsure.add(register.plate)
            return
        self._unsure.discard(register.plate)
        if register.entry:
            self._inside.add(register.plate)
        else:
            self._inside.discard(register.plate)

    def draw_plate(self) -> str:
        return self.dice.choice(self._plates)

    def draw_cpf(self) -> str:
        return self.dice.choice(self._cpfs)


def deal_lots(
    owners: Sequence[Owner],
    seed: int,
    *,
    users: int,
    worker: int = 0,
    workers: int = 1,
    requests: int | None = None,
) -> list[Lot]:
    """The lots of one worker's users, out of those of all; each user's the same for a seed.

    As many for each worker, enough for its share of the users. ``requests``: of all users
    together, shared as evenly as can be.
    """
    count = -(-users // workers) * workers
    return [
        Lot(owners[ordinal::count], Random(f"{seed}/{ordinal}"), _share(requests, ordinal, users))
        for ordinal in range(worker, count, workers)
    ]


def _share(requests: int | None, ordinal: int, users: int) -> int | None:
    if requests is None:
        return None
    return max(0, (requests + users - 1 - ordinal) // users) if ordinal < users else 0
