"""What an interrupted run left in the Docker engine."""

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from harness.engines.containers.ownership import OWNER, Owner

if TYPE_CHECKING:
    from docker import DockerClient


def remove(client: "DockerClient") -> tuple[list[str], list[str]]:
    """Remove the containers of runs that are over.

    Returns the names of what was removed, and of what was left alone: a run that goes on, or that
    of another machine, owns it.
    """
    removed, kept = [], []
    for container in client.containers.list(
        all=True, filters={"label": OWNER}, ignore_removed=True
    ):
        if _is_left(container):
            _discard(container)
            removed.append(str(container.name))
        else:
            kept.append(str(container.name))
    return removed, kept


def _is_left(container: Any) -> bool:
    owner = Owner.of(container.labels)
    return owner is not None and owner.is_gone()


def _discard(container: Any) -> None:
    from docker.errors import NotFound

    with suppress(NotFound):  # another one was faster
        container.remove(force=True, v=True)
