"""A traffic of the parking lot, played on the driven clock as it was drawn for the simulation."""

from collections import deque
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from harness.pytest_plugin.fixtures import DrivenClock, SetLimits
from harness.pytest_plugin.target import Invoke
from harness.simulate.arrivals import Counts64
from harness.simulate.plan import CapacityMode, Provisioned
from harness.simulate.profile import ResourceId
from tests.conftest import ROOT

TABLE = "estacionamento"
READS, WRITES = ResourceId(TABLE, None, False), ResourceId(TABLE, None, True)
INDEX_READS = ResourceId(TABLE, "cpf-index", False)
INDEX_WRITES = ResourceId(TABLE, "cpf-index", True)

# An exit writes a stay of 125 bytes, and a car's are read for less than 4 KB.
_EXITS_A_CAR = 20
NOON = datetime(2026, 1, 15, 12, tzinfo=UTC)


@pytest.fixture(scope="session")
def harness_settings(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """One stack serves every file of the session that plays traffic. A test's own limits are
    enforced, and nothing else is; functions send nothing again, which
    would take the machine's time while the driven clock stands still."""
    template = tmp_path_factory.mktemp("once") / "template.yaml"
    text = (ROOT / "functions/template.yaml").read_text("utf-8")
    once = "  Function:\n    Environment: {Variables: {AWS_MAX_ATTEMPTS: '1'}}\n    Runtime:"
    text = text.replace("  Function:\n    Runtime:", once)
    text = text.replace("CodeUri: ", f"CodeUri: {ROOT}/functions/")
    template.write_text(text, "utf-8")
    return {"limits": "measure", "template": str(template)}


class LiveLot:
    """Cars of which some are inside, so that a request of any kind can be sent at any time. What is
    accounted and billed is a car that nobody moves, of an owner who has no other."""

    def __init__(self, table: Any, invoke: Invoke, exits: int) -> None:
        self._invoke = invoke
        self._sent = 0
        cars = 100 + exits // _EXITS_A_CAR
        self._outside = deque(f"OUT{number}" for number in range(cars))
        self._inside = deque(f"IN{number}" for number in range(cars))
        with table.batch_writer() as batch:
            for plate in ("STILL", *self._outside):
                batch.put_item(Item=_car(plate))
            for plate in self._inside:
                batch.put_item(Item=_car(plate) | {"aberta": _instant(NOON - timedelta(hours=1))})

    def send(self, kind: str) -> bool:
        """Whether the function did its work, which it cannot where capacity is refused for good."""
        self._sent += 1
        now = _instant(NOON + timedelta(milliseconds=10 * self._sent))
        if kind == "account":
            event = {"placa": "STILL", "dia": now[:10], "agora": now}
            return self._answered("parking-account", event)
        if kind == "bill":
            return self._answered("parking-bill", {"cpf": "cpf-STILL", "mes": now[:7]})
        entry = kind == "register entry"
        start, end = (self._outside, self._inside) if entry else (self._inside, self._outside)
        plate = start.popleft()
        event = {"placa": plate, "tipo": "entrada" if entry else "saida", "quando": now}
        answered = self._answered("parking-register", event)
        if answered:  # else nobody knows whether it is inside
            end.append(plate)
        return answered

    def _answered(self, function: str, event: object) -> bool:
        answer = self._invoke(function, event)
        if answer.error is None:
            assert answer.payload["statusCode"] == 200, answer.payload
        return answer.error is None


def enforce(set_limits: SetLimits, modes: Mapping[ResourceId, CapacityMode]) -> None:
    """Provisioned units of the lot's table and index, with nothing saved."""
    units = {
        resource: mode.units for resource, mode in modes.items() if isinstance(mode, Provisioned)
    }
    set_limits(TABLE, rcu=units[READS], wcu=units[WRITES], saved_s=0)
    set_limits(TABLE, index="cpf-index", rcu=units[INDEX_READS], wcu=units[INDEX_WRITES], saved_s=0)


def seconds_of(drawn: Mapping[str, Counts64]) -> Iterator[list[str]]:
    """The kinds of each second's requests, entries before exits."""
    order = sorted(drawn, key=lambda kind: (kind != "register entry", kind))
    for counts in zip(*(drawn[kind] for kind in order), strict=True):
        yield [kind for kind, count in zip(order, counts, strict=True) for _ in range(count)]


def first_refusal_s(lot: LiveLot, drawn: Mapping[str, Counts64], clock: DrivenClock) -> int | None:
    """The second in which the first request was not served; then no more are sent."""
    for second, kinds in enumerate(seconds_of(drawn)):
        clock.advance(1)
        for kind in kinds:
            if not lot.send(kind):
                return second
    return None


def _car(plate: str) -> dict[str, str]:
    return {"placa": plate, "registro": "carro", "cpf": f"cpf-{plate}", "nome": "Maria"}


def _instant(time: datetime) -> str:
    return f"{time:%Y-%m-%dT%H:%M:%S}.{time.microsecond // 1000:03}Z"
