"""Locust users and tasks for functions. Importing this lets locust patch the process."""

from random import Random
from typing import Any

from locust import TaskSet, User
from locust.exception import StopTest

from harness.load.client import LambdaClient


class LambdaUser(User):
    """A Locust user whose ``client`` invokes functions at ``host``, the endpoint's URL."""

    abstract = True

    def __init__(self, environment: Any) -> None:
        super().__init__(environment)
        if not self.host:
            raise StopTest("no host: pass --host, or set it on the user class")
        self.client = LambdaClient(self.host, environment.events.request.fire)

    def on_stop(self) -> None:
        self.client.close()


class SeededTaskSet(TaskSet):
    """Tasks drawn by weight from ``dice``, so that a seed repeats their order.

    Locust itself draws from the process's one generator, which all users share.
    """

    dice: Random

    def get_next_task(self) -> Any:
        return self.dice.choice(self.tasks)
