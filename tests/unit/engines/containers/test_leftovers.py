from dataclasses import replace
from typing import Any

from docker.errors import NotFound

from harness.engines.containers.leftovers import remove
from harness.engines.containers.ownership import OWNER, Owner

HERE = Owner.here()
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
    assert remove(Client(left, owned, others)) == (["a"], ["b", "c"])  # type: ignore[arg-type]
    assert (left.removed, owned.removed, others.removed) == (True, False, False)


def test_another_one_may_have_been_faster() -> None:
    gone = Container("a", GONE, removed_by_another=True)
    assert remove(Client(gone)) == (["a"], [])  # type: ignore[arg-type]
