"""The contracts are the first user of ``harness.pytest_plugin``: on any of its targets.

The tests of the parking lot and of vehicle control run on both designs of each: by plate, and by
owner.
"""

import json
import os
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import sleep
from typing import Any

import pytest
from boto3.dynamodb.conditions import Key

from harness.pytest_plugin.target import Invoke, Target
from tests.conftest import ROOT, harness

TABLES = {"placa": "estacionamento", "cpf": "estacionamento-por-dono"}

# What is not held on a target, and why.
DIFFERS = {"aws": {"test_seed.py": "seed.json is the harness's: a deployment puts no items"}}


@dataclass(frozen=True)
class ParkingLot:
    """What a test may put and see, said by plate, whatever the table's keys are.

    ``partition_key``: ``placa`` or ``cpf``. A car belongs to ``cpf-PLATE`` unless its test says
    otherwise.
    """

    partition_key: str
    table: Any
    invoke: Invoke

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


@pytest.fixture(scope="session")
def harness_settings() -> dict[str, str]:
    """Nothing is throttled: contracts are about answers, not about capacity."""
    return {"limits": "off"}


@pytest.fixture(scope="session")
def harness_stacks(request: pytest.FixtureRequest, harness_stacks: Callable[..., Target]) -> Any:
    """For containers there has to be an engine, and where HARNESS_IMAGES says so their images are
    built: stand-ins for what a registry has."""
    if request.config.getoption("harness_target") == "containers":
        request.getfixturevalue("docker_engine")
        if os.environ.get("HARNESS_IMAGES") == "built":
            subprocess.run(harness("images", "build"), check=True)
    return harness_stacks


@pytest.fixture(scope="session")
def functions(pytestconfig: pytest.Config) -> Path:
    """The folder of the functions that are held to these contracts."""
    template = pytestconfig.getoption("harness_template")
    return Path(template).resolve().parent if template else ROOT / "functions"


@pytest.fixture(scope="session")
def designed(
    pytestconfig: pytest.Config,
    harness_stacks: Callable[..., Target],
    harness_settings: dict[str, str],
) -> Callable[[str], tuple[Target, Any]]:
    """A stack in whose design there is a table of this name, and the table. One stack has what the
    course recommends, and one has what it argues against."""

    def find(name: str) -> tuple[Target, Any]:
        other = {"parameters": "ParkingKey=cpf VehicleKey=placa"} if "-por-" in name else {}
        stack = harness_stacks(**harness_settings, **other)
        table = stack.resource("dynamodb").Table(name)
        if is_deployed(pytestconfig) and not exists(table):
            pytest.skip(f"the target was deployed in the design without {name}")
        return stack, table

    return find


@pytest.fixture(scope="session", params=["placa", "cpf"])
def lot(
    request: pytest.FixtureRequest, designed: Callable[[str], tuple[Target, Any]]
) -> ParkingLot:
    stack, table = designed(TABLES[request.param])
    return ParkingLot(request.param, table, stack.invoke)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    differs = DIFFERS.get(config.getoption("harness_target"), {})
    for item in items:
        if item.path.name in differs:
            item.add_marker(pytest.mark.skip(differs[item.path.name]))


def is_deployed(config: pytest.Config) -> bool:
    """Whether the target is one that runs already, in one of the designs."""
    return config.getoption("harness_target") not in (None, "embedded", "containers")


def exists(table: Any) -> bool:
    try:
        table.load()
    except table.meta.client.exceptions.ResourceNotFoundException:
        return False
    return True
