"""A share of the population: its cars, and what is believed of each. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from course.population import Owner
from harness.load.answer import Outcome
from harness.load.popularity import UNIFORM, Popularity, Ranked
from harness.load.share import share_of


@dataclass(frozen=True, slots=True)
class Register:
    """A car at the gate. ``repeated``: nobody knows whether its last register counted."""

    plate: str
    entry: bool
    repeated: bool

    @property
    def kind(self) -> str:
        """Of its request, in Locust's statistics and in the ledger."""
        return "register entry" if self.entry else "register exit"


class Everyone:
    """All owners and all cars, the most popular first: what may be asked by anybody at any time."""

    def __init__(self, owners: Sequence[Owner], popularity: Popularity = UNIFORM) -> None:
        self.cpfs = Ranked([owner.cpf for owner in owners], popularity)
        self.plates = Ranked([car.plate for owner in owners for car in owner.cars], popularity)
        self.cpf_of = {car.plate: owner.cpf for owner in owners for car in owner.cars}


class Lot:
    """No two lots share a car, and no two requests about one car are in flight: nobody races.

    Every draw takes the same from ``dice`` whatever was answered before: a seed repeats the
    sequence of cars and owners even where throttling differs.

    ``requests``: how many are still to be sent; None: no end. ``next_number``: of its next one;
    ``step``: what its next but one has more.
    """

    def __init__(
        self,
        everyone: Everyone,
        own: Everyone,
        dice: Random,
        requests: int | None = None,
        next_number: int = 1,
        step: int = 1,
    ) -> None:
        self.dice = dice
        self.requests = requests
        self.next_number = next_number
        self.step = step
        self._everyone = everyone
        self._own = own
        self._inside: set[str] = set()
        self._unsure: set[str] = set()

    def next_request(self) -> int:
        """The number of its next request, which it counts as sent."""
        if self.requests is not None:
            self.requests -= 1
        number = self.next_number
        self.next_number += self.step
        return number

    def draw_own(self) -> str:
        """The plate of one of its own cars, which nobody else writes."""
        return self._own.plates.draw(self.dice)

    def register(self, plate: str) -> Register:
        """The car enters if it is outside, and leaves if it is inside."""
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
        return self._everyone.plates.draw(self.dice)

    def owner_of(self, plate: str) -> str:
        """The CPF of the owner of any car."""
        return self._everyone.cpf_of[plate]

    def draw_cpf(self) -> str:
        return self._everyone.cpfs.draw(self.dice)


def deal_lots(
    owners: Sequence[Owner],
    seed: int,
    *,
    users: int,
    worker: int = 0,
    workers: int = 1,
    requests: int | None = None,
    popularity: Popularity = UNIFORM,
) -> list[Lot]:
    """The lots of one worker out of all, each the same for a seed.

    As many for each worker, enough for its share of the users. ``requests``: of all lots together,
    shared as evenly as can be.
    """
    count = -(-users // workers) * workers
    everyone = Everyone(owners, popularity)
    return [
        Lot(
            everyone,
            Everyone(owners[ordinal::count], popularity),
            Random(f"{seed}/{ordinal}"),
            None if requests is None else share_of(requests, ordinal, count),
            ordinal + 1,
            count,
        )
        for ordinal in range(worker, count, workers)
    ]
