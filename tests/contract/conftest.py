"""The parking lot's tests run on both of its designs: by plate, and by owner."""

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from time import sleep
from typing import Any

import pytest
from boto3.dynamodb.conditions import Key

from tests.conftest import Answer, Up, end, harness, invoker, start_up


@dataclass(frozen=True)
class ParkingLot:
    """What a test may put and see, said by plate, whatever the table's keys are.

    ``partition_key``: ``placa`` or ``cpf``. A car belongs to ``cpf-PLATE`` unless its test says
    otherwise.
    """

    partition_key: str
    table: Any
    invoke: Callable[[str, object], Answer]

    @property
    def by_owner(self) -> bool:
        return self.partition_key == "cpf"

    def key(self, placa: str, registro: str, cpf: str | None = None) -> dict[str, str]:
        if self.by_owner:
            return {"cpf": cpf or f"cpf-{placa}", "registro": f"{placa}#{registro}"}
        return {"placa": placa, "registro": registro}

    def put(
        self, placa: str, *stays: dict[str, Any], cpf: str | None = None, **known: object
    ) -> str:
        """A car and its stays. Returns once the index knows the car: a register reads it first."""
        with self.table.batch_writer() as batch:
            car = {"placa": placa, "cpf": cpf or f"cpf-{placa}", **known}
            batch.put_item(Item=car | self.key(placa, "carro", cpf))
            self.put_stays(placa, *stays, cpf=cpf, through=batch)
        for _ in range(50):
            if self.indexed(placa, cpf or f"cpf-{placa}"):
                break
            sleep(0.1)
        return placa

    def put_stays(
        self, placa: str, *stays: dict[str, Any], cpf: str | None = None, through: Any = None
    ) -> None:
        for stay in stays:
            key = self.key(placa, stay["registro"], cpf)
            (through or self.table).put_item(Item=stay | key)

    def indexed(self, placa: str, cpf: str) -> int:
        """How many entries of the plate the index by the other attribute has."""
        name, value = ("placa", placa) if self.by_owner else ("cpf", cpf)
        condition = Key(name).eq(value)
        found = self.table.query(IndexName=f"{name}-index", KeyConditionExpression=condition)
        return sum(entry["placa"] == placa for entry in found["Items"])

    def items(self, placa: str) -> tuple[list[dict[str, Any]], dict[str, Any]]:
        """The stays in order, and the car."""
        *stays, car = self.stored(placa)
        return stays, car

    def stored(self, placa: str) -> list[dict[str, Any]]:
        condition = Key("placa").eq(placa)
        if self.by_owner:
            condition = Key("cpf").eq(f"cpf-{placa}") & Key("registro").begins_with(f"{placa}#")
        found = self.table.query(KeyConditionExpression=condition, ConsistentRead=True)["Items"]
        return [item | {"registro": item["registro"].rpartition("#")[2]} for item in found]

    def ask(self, function: str, event: object) -> tuple[int, Any]:
        """The answer's status and its body."""
        answer = self.invoke(function, event)
        assert answer.error is None, answer.payload
        return answer.payload["statusCode"], json.loads(answer.payload["body"])


@pytest.fixture(scope="session", autouse=True)
def images(request: pytest.FixtureRequest) -> None:
    """Stand-ins for what a registry has, where these tests run on containers."""
    if os.environ.get("HARNESS_BACKEND") == "containers":
        request.getfixturevalue("docker_engine")
        subprocess.run(harness("images", "build"), check=True)


@pytest.fixture(scope="session")
def stack_by_owner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Up]:
    runs_dir = tmp_path_factory.mktemp("runs")
    up = start_up(runs_dir, "--limits", "off", "--parameters", "ParkingKey=cpf")
    yield up
    assert end(up) == 0


@pytest.fixture(scope="session", params=["placa", "cpf"])
def lot(request: pytest.FixtureRequest) -> ParkingLot:
    by_owner = request.param == "cpf"
    up = request.getfixturevalue("stack_by_owner" if by_owner else "stack")
    table = up.resource("dynamodb").Table(
        "estacionamento-por-dono" if by_owner else "estacionamento"
    )
    return ParkingLot(request.param, table, invoker(up))
