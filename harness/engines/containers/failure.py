"""What a container's failure is, in words that help."""

from typing import Any

from harness.errors import EnvironmentFailedError

LOG_LINES = 20


def failed(
    what: str, image: str, error: Exception, container: Any = None
) -> EnvironmentFailedError:
    """``what`` could not be started from ``image``; ``container``: with the last lines it wrote."""
    why = " ".join(str(getattr(error, "explanation", None) or error).split())
    return EnvironmentFailedError(
        f"{what} {why}"
        if why.startswith(("ended", "gave"))
        else f"{what} cannot be started: {why}",
        where=f"image {image}",
        hint=_hint(why),
        log_tail=last_lines(container),
    )


def last_lines(container: Any) -> tuple[str, ...]:
    """None of a container that is gone."""
    if container is None:
        return ()
    try:
        said = container.logs(tail=LOG_LINES)
    except Exception:  # noqa: BLE001 - it only adds to a message that is on its way
        return ()
    return tuple(said.decode("utf-8", "replace").splitlines())


def _hint(why: str) -> str:
    if "address already in use" in why or "port is already allocated" in why:
        return "end what listens there, or try again"
    if "permission" in why.lower():
        return "may you use the Docker engine? join the group `docker`, or set DOCKER_HOST"
    if "no space left" in why.lower():
        return "make room: `docker system df` shows what takes it"
    return "its last lines say why; `docker logs` and `docker events` may say more"
