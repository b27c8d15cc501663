"""Owners, their cars, and the parking lot's past stays, drawn from a seed. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from string import ascii_uppercase, digits
from uuid import UUID

from harness.load.seeding import Item
from harness.load.sizes import NONE, Sizes

_FIRST_NAMES = (
    "Ana", "Antônio", "Beatriz", "Carlos", "Cláudia", "Francisco", "Gabriel", "João", "José",
    "Juliana", "Luiz", "Márcia", "Maria", "Patrícia", "Paulo", "Pedro", "Sebastião", "Vitória",
)  # fmt: skip
_SURNAMES = (
    "Almeida", "Araújo", "Barbosa", "Conceição", "Costa", "Ferreira", "Gomes", "Gonçalves",
    "Lima", "Nascimento", "Oliveira", "Pereira", "Ribeiro", "Rodrigues", "Santos", "Silva", "Souza",
)  # fmt: skip
_MODELS = (
    ("Chevrolet", "Onix"), ("Chevrolet", "Spin"), ("Chevrolet", "Tracker"), ("Fiat", "Argo"),
    ("Fiat", "Mobi"), ("Fiat", "Strada"), ("Ford", "Ka"), ("Honda", "Civic"), ("Honda", "HR-V"),
    ("Hyundai", "Creta"), ("Hyundai", "HB20"), ("Jeep", "Compass"), ("Renault", "Kwid"),
    ("Toyota", "Corolla"), ("Toyota", "Corolla Cross"), ("Volkswagen", "Gol"),
    ("Volkswagen", "Polo"), ("Volkswagen", "T-Cross"), ("Volkswagen", "Up"),
)  # fmt: skip
_COLOURS = ("azul", "branco", "cinza", "marrom", "prata", "preto", "verde", "vermelho")
_FIRST_YEAR, _LAST_YEAR = 2005, 2026
_MAX_PAST_STAYS = 4


@dataclass(frozen=True, slots=True)
class Car:
    """``plate``: seven characters, ABC1234 or, since 2018, Mercosul's ABC1D23."""

    plate: str
    make: str
    model: str
    colour: str
    year: int


@dataclass(frozen=True, slots=True)
class Owner:
    """``cpf``: eleven digits, the last two a valid check."""

    cpf: str
    name: str
    cars: tuple[Car, ...]


@dataclass(frozen=True, slots=True)
class Stay:
    """From entry to exit, both UTC. ``event``: the request id of the exit."""

    entered: datetime
    left: datetime
    event: str

    @property
    def minutes(self) -> int:
        return (self.left - self.entered) // timedelta(minutes=1)


def draw_owners(dice: Random, count: int) -> tuple[Owner, ...]:
    """So many owners with one to three cars each; no CPF and no plate twice."""
    cpfs: set[str] = set()
    plates: set[str] = set()
    return tuple(_draw_owner(dice, cpfs, plates) for _ in range(count))


def draw_stays(dice: Random, now: datetime) -> tuple[Stay, ...]:
    """A car's stays of this month before today, oldest first, at most one a day.

    None on the first day of a month.
    """
    past_days = range(1, now.day)
    count = min(dice.randint(1, _MAX_PAST_STAYS), len(past_days))
    return tuple(_draw_stay(dice, now, day) for day in sorted(dice.sample(past_days, count)))


def check_digits(base: str) -> str:
    """The two check digits of a CPF's first nine: weighted sums modulo 11, below 2 as 0."""
    first = _check_digit(base)
    return first + _check_digit(base + first)


def seed_items(
    owners: Iterable[Owner],
    dice: Random,
    now: datetime,
    *,
    by_owner: bool = False,
    sizes: Sizes = NONE,
) -> Iterator[Item]:
    """Every item of the lot's table at the start: cars, all outside, and past stays.

    A car's ``obs`` is of a drawn length.

    The same draws, cars and stays under the keys of either design: ``placa`` + ``registro``, or
    ``by_owner`` ``cpf`` + the plate and ``registro``.
    """
    for owner in owners:
        for car in owner.cars:
            stays = draw_stays(dice, now)
            known = _car_attributes(owner, car) | _last_stay(dice, stays) | _note(dice, sizes)
            yield known | _key(owner, car, "carro", by_owner)
            for stay in stays:
                attributes = _stay_attributes(stay)
                yield attributes | _key(owner, car, attributes["registro"]["S"], by_owner)


def vehicle_items(owners: Iterable[Owner], dice: Random, sizes: Sizes = NONE) -> Iterator[Item]:
    """Every item of vehicle control's table at the start, the same for either of its keys: a car,
    its owner, the year in which they got it, and ``obs`` of a drawn length."""
    for owner in owners:
        for car in owner.cars:
            acquired = {"aquisicao": {"N": str(dice.randint(car.year, _LAST_YEAR))}}
            key = {"cpf": {"S": owner.cpf}, "placa": {"S": car.plate}}
            yield key | acquired | _note(dice, sizes)


def instant(time: datetime) -> str:
    """As the functions write time: UTC, to the millisecond, so that text sorts as time does."""
    utc = time.astimezone(UTC)
    return f"{utc:%Y-%m-%dT%H:%M:%S}.{utc.microsecond // 1000:03}Z"


def _draw_owner(dice: Random, cpfs: set[str], plates: set[str]) -> Owner:
    name = f"{dice.choice(_FIRST_NAMES)} {dice.choice(_SURNAMES)} {dice.choice(_SURNAMES)}"
    (cars,) = dice.choices((1, 2, 3), weights=(75, 20, 5))
    return Owner(_draw_cpf(dice, cpfs), name, tuple(_draw_car(dice, plates) for _ in range(cars)))


def _draw_car(dice: Random, plates: set[str]) -> Car:
    make, model = dice.choice(_MODELS)
    year = dice.randint(_FIRST_YEAR, _LAST_YEAR)
    return Car(_draw_plate(dice, plates), make, model, dice.choice(_COLOURS), year)


def _draw_cpf(dice: Random, taken: set[str]) -> str:
    while True:
        base = "".join(dice.choices(digits, k=9))
        # Nine equal digits pass the check, and are valid to nobody.
        if base not in taken and len(set(base)) > 1:
            taken.add(base)
            return base + check_digits(base)


def _draw_plate(dice: Random, taken: set[str]) -> str:
    while True:
        fifth = dice.choice((digits, ascii_uppercase))
        kinds = (*[ascii_uppercase] * 3, digits, fifth, digits, digits)
        plate = "".join(map(dice.choice, kinds))
        if plate not in taken:
            taken.add(plate)
            return plate


def _draw_stay(dice: Random, now: datetime, day: int) -> Stay:
    midnight = now.replace(day=day, hour=0, minute=0, second=0, microsecond=0)
    entered = midnight + timedelta(hours=dice.randint(6, 12), minutes=dice.randrange(60))
    left = entered + timedelta(minutes=dice.randint(20, 600))
    return Stay(entered, left, _draw_request_id(dice))


def _draw_request_id(dice: Random) -> str:
    return str(UUID(int=dice.getrandbits(128), version=4))


def _check_digit(base: str) -> str:
    weights = range(len(base) + 1, 1, -1)
    rest = sum(int(digit) * weight for digit, weight in zip(base, weights, strict=True)) % 11
    return str(11 - rest if rest >= 2 else 0)


def _key(owner: Owner, car: Car, record: str, by_owner: bool) -> Item:
    if by_owner:
        return {"cpf": {"S": owner.cpf}, "registro": {"S": f"{car.plate}#{record}"}}
    return {"placa": {"S": car.plate}, "registro": {"S": record}}


def _car_attributes(owner: Owner, car: Car) -> Item:
    return {
        "placa": {"S": car.plate},
        "cpf": {"S": owner.cpf},
        "nome": {"S": owner.name},
        "marca": {"S": car.make},
        "modelo": {"S": car.model},
        "cor": {"S": car.colour},
        "ano": {"N": str(car.year)},
    }


def _note(dice: Random, sizes: Sizes) -> Item:
    text = sizes.text(dice)
    return {"obs": {"S": text}} if text else {}


def _last_stay(dice: Random, stays: tuple[Stay, ...]) -> Item:
    """What parking-register leaves on a car: its last entry's request id and its last stay."""
    if not stays:
        return {}
    return {"evento": {"S": _draw_request_id(dice)}, "ultima": {"M": _stay_attributes(stays[-1])}}


def _stay_attributes(stay: Stay) -> Item:
    return {
        "registro": {"S": instant(stay.entered)},
        "saida": {"S": instant(stay.left)},
        "minutos": {"N": str(stay.minutes)},
        "evento": {"S": stay.event},
    }
