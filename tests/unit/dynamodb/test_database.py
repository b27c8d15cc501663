from typing import Any, cast

from harness.capacity.limiter import Limiter
from harness.clock import Clock
from harness.dynamodb.database import Database
from harness.dynamodb.protocol.action import Action
from harness.dynamodb.tables import Tables
from harness.model.charge import Arm
from harness.model.item import Item
from harness.model.operation import Access, Operation
from tests.unit.dynamodb.lot import LOT, OTHER

WRITE = Operation("PutItem", (Access("other", None, write=True),))


def database() -> Database:
    tables = Tables([LOT, OTHER], region="us-east-1", account_id="123456789012")
    made = Database(cast(Any, None), tables, Limiter([LOT, OTHER], 0), "off", Clock())
    made.advance(0)
    return made


def writes_that_pass(made: Database) -> int:
    for n in range(100):
        if any(made.limiter.admit(made.clock.monotonic_ns(), WRITE)):
            return n
        made.limiter.settle(made.clock.monotonic_ns(), WRITE, [Arm("other", None, 0, 2)])
    return 100


def test_limits_leave_so_many_seconds_worth() -> None:
    made = database()
    assert made.set_limits("other", None, None, 3, 2)
    assert made.limits == "enforce"
    assert writes_that_pass(made) == 6
    made.advance(1_000_000_000)
    assert writes_that_pass(made) == 3


def test_time_stands_still_once_it_is_set() -> None:
    made = database()
    before = made.clock.monotonic_ns(), made.clock.epoch_ns()
    assert (made.clock.monotonic_ns(), made.clock.epoch_ns()) == before
    made.advance(5)
    assert (made.clock.monotonic_ns(), made.clock.epoch_ns()) == (before[0] + 5, before[1] + 5)


def test_the_dimension_that_is_not_given_stays() -> None:
    made = database()
    made.set_limits("other", None, None, 3, 1)
    assert (
        made.limiter.level_half_units("other", None, write=False, now_ns=made.clock.monotonic_ns())
        == 3000
    )


def test_only_tables_and_global_indexes_have_limits() -> None:
    made = database()
    assert made.set_limits("lot", "cpf-all", None, 1, 1)
    assert not made.set_limits("lot", "por-ano", None, 1, 1)
    assert not made.set_limits("lot", "none", None, 1, 1)
    assert not made.set_limits("none", None, None, 1, 1)


def put(plate: str) -> Action:
    return Action("Put", "lot", LOT, {}, key=key(plate))


def key(plate: str) -> Item:
    return {"placa": {"S": plate}, "n": {"N": "1"}}


def test_what_may_have_changed_is_noted() -> None:
    made = database()
    made.note("GetItem", [Action("Get", "lot", LOT, {}, key=key("A"))])
    made.note("DescribeTable", ())
    assert (made.written, made.altered) == ({}, False)
    made.note("BatchWriteItem", [put("A"), put("B"), put("A")])
    assert (list(made.written["lot"].values()), made.altered) == ([key("A"), key("B")], False)
    made.note("UpdateTable", ())
    assert made.altered


def test_of_many_writes_and_of_those_without_a_key_only_the_table_is_noted() -> None:
    many, malformed = database(), database()
    for number in range(26):
        many.note("PutItem", [put(str(number))])
    malformed.note("PutItem", [Action("Put", "lot", LOT, {})])
    malformed.note("PutItem", [put("A")])
    assert many.written == malformed.written == {"lot": None}
