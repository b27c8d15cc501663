import os
from dataclasses import replace
from typing import Any

from docker.errors import NotFound

from harness.engines.containers.ownership import (
    OWNER,
    STACK,
    ContainerOwner,
    labels,
    remove_leftovers,
)


def test_a_label_says_who_started_it() -> None:
    given = labels("a1b2")
    assert given[STACK] == "a1b2"
    assert ContainerOwner.of(given) == ContainerOwner.here()
    assert ContainerOwner.here().pid == os.getpid()


def test_this_process_is_not_gone() -> None:
    assert not ContainerOwner.here().is_gone()


def test_a_later_process_with_its_number_is_another_one() -> None:
    here = ContainerOwner.here()
    assert ContainerOwner(here.place, here.pid, "1").is_gone()


def test_a_process_that_there_is_not_is_gone() -> None:
    above_linuxs_highest = 4_194_305
    assert ContainerOwner(ContainerOwner.here().place, above_linuxs_highest, "1").is_gone()


def test_nobody_can_tell_of_another_machine_or_another_container() -> None:
    assert not ContainerOwner("another-boot/pid:[1]", 4_194_305, "1").is_gone()
    machine = ContainerOwner.here().place.partition("/")[0]
    assert not ContainerOwner(f"{machine}/pid:[1]", 4_194_305, "1").is_gone()


def test_a_label_of_somebody_else_s_has_no_owner() -> None:
    assert ContainerOwner.of({}) is None
    assert ContainerOwner.of({OWNER: "nonsense"}) is None


# leftovers

HERE = ContainerOwner.here()
GONE = replace(HERE, started="1")


class Container:
    def __init__(self, name: str, owner: object, *, removed_by_another: bool = False) -> None:
        self.name = name
        self.labels = {OWNER: str(owner)}
        self.removed = False
        self._removed_by_another = removed_by_another

    def remove(self, *, force: bool, v: bool) -> None:
        if self._removed_by_another:
            raise NotFound("no such container")
        self.removed = force and v


class Client:
    """Has these containers, however it is asked."""

    def __init__(self, *found: Container) -> None:
        self.containers = self
        self._found = found

    def list(self, **how: Any) -> tuple[Container, ...]:
        assert how["all"]
        assert how["filters"] == {"label": OWNER}
        return self._found


def test_what_nobody_owns_any_more_is_removed_and_the_rest_is_left_alone() -> None:
    left, owned, others = Container("a", GONE), Container("b", HERE), Container("c", "whose?")
    assert remove_leftovers(Client(left, owned, others)) == (["a"], ["b", "c"])  # type: ignore[arg-type]
    assert (left.removed, owned.removed, others.removed) == (True, False, False)


def test_another_one_may_have_been_faster() -> None:
    gone = Container("a", GONE, removed_by_another=True)
    assert remove_leftovers(Client(gone)) == (["a"], [])  # type: ignore[arg-type]
