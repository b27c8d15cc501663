from random import Random

import pytest

from course.lot import Everyone, Lot, Register, deal_lots
from course.population import draw_owners
from harness.load.answer import Outcome
from harness.load.popularity import read_popularity

OWNERS = draw_owners(Random(1), 50)


def one_car_lot() -> Lot:
    owner = next(owner for owner in OWNERS if len(owner.cars) == 1)
    return Lot(Everyone(OWNERS), Everyone([owner]), Random(0))


def sequence(lot: Lot, outcome: Outcome, length: int = 200) -> list[tuple[str, str, str]]:
    drawn = []
    for _ in range(length):
        register = lot.register(lot.draw_own())
        lot.settle(register, outcome)
        drawn.append((register.plate, lot.draw_plate(), lot.draw_cpf()))
    return drawn


def test_a_car_enters_before_it_leaves_and_alternates() -> None:
    lot = one_car_lot()
    entries = []
    for _ in range(4):
        register = lot.register(lot.draw_own())
        entries.append(register.entry)
        lot.settle(register, Outcome.ANSWERED)
    assert entries == [True, False, True, False]


@pytest.mark.parametrize("outcome", [Outcome.THROTTLED, Outcome.FAILED])
@pytest.mark.parametrize("then", [Outcome.ANSWERED, Outcome.REFUSED])
def test_a_register_without_a_sure_end_is_repeated_until_an_answer_tells(
    outcome: Outcome, then: Outcome
) -> None:
    lot = one_car_lot()
    first = lot.register(lot.draw_own())
    lot.settle(first, outcome)
    second = lot.register(lot.draw_own())
    assert second == Register(first.plate, entry=True, repeated=True)
    lot.settle(second, then)
    assert lot.register(lot.draw_own()) == Register(first.plate, entry=False, repeated=False)


def test_a_seed_repeats_a_users_sequence_whatever_is_answered() -> None:
    calm, busy = (deal_lots(OWNERS, 7, users=5)[2] for _ in range(2))
    other = deal_lots(OWNERS, 8, users=5)[2]
    expected = sequence(calm, Outcome.ANSWERED)
    assert sequence(busy, Outcome.THROTTLED) == expected
    assert sequence(other, Outcome.ANSWERED) != expected


@pytest.mark.parametrize(("users", "workers"), [(1, 1), (20, 1), (5, 2), (7, 3)])
def test_every_car_is_in_one_lot_and_each_worker_has_enough(users: int, workers: int) -> None:
    dealt = [
        deal_lots(OWNERS, 1, users=users, worker=worker, workers=workers)
        for worker in range(workers)
    ]
    assert all(len(lots) >= users / workers for lots in dealt)
    plates = [plate for lots in dealt for lot in lots for plate in lot._own.plates.values]
    assert sorted(plates) == sorted(car.plate for owner in OWNERS for car in owner.cars)


def test_a_user_does_the_same_however_many_workers_share_the_users() -> None:
    alone = deal_lots(OWNERS, 1, users=6)[3]
    shared = deal_lots(OWNERS, 1, users=6, worker=1, workers=2)[1]
    assert sequence(alone, Outcome.ANSWERED) == sequence(shared, Outcome.ANSWERED)


@pytest.mark.parametrize("workers", [1, 2, 3])
@pytest.mark.parametrize(("requests", "users"), [(100, 7), (3, 7), (7, 7), (1, 1)])
def test_requests_are_shared_by_all_users_and_none_is_lost(
    requests: int, users: int, workers: int
) -> None:
    lots = [
        lot
        for worker in range(workers)
        for lot in deal_lots(
            OWNERS, 1, users=users, worker=worker, workers=workers, requests=requests
        )
    ]
    shares = [lot.requests for lot in lots if lot.requests is not None]
    assert len(shares) == len(lots)
    assert sum(shares) == requests
    assert max(shares) - min(shares) <= 1


def test_without_a_number_of_requests_there_is_no_end() -> None:
    assert {lot.requests for lot in deal_lots(OWNERS, 1, users=3)} == {None}


def test_popularity_holds_for_a_lots_own_cars_and_for_everyones() -> None:
    lots = deal_lots(OWNERS, 1, users=2, popularity=read_popularity("hot:0.5"))
    own = [lots[1].draw_own() for _ in range(1000)]
    asked = [lots[1].draw_cpf() for _ in range(1000)]
    assert 400 < own.count(OWNERS[1].cars[0].plate) < 600
    assert 400 < asked.count(OWNERS[0].cpf) < 600


def test_a_note_is_on_one_of_the_lots_own_cars_under_its_owner() -> None:
    lots = deal_lots(OWNERS, 1, users=5)
    signing_name_of = {car.plate: owner.cpf for owner in OWNERS for car in owner.cars}
    for lot in lots:
        drawn = [lot.draw_own() for _ in range(100)]
        assert set(drawn) <= set(lot._own.plates.values)
        assert all(signing_name_of[plate] == lot.owner_of(plate) for plate in drawn)
