import asyncio
from typing import Any

import orjson
import pytest

from harness.cases.desk import PATH, Desk
from harness.errors import UsageError
from harness.model.caller import CASE_KEY_PREFIX
from harness.model.entry import InvocationEntry
from harness.wire.message import Request


class Tables:
    def __init__(self) -> None:
        self.changes: list[Any] = []

    def advance(self, by_ns: int) -> None:
        self.changes.append(by_ns)

    def set_limits(self, name: str, *rest: Any) -> bool:
        self.changes.append((name, *rest))
        return name == "links"


class World:
    def __init__(self) -> None:
        self.shared, self.given_back = Tables(), list[Tables]()
        self.broken = False
        self.desk: Desk[Tables] = Desk(self.shared, self.take, self.given_back.append)

    async def take(self) -> Tables:
        if self.broken:
            raise UsageError("no memory")
        return Tables()

    def ask(self, method: str, path: str = "", **body: Any) -> tuple[int, Any]:
        request = Request(method.encode(), PATH + path.encode(), {}, orjson.dumps(body))
        response = asyncio.run(self.desk.handle(request))
        return response.status, orjson.loads(response.body)

    def open(self) -> str:
        return str(self.ask("POST")[1]["access_key"])


@pytest.fixture
def world() -> World:
    return World()


def test_a_case_has_a_key_of_its_own_and_shares_the_tables(world: World) -> None:
    first, second = world.open(), world.open()
    assert first != second
    assert first.startswith(CASE_KEY_PREFIX)
    assert first.isalnum()  # DynamoDB Local takes no other
    assert world.desk.tables_of(first) is world.shared


def test_it_gets_tables_of_its_own_and_gives_them_back(world: World) -> None:
    key = world.open()
    assert world.ask("POST", f"/{key}/tables")[0] == 200
    own = world.desk.tables_of(key)
    assert own is not None
    assert own is not world.shared
    world.ask("POST", f"/{key}/tables")
    assert world.desk.tables_of(key) is own
    world.ask("DELETE", f"/{key}")
    assert world.given_back == [own]
    assert world.desk.tables_of(key) is None


def test_it_may_open_with_them(world: World) -> None:
    key = str(world.ask("POST", tables=True)[1]["access_key"])
    assert world.desk.tables_of(key) not in (None, world.shared)


def test_entries_are_counted_for_the_case_that_they_name(world: World) -> None:
    one, other = world.open(), world.open()
    world.desk.count(
        InvocationEntry(
            time_ns=1,
            request_id="r",
            function="f",
            kind="f",
            status=200,
            function_status=None,
            error=None,
            latency_ns=9,
            duration_ns=2,
            init_ns=None,
            case=one,
        )
    )
    world.desk.count(
        InvocationEntry(
            time_ns=1,
            request_id="r",
            function="f",
            kind="f",
            status=200,
            function_status=None,
            error=None,
            latency_ns=9,
            duration_ns=2,
            init_ns=None,
        )
    )
    assert world.ask("GET", f"/{one}")[1]["invoked"] == 1
    assert world.ask("GET", f"/{other}")[1]["invoked"] == 0


def test_limits_and_time_are_those_of_its_own_tables(world: World) -> None:
    key = world.open()
    limits = {"table": "links", "write_units": 2, "saved_s": 1}
    assert world.ask("POST", f"/{key}/limits", **limits)[0] == 409
    world.ask("POST", f"/{key}/tables")
    assert world.ask("POST", f"/{key}/limits", **limits)[0] == 200
    assert world.ask("POST", f"/{key}/clock", advance_s=0.5)[0] == 200
    own = world.desk.tables_of(key)
    assert own is not None
    assert own.changes == [("links", None, None, 2, 1), 500_000_000]
    assert world.ask("POST", f"/{key}/limits", table="no", saved_s=1)[0] == 404


def test_each_function_of_a_cold_case_starts_cold_once(world: World) -> None:
    key = str(world.ask("POST", cold=True)[1]["access_key"])
    cold = [world.desk.starts_cold(key, function) for function in ("a", "b", "a")]
    assert cold == [True, True, False]
    world.ask("POST", f"/{key}/cold")
    assert world.desk.starts_cold(key, "a")
    assert not world.desk.starts_cold(world.open(), "a")


def test_what_keeps_tables_from_being_made_is_said(world: World) -> None:
    world.broken = True
    assert world.ask("POST", f"/{world.open()}/tables") == (409, {"message": "no memory"})
    assert world.ask("POST", tables=True) == (409, {"message": "no memory"})
    assert world.ask("GET")[1] == {"cases": 1}


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "", 200), ("GET", "/other", 404), ("POST", "/other/tables", 404)],
)
def test_a_case_that_is_none(world: World, method: str, path: str, status: int) -> None:
    assert world.ask(method, path)[0] == status


def test_a_wrong_method_is_refused(world: World) -> None:
    assert world.ask("PUT", f"/{world.open()}")[0] == 405
