"""The course's parking lot: 80 % register a car, 15 % account its time, 5 % bill its owner.

``locust -f scenarios/parking.py --headless -u 20 -r 20 -t 60s`` replays it against the endpoint
that AWS_ENDPOINT_URL (or --host) names, through the functions parking-register, parking-account
and parking-bill. It first puts --owners owners, their cars and this month's past stays into the
table ``estacionamento``; cars that an earlier run left inside are outside again.

Where the endpoint has the table of the other design, ``estacionamento-por-dono``, the same cars and
stays go into that, under its keys.

``harness compare parking`` runs it with either design.

With --calendar it is a simulated month. What the arguments mean, and what a seed repeats:
docs/scenarios.md. Throttled requests are shown as ``THROTTLED``, and are no failures. Exit codes:
0 fine, 1 requests failed, 2 wrong use, 3 the endpoint or its table is missing.
"""

import os
from collections.abc import Iterable, Iterator, Sequence
from random import Random

from locust import events

from course.population import Owner, seed_items
from course.scenario import About, Scenario, ScenarioTasks, task
from harness.load.seeding import Item
from harness.load.sizes import Sizes
from harness.load.user import LambdaUser

# What `harness compare` varies: the partition key of the table, the course's answer first.
VARY = "ParkingKey=placa,cpf"

TABLE, TABLE_BY_OWNER = "estacionamento", "estacionamento-por-dono"


def items(owners: Sequence[Owner], dice: Random, sizes: Sizes, table: str) -> Iterable[Item]:
    now, by_owner = SCENARIO.start(), table == TABLE_BY_OWNER
    return seed_items(owners, dice, now, by_owner=by_owner, sizes=sizes)


SCENARIO = Scenario((TABLE, TABLE_BY_OWNER), items, has_calendar=True)
SCENARIO.listen(events)


class Parking(ScenarioTasks):
    scenario = SCENARIO

    @task(80, tag="register")
    def register(self) -> Iterator[About]:
        plate = self.lot.draw_own()
        yield About(self.lot.owner_of(plate), writes=True)
        register = self.lot.register(plate)
        answer = self.client.invoke(
            "parking-register",
            {
                "placa": register.plate,
                "tipo": "entrada" if register.entry else "saida",
                "quando": self.instant(),
            },
            kind=register.kind,
            expected=(409,) if register.repeated else (),
        )
        self.lot.settle(register, answer.outcome)

    @task(15, tag="account")
    def account(self) -> Iterator[About]:
        plate = self.lot.draw_plate()
        yield About(self.lot.owner_of(plate))
        now = self.instant()
        payload = {"placa": plate, "dia": now[:10], "agora": now}
        self.client.invoke("parking-account", payload, kind="account")

    @task(5, tag="bill")
    def bill(self) -> Iterator[About]:
        cpf = self.lot.draw_cpf()
        yield About(cpf)
        payload = {"cpf": cpf, "mes": self.instant()[:7]}
        self.client.invoke("parking-bill", payload, kind="bill")


class ParkingUser(LambdaUser):
    """Makes its part of --rate."""

    counts_requests = False
    host = os.environ.get("AWS_ENDPOINT_URL")
    tasks = [Parking]  # noqa: RUF012 (Locust wants it so)
