"""What a container's failure is, in words that help."""

from pathlib import Path
from typing import Any

from harness.engines.containers.docker_engine import reason, remedy
from harness.errors import EnvironmentFailedError

_LOG_LINES = 20


def failed(
    what: str, image: str, error: Exception, container: Any = None
) -> EnvironmentFailedError:
    """``what`` could not be started from ``image``; ``container``: with the last lines it wrote."""
    why = reason(error)
    return EnvironmentFailedError(
        f"{what} {why}"
        if why.startswith(("ended", "gave"))
        else f"{what} cannot be started: {why}",
        where=f"image {image}",
        hint=remedy(why)
        or "its last lines say why; `docker logs` and `docker events` may say more",
        log_tail=last_lines(container),
    )


def unavailable(image: str, why: str) -> EnvironmentFailedError:
    """It is not in the engine and cannot be pulled."""
    return EnvironmentFailedError(
        f"the image is not available: {why}",
        where=f"image {image}",
        hint=remedy(why)
        or "name one that can be pulled, or build stand-ins: `harness images build`, then"
        " --images built",
    )


def cannot_be_written(folder: Path, error: OSError) -> EnvironmentFailedError:
    """What containers have mounted."""
    return EnvironmentFailedError(
        f"what containers have mounted cannot be written: {error.strerror or error}",
        where=str(folder),
        hint="make room there, or name another folder in TMPDIR, which the Docker engine sees too",
    )


def last_lines(container: Any) -> tuple[str, ...]:
    """None of a container that is gone."""
    if container is None:
        return ()
    try:
        output = container.logs(tail=_LOG_LINES)
    except Exception:  # noqa: BLE001 - it only adds to a message that is on its way
        return ()
    return tuple(output.decode("utf-8", "replace").splitlines())
