"""The parking lot without its functions: the same mix as DynamoDB calls, each a request of its own.

``locust -f scenarios/parking_tables.py --headless -u 20 -r 20 -t 60s``. What a function would call,
a user calls here, on the table ``estacionamento`` keyed by ``placa``: so it measures tables and
limits without Lambda's share of the machine. The arguments are those of ``parking.py``, but for
--calendar. A refused call is sent again as the SDK would, and shown as ``RETRIED``.
"""

import os
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from random import Random
from uuid import UUID

from locust import events

from course.lot import Register
from course.population import Owner, instant, seed_items
from course.scenario import About, Scenario, ScenarioTasks, task
from harness.load.answer import Outcome
from harness.load.seeding import Item
from harness.load.sizes import Sizes
from harness.load.table_answer import TableAnswer
from harness.load.user import DynamoDBUser

TABLE = "estacionamento"
CONDITION_FAILED = ("ConditionalCheckFailedException",)


def items(owners: Sequence[Owner], dice: Random, sizes: Sizes, table: str) -> Iterable[Item]:
    return seed_items(owners, dice, SCENARIO.start(), sizes=sizes)


SCENARIO = Scenario((TABLE,), items)
SCENARIO.listen(events)


class ParkingTables(ScenarioTasks):
    scenario = SCENARIO
    user: "ParkingTablesUser"

    @task(80, tag="register")
    def register(self) -> Iterator[About]:
        plate = self.lot.draw_own()
        event = str(UUID(int=self.lot.dice.getrandbits(128), version=4))
        yield About(self.lot.owner_of(plate), writes=True)
        register = self.lot.register(plate)
        act = self.enter if register.entry else self.leave
        answer = act(register, event)
        self.lot.settle(register, answer.outcome)

    def enter(self, register: Register, event: str) -> TableAnswer:
        return self.user.client.invoke(
            "UpdateItem",
            {
                "TableName": TABLE,
                "Key": car(register.plate),
                "UpdateExpression": "SET aberta = :quando, evento = :evento",
                "ConditionExpression": "attribute_exists(registro)"
                " AND attribute_not_exists(aberta)",
                "ExpressionAttributeValues": {
                    ":quando": {"S": self.instant()},
                    ":evento": {"S": event},
                },
            },
            kind="register entry",
            expected=CONDITION_FAILED if register.repeated else (),
        )

    def leave(self, register: Register, event: str) -> TableAnswer:
        """The three calls of an exit; the first that does not do its work ends it."""
        read = {"TableName": TABLE, "Key": car(register.plate), "ConsistentRead": True}
        answer = self.user.client.invoke("GetItem", read, kind="register exit, GetItem")
        stored = answer.body.get("Item", {})
        if "aberta" not in stored:
            return answer
        entered, now = stored["aberta"]["S"], self.now()
        minutes = (now - datetime.fromisoformat(entered)).total_seconds() // 60
        stay = {
            "registro": {"S": entered},
            "saida": {"S": instant(now)},
            "minutos": {"N": str(int(minutes))},
            "evento": {"S": event},
        }
        put = {"TableName": TABLE, "Item": {"placa": {"S": register.plate}, **stay}}
        answer = self.user.client.invoke("PutItem", put, kind="register exit, PutItem")
        if answer.outcome is not Outcome.ANSWERED:
            return answer
        return self.close(register, stay)

    def close(self, register: Register, stay: Item) -> TableAnswer:
        return self.user.client.invoke(
            "UpdateItem",
            {
                "TableName": TABLE,
                "Key": car(register.plate),
                "UpdateExpression": "SET ultima = :ultima REMOVE aberta",
                "ConditionExpression": "aberta = :entrada",
                "ExpressionAttributeValues": {
                    ":entrada": stay["registro"],
                    ":ultima": {"M": stay},
                },
            },
            kind="register exit, UpdateItem",
            expected=CONDITION_FAILED if register.repeated else (),
        )

    @task(15, tag="account")
    def account(self) -> Iterator[About]:
        placa = self.lot.draw_plate()
        yield About(self.lot.owner_of(placa))
        plate = {":placa": {"S": placa}}
        query = {"TableName": TABLE, "KeyConditionExpression": "placa = :placa"}
        newest = {"ScanIndexForward": False, "Limit": 25, "ExpressionAttributeValues": plate}
        self.user.client.invoke("Query", {**query, **newest}, kind="account")

    @task(5, tag="bill")
    def bill(self) -> Iterator[About]:
        cpf = self.lot.draw_cpf()
        yield About(cpf)
        query = {
            "TableName": TABLE,
            "IndexName": "cpf-index",
            "KeyConditionExpression": "cpf = :cpf",
            "ExpressionAttributeValues": {":cpf": {"S": cpf}},
        }
        answer = self.user.client.invoke("Query", query, kind="bill, cpf-index")
        for entry in answer.body.get("Items", ()):
            self.bill_car(entry["placa"])

    def bill_car(self, plate: dict[str, str]) -> None:
        month = {":placa": plate, ":mes": {"S": self.instant()[:7]}}
        condition = "placa = :placa AND begins_with(registro, :mes)"
        query = {"TableName": TABLE, "KeyConditionExpression": condition}
        self.user.client.invoke(
            "Query", {**query, "ExpressionAttributeValues": month}, kind="bill, a car"
        )


class ParkingTablesUser(DynamoDBUser):
    """Makes its part of --rate."""

    counts_requests = False
    host = os.environ.get("AWS_ENDPOINT_URL")
    tasks = [ParkingTables]  # noqa: RUF012 (Locust wants it so)


def car(plate: str) -> Item:
    return {"placa": {"S": plate}, "registro": {"S": "carro"}}
