"""The course's vehicle control: whose is a vehicle, and which vehicles has an owner.

``locust -f scenarios/vehicles.py --headless -u 20 -r 20 -t 60s`` asks through the functions
vehicles-of-owner and owner-of-vehicle, 40 % each, and vehicles-by-year, 10 %; 10 % write a note
with vehicle-note. The course gives no shares: these are ours. It first puts --owners owners with
one to three vehicles each into ``proprietarios``, or into ``proprietarios-por-placa`` where the
endpoint has the table of the other design.

``harness compare vehicles`` runs it with either design.

The arguments are those of ``parking.py``, but for --calendar; --sizes lengthens the notes, those
written too. Exit codes: 0 fine, 1 requests failed, 2 wrong use, 3 the endpoint or its table is
missing.
"""

import os
from collections.abc import Iterable, Sequence
from random import Random

from locust import events, tag, task

from course.population import Owner, vehicle_items
from course.scenario import Scenario, ScenarioTasks
from harness.load.seeding import Item
from harness.load.sizes import Sizes
from harness.load.user import LambdaUser

# What `harness compare` varies: the partition key of the table, the course's answer first.
VARY = "VehicleKey=cpf,placa"


def items(owners: Sequence[Owner], dice: Random, sizes: Sizes, table: str) -> Iterable[Item]:
    return vehicle_items(owners, dice, sizes)


SCENARIO = Scenario(("proprietarios", "proprietarios-por-placa"), items)
SCENARIO.listen(events)


class Vehicles(ScenarioTasks):
    scenario = SCENARIO

    @tag("owner")
    @task(40)
    def of_owner(self) -> None:
        payload = {"cpf": self.lot.draw_cpf()}
        self.client.invoke("vehicles-of-owner", payload, kind="vehicles of owner")

    @tag("vehicle")
    @task(40)
    def owner(self) -> None:
        payload = {"placa": self.lot.draw_plate()}
        self.client.invoke("owner-of-vehicle", payload, kind="owner of vehicle")

    @tag("year")
    @task(10)
    def by_year(self) -> None:
        payload = {"cpf": self.lot.draw_cpf()}
        self.client.invoke("vehicles-by-year", payload, kind="vehicles by year")

    @tag("note")
    @task(10)
    def note(self) -> None:
        """Never the same twice: an index does not take what it has already."""
        cpf, plate = self.lot.draw_own()
        number = self.lot.dice.getrandbits(32)
        text = SCENARIO.sizes.text(self.lot.dice)
        payload = {"cpf": cpf, "placa": plate, "obs": f"Vistoria {number:08x}{text}"}
        self.client.invoke("vehicle-note", payload, kind="note")


class VehiclesUser(LambdaUser):
    """Makes its part of --rate."""

    counts_requests = False
    host = os.environ.get("AWS_ENDPOINT_URL")
    tasks = [Vehicles]  # noqa: RUF012 (Locust wants it so)
