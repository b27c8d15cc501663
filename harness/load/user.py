"""Locust users for functions and for tables. Importing this lets locust patch the process."""

from random import Random
from typing import Any

import gevent
from locust import User, events
from locust.exception import StopTest

from harness.load.client import LambdaClient
from harness.load.table_client import DynamoDBClient
from harness.load.web import add_capacity

# Whoever sends a load with these users has its capacity in Locust's web UI.
events.init.add_listener(add_capacity)  # type: ignore[no-untyped-call]


class LambdaUser(User):
    """A Locust user whose ``client`` invokes functions at ``host``, the endpoint's URL."""

    abstract = True

    def __init__(self, environment: Any) -> None:
        super().__init__(environment)
        self.client = LambdaClient(_endpoint(self.host), environment.events.request.fire)

    def on_stop(self) -> None:
        self.client.close()


class DynamoDBUser(User):
    """A Locust user whose ``client`` calls DynamoDB at ``host``, the endpoint's URL."""

    abstract = True

    def __init__(self, environment: Any) -> None:
        super().__init__(environment)
        fire = environment.events.request.fire
        self.client = DynamoDBClient(_endpoint(self.host), fire, gevent.sleep, Random())

    def on_stop(self) -> None:
        self.client.close()


def _endpoint(host: str | None) -> str:
    if not host:
        raise StopTest("no host: pass --host, or set it on the user class")
    return host
