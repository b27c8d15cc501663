"""Locust users for functions and for tables. Importing this lets locust patch the process."""

from contextlib import nullcontext
from itertools import count
from random import Random
from typing import Any

import gevent
from locust import User, events
from locust.exception import StopTest

from harness import clock
from harness.load import pace
from harness.load.client import Counted, LambdaClient
from harness.load.ending import ENDING
from harness.load.table_client import DynamoDBClient
from harness.load.web import add_capacity
from harness.model.time import NS_PER_S

# Whoever sends a load with these users has its capacity in Locust's web UI.
events.init.add_listener(add_capacity)  # type: ignore[no-untyped-call]
pace.listen(events)

_started = count()


class PacedUser(User):
    """A Locust user that sends at ``--rate``, all users together, unless it has a ``wait_time`` of
    its own; without a rate, as fast as it is answered.

    ``counts_requests``: whether what its client sends is what ``--requests`` counts. A user whose
    tasks are counted instead, by ``harness.load.ending``, sets it to False.
    """

    abstract = True
    counts_requests = True

    def __init__(self, environment: Any) -> None:
        super().__init__(environment)
        self._pace = pace.pace_of(environment, next(_started))

    @property
    def _counted(self) -> Counted:
        return ENDING.counted if self.counts_requests else nullcontext

    def wait_time(self) -> float:
        """Seconds until the next task, as Locust asks for them."""
        if self._pace is None:
            return 0
        now_s = clock.monotonic_ns() / NS_PER_S
        return max(0.0, self._pace.next_due_s(now_s) - now_s)


class LambdaUser(PacedUser):
    """A Locust user whose ``client`` invokes functions at ``host``, the endpoint's URL."""

    abstract = True

    def __init__(self, environment: Any) -> None:
        super().__init__(environment)
        fire = environment.events.request.fire
        self.client = LambdaClient(_endpoint(self.host), fire, self._counted)

    def on_stop(self) -> None:
        """Close the client when Locust ends the user."""
        self.client.close()


class DynamoDBUser(PacedUser):
    """A Locust user whose ``client`` calls DynamoDB at ``host``, the endpoint's URL."""

    abstract = True

    def __init__(self, environment: Any) -> None:
        super().__init__(environment)
        fire = environment.events.request.fire
        self.client = DynamoDBClient(
            _endpoint(self.host), fire, gevent.sleep, Random(), self._counted
        )

    def on_stop(self) -> None:
        """Close the client when Locust ends the user."""
        self.client.close()


def _endpoint(host: str | None) -> str:
    if not host:
        raise StopTest("no host: pass --host, or set it on the user class")
    return host
