"""What happens between two requests of one invocation: a race, a crash, the next page.

Here a handler runs in this process, on the target's table, so that another event can be put
between two of its requests, and so that an invocation can be repeated with its request id.
"""

import importlib.util
import json
from types import SimpleNamespace
from uuid import uuid4

import pytest
from botocore.exceptions import ClientError


class CrashError(Exception):
    """The function's environment dies."""


class Interrupted:
    """A table in front of which something happens once, just before the named request."""

    def __init__(self, table, before, happens):
        self._table, self._before, self._happens = table, before, [happens]
        self.requests = []

    def __getattr__(self, request):
        def call(**parameters):
            self.requests.append(request)
            if request == self._before and self._happens:
                self._happens.pop()()
            return getattr(self._table, request)(**parameters)

        return call


class Paged:
    """A table whose pages have one item, as those of large items do."""

    def __init__(self, table):
        self._table = table

    def query(self, **parameters):
        return self._table.query(**{**parameters, "Limit": 1})


@pytest.fixture
def table(lot):
    return lot.table


@pytest.fixture
def placa(lot):
    return lot.put(f"S-{uuid4()}")


@pytest.fixture
def load(monkeypatch, functions, lot, table):
    """A fresh copy of a function's module, whose requests pass through ``through``."""

    def load(name, through=table):
        monkeypatch.setenv("TABLE_NAME", table.name)
        monkeypatch.setenv("PARTITION_KEY", lot.partition_key)
        monkeypatch.setenv("HOURLY_PRICE", "2.5")
        monkeypatch.setenv("AWS_DEFAULT_REGION", table.meta.client.meta.region_name)
        path = functions / name / "app.py"
        spec = importlib.util.spec_from_file_location(f"copy_of_{name.replace('-', '_')}", path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        module.TABLE = through
        return module.lambda_handler

    return load


@pytest.fixture
def register(load, table, placa):
    def call(tipo, hour, evento=None, through=table):
        event = {"placa": placa, "tipo": tipo, "quando": f"2026-03-01T{hour:02}:00:00Z"}
        context = SimpleNamespace(aws_request_id=evento or str(uuid4()))
        answer = load("parking-register", through)(event, context)
        return answer["statusCode"], json.loads(answer["body"])

    return call


def at(hour):
    return f"2026-03-01T{hour:02}:00:00.000Z"


def state(lot, placa):
    """The stays as (entry, exit), and when the car that is inside entered."""
    stays, car = lot.items(placa)
    return [(stay["registro"], stay["saida"]) for stay in stays], car.get("aberta")


def crash():
    raise CrashError


def crashed_exit(register, table, before="update_item"):
    with pytest.raises(CrashError):
        register("saida", 9, "A", through=Interrupted(table, before, crash))


def test_an_exit_that_another_overtakes_is_told_so(register, lot, table, placa):
    register("entrada", 8)
    overtaken = Interrupted(table, "put_item", lambda: register("saida", 10))
    assert register("saida", 9, through=overtaken)[0] == 409
    assert state(lot, placa) == ([(at(8), at(10))], None)


def test_an_overtaken_exit_does_not_end_the_stay_that_began_meanwhile(register, lot, table, placa):
    def out_and_in():
        register("saida", 10)
        register("entrada", 11)

    register("entrada", 8)
    assert register("saida", 12, through=Interrupted(table, "put_item", out_and_in))[0] == 409
    assert state(lot, placa) == ([(at(8), at(10))], at(11))


def test_another_exit_finishes_one_that_is_half_done(register, lot, table, placa):
    def other_exit_and_new_entry():
        assert register("saida", 10)[0] == 409
        assert register("entrada", 11)[0] == 200

    register("entrada", 8)
    halfway = Interrupted(table, "update_item", other_exit_and_new_entry)
    assert register("saida", 9, through=halfway)[0] == 200
    assert state(lot, placa) == ([(at(8), at(9))], at(11))


def test_an_entry_finishes_an_exit_that_is_half_done(register, lot, table, placa):
    register("entrada", 8)
    halfway = Interrupted(table, "update_item", lambda: register("entrada", 11))
    assert register("saida", 9, through=halfway)[0] == 200
    assert state(lot, placa) == ([(at(8), at(9))], at(11))


def test_after_a_crash_before_the_stay_the_car_is_still_inside(register, lot, table, placa):
    register("entrada", 8)
    crashed_exit(register, table, before="put_item")
    assert state(lot, placa) == ([], at(8))
    assert register("saida", 10)[0] == 200
    assert state(lot, placa) == ([(at(8), at(10))], None)


def test_after_a_crash_behind_the_stay_the_next_entry_succeeds(register, lot, table, placa):
    register("entrada", 8)
    crashed_exit(register, table)
    assert state(lot, placa) == ([(at(8), at(9))], at(8))
    assert register("entrada", 10) == (200, {"placa": placa, "entrada": at(10)})
    assert state(lot, placa) == ([(at(8), at(9))], at(10))


def test_after_a_crash_behind_the_stay_an_entry_within_it_is_refused(register, lot, table, placa):
    register("entrada", 8)
    crashed_exit(register, table)
    assert register("entrada", 9)[0] == 409
    assert state(lot, placa) == ([(at(8), at(9))], None)


def test_after_a_crash_behind_the_stay_the_next_exit_is_one_too_many(register, lot, table, placa):
    register("entrada", 8)
    crashed_exit(register, table)
    assert register("saida", 10)[0] == 409
    assert state(lot, placa) == ([(at(8), at(9))], None)


def test_after_a_crash_the_last_exit_is_the_one_that_was_written(register, table, placa):
    register("entrada", 8)
    crashed_exit(register, table)
    assert register("saida", 12)[0] == 409
    assert register("entrada", 10)[0] == 200


def test_after_a_crash_behind_the_stay_its_own_repetition_succeeds(register, lot, table, placa):
    register("entrada", 8)
    crashed_exit(register, table)
    assert register("saida", 10, "A")[1]["saida"] == at(9)
    assert state(lot, placa) == ([(at(8), at(9))], None)


def test_after_a_crash_behind_the_stay_it_counts_once(register, load, table, placa):
    register("entrada", 8)
    crashed_exit(register, table)
    event = {"placa": placa, "dia": "2026-03-01", "agora": "2026-03-01T23:00:00Z"}
    body = json.loads(load("parking-account")(event, None)["body"])
    assert (body["minutos"], body["estadias"]) == (60, 1)


def test_a_repeated_entry_answers_as_the_first_and_writes_nothing(register, lot, placa):
    first = register("entrada", 8, "A")
    assert register("entrada", 9, "A") == first
    assert state(lot, placa) == ([], at(8))


def test_a_repeated_entry_does_not_reopen_a_stay_that_has_ended(register, lot, placa):
    first = register("entrada", 8, "A")
    register("saida", 9)
    assert register("entrada", 10, "A") == first
    assert state(lot, placa) == ([(at(8), at(9))], None)


def test_a_repeated_exit_answers_as_the_first_and_writes_nothing(register, lot, placa):
    register("entrada", 8)
    first = register("saida", 9, "A")
    assert register("saida", 10, "A") == first
    assert state(lot, placa) == ([(at(8), at(9))], None)


def test_a_repeated_exit_does_not_end_the_stay_that_began_meanwhile(register, lot, placa):
    register("entrada", 8)
    first = register("saida", 9, "A")
    register("entrada", 10)
    assert register("saida", 11, "A") == first
    assert state(lot, placa) == ([(at(8), at(9))], at(10))


@pytest.mark.parametrize("request_", ["get_item", "put_item", "update_item"])
def test_an_error_that_is_no_failed_condition_is_raised(register, table, placa, request_):
    def throttle():
        error = {"Code": "ProvisionedThroughputExceededException", "Message": ""}
        raise ClientError({"Error": error}, request_)

    register("entrada", 8)
    with pytest.raises(ClientError, match="ProvisionedThroughputExceededException"):
        register("saida", 9, through=Interrupted(table, request_, throttle))


def test_an_entry_is_one_request_and_an_exit_is_three_after_that_for_the_owner(
    register, lot, table
):
    entry, exit_ = (Interrupted(table, None, crash) for _ in range(2))
    register("entrada", 8, through=entry)
    register("saida", 9, through=exit_)
    owner = ["query"] if lot.by_owner else []
    assert entry.requests == [*owner, "update_item"]
    assert exit_.requests == [*owner, "get_item", "put_item", "update_item"]


@pytest.mark.parametrize(("day", "queries"), [(31, 1), (1, 3)])
def test_accounting_reads_no_further_back_than_the_day(load, lot, table, placa, day, queries):
    for n in range(60):
        hour = f"2026-03-{1 + n // 2:02}T{8 + n % 2:02}"
        times = {"registro": f"{hour}:00:00.000Z", "saida": f"{hour}:10:00.000Z"}
        lot.put_stays(placa, {**times, "minutos": 10})
    counted = Interrupted(table, None, crash)
    event = {"placa": placa, "dia": f"2026-03-{day:02}", "agora": "2026-04-01T00:00:00Z"}
    body = json.loads(load("parking-account", counted)(event, None)["body"])
    assert body["minutos"] == (20 if day == 1 else 0)
    assert counted.requests == ["query"] * (queries + lot.by_owner)


@pytest.mark.parametrize("lot", ["cpf"], indirect=True)  # vehicle control's key, too
@pytest.mark.parametrize(
    ("function", "event", "answer"),
    [
        ("vehicles-of-owner", {"cpf": "{}"}, ["a{}", "b{}"]),
        ("vehicles-by-year", {"cpf": "{}"}, ["b{}", "a{}"]),
        ("owner-of-vehicle", {"placa": "{}"}, ["a{}", "b{}"]),
    ],
)
def test_vehicle_queries_read_every_page(load, dynamodb, function, event, answer):
    vehicles, unique = dynamodb.Table("proprietarios"), str(uuid4())
    for name, year in (("a", 2020), ("b", 2019)):
        vehicles.put_item(Item={"cpf": unique, "placa": name + unique, "aquisicao": year})
        vehicles.put_item(Item={"cpf": name + unique, "placa": unique})
    event = {name: value.format(unique) for name, value in event.items()}
    body = json.loads(load(function, Paged(vehicles))(event, None)["body"])
    found = body.get("proprietarios") or [vehicle["placa"] for vehicle in body["veiculos"]]
    assert found == [value.format(unique) for value in answer]


def test_a_bill_reads_every_page_and_keeps_cents(load, lot, table):
    unique = str(uuid4())
    for car, minutes in (("a", 61), ("b", 1)):
        stays = [
            {"registro": f"2026-03-{day}T08:00:00.000Z", "saida": "", "minutos": minutos}
            for day, minutos in (("01", 61), ("02", minutes))
        ]
        lot.put(car + unique, *stays, cpf=unique)
    event = {"cpf": unique, "mes": "2026-03"}
    body = json.loads(load("parking-bill", Paged(table))(event, None)["body"])
    assert [car["valor"] for car in body["carros"]] == [10, 7.5]
    assert body["total"] == 17.5
