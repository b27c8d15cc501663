import re
from datetime import UTC, datetime
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.population import (
    check_digits,
    draw_owners,
    draw_stays,
    instant,
    seed_items,
    vehicle_items,
)
from harness.capacity.item_size import item_size_bytes
from harness.load.seeding import Item
from harness.load.sizes import read_sizes

NOON_OF_23RD = datetime(2026, 11, 23, 12, tzinfo=UTC)
OLD_PLATE = re.compile(r"[A-Z]{3}\d{4}")
MERCOSUL_PLATE = re.compile(r"[A-Z]{3}\d[A-Z]\d{2}")


def attribute_bytes(item: Item) -> int:
    """Names and text in UTF-8, three for a number of four digits, three more around a map."""
    return sum(len(name.encode()) + value_bytes(value) for name, value in item.items())


def value_bytes(value: dict[str, Any]) -> int:
    if "S" in value:
        return len(value["S"].encode())
    return 3 + attribute_bytes(value["M"]) + len(value["M"]) if "M" in value else 3


@pytest.mark.parametrize(("base", "check"), [("111444777", "35"), ("529982247", "25")])
def test_check_digits_are_those_of_published_example_numbers(base: str, check: str) -> None:
    assert check_digits(base) == check


@given(st.integers())
def test_every_cpf_has_eleven_digits_and_a_valid_check(seed: int) -> None:
    for owner in draw_owners(Random(seed), 5):
        assert re.fullmatch(r"\d{11}", owner.cpf)
        assert check_digits(owner.cpf[:9]) == owner.cpf[9:]


def test_both_plate_formats_occur_and_no_other() -> None:
    plates = [car.plate for owner in draw_owners(Random(1), 200) for car in owner.cars]
    old = [plate for plate in plates if OLD_PLATE.fullmatch(plate)]
    new = [plate for plate in plates if MERCOSUL_PLATE.fullmatch(plate)]
    assert old
    assert new
    assert len(old) + len(new) == len(plates)


def test_no_cpf_and_no_plate_twice_and_mostly_one_car() -> None:
    owners = draw_owners(Random(1), 2000)
    plates = [car.plate for owner in owners for car in owner.cars]
    assert len({owner.cpf for owner in owners}) == 2000
    assert len(set(plates)) == len(plates)
    counts = [len(owner.cars) for owner in owners]
    assert set(counts) == {1, 2, 3}
    assert counts.count(1) > 1000


def test_a_seed_repeats_the_population_and_another_does_not() -> None:
    def items(seed: int) -> list[Item]:
        return list(seed_items(draw_owners(Random(seed), 50), Random(seed), NOON_OF_23RD))

    assert items(7) == items(7)
    assert items(7) != items(8)


def test_more_owners_leave_the_first_ones_as_they_were() -> None:
    assert draw_owners(Random(3), 100)[:10] == draw_owners(Random(3), 10)


@given(st.integers(), st.datetimes(timezones=st.just(UTC)))
def test_past_stays_lie_in_this_month_before_today_and_do_not_overlap(
    seed: int, now: datetime
) -> None:
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    last_left = midnight.replace(day=1)
    stays = draw_stays(Random(seed), now)
    assert bool(stays) == (now.day > 1)
    for stay in stays:
        assert last_left <= stay.entered < stay.left <= midnight
        last_left = stay.left


def test_items_are_as_large_as_real_ones() -> None:
    owners = draw_owners(Random(1), 200)
    items = list(seed_items(owners, Random(2), NOON_OF_23RD))
    cars = [attribute_bytes(item) for item in items if item["registro"]["S"] == "carro"]
    stays = [attribute_bytes(item) for item in items if item["registro"]["S"] != "carro"]
    assert 200 <= min(cars) <= max(cars) <= 400
    assert 100 <= min(stays) <= max(stays) <= 400


def test_the_design_by_owner_has_the_same_cars_and_stays_under_its_own_keys() -> None:
    owners = draw_owners(Random(1), 50)
    by_plate = list(seed_items(owners, Random(2), NOON_OF_23RD))
    by_owner = list(seed_items(owners, Random(2), NOON_OF_23RD, by_owner=True))
    signing_name_of = {car.plate: owner.cpf for owner in owners for car in owner.cars}
    for item, other in zip(by_plate, by_owner, strict=True):
        plate, record = item["placa"]["S"], item["registro"]["S"]
        assert other["cpf"]["S"] == signing_name_of[plate]
        assert other["registro"]["S"] == f"{plate}#{record}"
        keys = {"placa", "cpf", "registro"}
        assert {k: v for k, v in item.items() if k not in keys} == {
            k: v for k, v in other.items() if k not in keys
        }
        # The index of either design has the cars only.
        assert ("cpf" in item) == ("placa" in other) == (record == "carro")


def test_time_is_written_in_utc_to_the_millisecond() -> None:
    assert instant(datetime(2026, 11, 23, 10, 15, 0, 7999, UTC)) == "2026-11-23T10:15:00.007Z"


def test_items_are_as_large_as_the_page_says_by_hand() -> None:
    items = list(seed_items(draw_owners(Random(1), 2000), Random(2), NOON_OF_23RD))
    cars = [item_size_bytes(item) for item in items if item["registro"]["S"] == "carro"]
    stays = [item_size_bytes(item) for item in items if item["registro"]["S"] != "carro"]
    opened = item_size_bytes({"aberta": {"S": "2026-11-23T10:15:00.000Z"}})
    assert opened == 30
    assert max(cars) + opened <= 326
    assert max(stays) == 125


def test_sizes_lengthen_the_note_of_a_car_and_nothing_else() -> None:
    owners = draw_owners(Random(1), 20)
    items = list(seed_items(owners, Random(2), NOON_OF_23RD, sizes=read_sizes("2000")))
    noted = [item for item in items if "obs" in item]
    assert all(len(item["obs"]["S"]) == 2000 for item in noted)
    assert [item["registro"]["S"] for item in noted] == ["carro"] * len(noted)
    assert len(noted) == sum(len(owner.cars) for owner in owners)


def test_vehicle_control_has_every_car_of_every_owner_once() -> None:
    owners = draw_owners(Random(1), 200)
    items = list(vehicle_items(owners, Random(2)))
    pairs = [(item["cpf"]["S"], item["placa"]["S"]) for item in items]
    assert pairs == [(owner.cpf, car.plate) for owner in owners for car in owner.cars]
    years = {car.plate: car.year for owner in owners for car in owner.cars}
    assert all(int(item["aquisicao"]["N"]) >= years[item["placa"]["S"]] for item in items)
    assert items == list(vehicle_items(owners, Random(2)))


def test_a_vehicle_is_as_large_as_the_page_says_by_hand() -> None:
    owners = draw_owners(Random(1), 20)
    assert {item_size_bytes(item) for item in vehicle_items(owners, Random(2))} == {38}
    noted = vehicle_items(owners, Random(2), read_sizes("100"))
    assert {item_size_bytes(item) for item in noted} == {38 + 3 + 100}
