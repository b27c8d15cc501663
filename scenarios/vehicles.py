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
from collections.abc import Iterable, Iterator, Sequence
from random import Random

from locust import events

from course.population import Owner, vehicle_items
from course.scenario import About, Scenario, ScenarioTasks, task
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

    @task(40, tag="owner")
    def of_owner(self) -> Iterator[About]:
        cpf = self.lot.draw_cpf()
        yield About(cpf)
        payload = {"cpf": cpf}
        self.client.invoke("vehicles-of-owner", payload, kind="vehicles of owner")

    @task(40, tag="vehicle")
    def owner(self) -> Iterator[About]:
        plate = self.lot.draw_plate()
        yield About(self.lot.owner_of(plate))
        payload = {"placa": plate}
        self.client.invoke("owner-of-vehicle", payload, kind="owner of vehicle")

    @task(10, tag="year")
    def by_year(self) -> Iterator[About]:
        cpf = self.lot.draw_cpf()
        yield About(cpf)
        payload = {"cpf": cpf}
        self.client.invoke("vehicles-by-year", payload, kind="vehicles by year")

    @task(10, tag="note")
    def note(self) -> Iterator[About]:
        """Never the same twice: an index does not take what it has already."""
        plate = self.lot.draw_own()
        cpf = self.lot.owner_of(plate)
        number = self.lot.dice.getrandbits(32)
        text = SCENARIO.sizes.text(self.lot.dice)
        yield About(cpf, writes=True)
        payload = {"cpf": cpf, "placa": plate, "obs": f"Vistoria {number:08x}{text}"}
        self.client.invoke("vehicle-note", payload, kind="note")


class VehiclesUser(LambdaUser):
    """Makes its part of --rate."""

    counts_requests = False
    host = os.environ.get("AWS_ENDPOINT_URL")
    tasks = [Vehicles]  # noqa: RUF012 (Locust wants it so)
