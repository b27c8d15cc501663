"""``harness down``: what an interrupted run left in the Docker engine."""

from rich.console import Console

from harness.engines.containers.docker_engine import connect


def remove_leftovers(out: Console) -> None:
    """Say what was removed, and what was not. Raises EnvironmentFailedError without an engine."""
    client = connect()
    from harness.engines.containers import ownership

    removed, kept = ownership.remove_leftovers(client)
    for name in removed:
        out.print(f"removed {name}", soft_wrap=True)
    for survivor in kept:
        out.print(f"left {survivor}: its run goes on, or is another machine's", soft_wrap=True)
    if not removed + kept:
        out.print("nothing was left")
