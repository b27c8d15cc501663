import asyncio
from dataclasses import replace
from typing import Any

import orjson
import pytest

from harness.dynamodb.setup import TableSetup
from harness.errors import UsageError
from harness.model.table import KeyAttribute, KeySchema, OnDemandMaximum, Table, Throughput
from harness.wire.message import Request, Response
from tests.unit.dynamodb.key_elements import key_elements
from tests.unit.dynamodb.protocol.control.cars import on_demand, provisioned, units

KEYS = {
    "AttributeDefinitions": [{"AttributeName": "plate", "AttributeType": "S"}],
    "KeySchema": key_elements(plate="HASH"),
}


class Engine:
    """Has the tables given by their descriptions, and notes what else it is asked."""

    def __init__(self, *descriptions: dict[str, Any]) -> None:
        self._tables = {each["TableName"]: each for each in descriptions}
        self.asked: list[tuple[str, dict[str, Any]]] = []

    async def send(self, request: Request) -> Response:
        operation = request.headers[b"x-amz-target"].rpartition(b".")[2].decode()
        body = orjson.loads(request.body)
        if operation == "ListTables":
            return Response(200, orjson.dumps({"TableNames": list(self._tables)}), [])
        if operation == "DescribeTable":
            return Response(200, orjson.dumps({"Table": self._tables[body["TableName"]]}), [])
        if operation == "DescribeTimeToLive":
            described = self._tables[body["TableName"]].get("TimeToLive") or {}
            return Response(200, orjson.dumps({"TimeToLiveDescription": described}), [])
        self.asked.append((operation, body))
        return Response(200, b"{}", [])


def made(engine: Engine, *tables: Table) -> list[Table]:
    return asyncio.run(TableSetup(engine).make(tables))  # type: ignore[arg-type]


def cars(**members: Any) -> dict[str, Any]:
    return {"TableName": "cars", **KEYS, **members}


def test_a_missing_table_is_made_without_what_the_engine_fails_at() -> None:
    engine = Engine()
    table = replace(
        on_demand(),
        on_demand_maximum=OnDemandMaximum(9, None),
        warm_throughput=Throughput(13_000, 4_000),
    )
    assert made(engine, table) == [table]
    assert engine.asked == [("CreateTable", cars(BillingMode="PAY_PER_REQUEST"))]


def test_a_maximum_of_both_is_left_with_the_engine() -> None:
    engine = Engine()
    made(engine, replace(on_demand(), on_demand_maximum=OnDemandMaximum(9, 8)))
    ((_, body),) = engine.asked
    assert body["OnDemandThroughput"] == {"MaxReadRequestUnits": 9, "MaxWriteRequestUnits": 8}


def test_a_table_on_disk_is_brought_to_the_template_s_throughput() -> None:
    engine = Engine(cars(**units(1, 1)))
    assert made(engine, provisioned(5, 6)) == [provisioned(5, 6)]
    assert engine.asked == [("UpdateTable", {"TableName": "cars", **units(5, 6)})]


def test_one_that_has_it_is_let_be_and_so_is_one_of_which_the_template_says_nothing() -> None:
    engine = Engine(cars(**units(5, 6)), cars(**units(1, 1)) | {"TableName": "vans"})
    found = made(engine, provisioned(5, 6))
    assert found == [provisioned(5, 6), provisioned(1, 1, name="vans")]
    assert engine.asked == []


def test_other_keys_are_refused() -> None:
    other = replace(provisioned(1, 1), key=KeySchema(KeyAttribute("cpf", "S")))
    with pytest.raises(UsageError, match="other keys or indexes"):
        made(Engine(cars(**units(1, 1))), other)


def test_the_engine_s_expiry_is_switched_off_in_tables_on_disk() -> None:
    on = {"TimeToLive": {"TimeToLiveStatus": "ENABLED", "AttributeName": "t"}}
    off = {"TimeToLive": {"TimeToLiveStatus": "DISABLED"}}
    engine = Engine(cars(**units(1, 1), **on), cars(**units(1, 1), **off) | {"TableName": "vans"})
    setup = TableSetup(engine)  # type: ignore[arg-type]

    async def start() -> None:
        await setup.make([])
        await setup.stop_expiry()

    asyncio.run(start())
    specification = {"AttributeName": "t", "Enabled": False}
    request = {"TableName": "cars", "TimeToLiveSpecification": specification}
    assert engine.asked == [("UpdateTimeToLive", request)]
