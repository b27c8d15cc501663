"""The way to the Docker engine, as Docker's own tools find it: ``DOCKER_HOST``, else its socket."""

from typing import TYPE_CHECKING

from harness.errors import EnvironmentFailedError
from harness.install import install_command

if TYPE_CHECKING:
    from docker import DockerClient


def connect() -> "DockerClient":
    """A client of the engine, which has answered.

    Raises EnvironmentFailedError: no engine, no permission on its socket, no docker package.
    """
    try:
        import docker
        from docker.errors import DockerException
    except ImportError as error:
        hint = install_command("containers")
        raise EnvironmentFailedError("the docker package is not installed", hint=hint) from error
    try:
        client = docker.from_env()
        client.ping()
    except DockerException as error:
        raise _unreachable(str(error)) from error
    return client


def _unreachable(why: str) -> EnvironmentFailedError:
    if "Permission denied" in why or "PermissionError" in why:
        return EnvironmentFailedError(
            "you may not use the Docker engine: permission denied on its socket",
            where="DOCKER_HOST, or /var/run/docker.sock",
            hint="join the group of the socket (`sudo usermod -aG docker $USER`, then log in"
            " again), or run a rootless engine and set DOCKER_HOST",
        )
    return EnvironmentFailedError(
        f"no Docker engine answers: {why}",
        where="DOCKER_HOST, or /var/run/docker.sock",
        hint="start it (`sudo systemctl start docker`; on Debian `sudo apt-get install docker.io`"
        " first), set DOCKER_HOST, or do without: --backend embedded",
    )


def reason(error: Exception) -> str:
    """What the engine said, in one line, without the request that it answered."""
    return " ".join(str(getattr(error, "explanation", None) or error).split())


def remedy(why: str) -> str | None:
    """What to do where the engine refused; None where that depends on what was asked of it."""
    if "no space left" in why.lower():
        return "make room for the Docker engine: `docker system df` shows what takes it"
    if "address already in use" in why or "port is already allocated" in why:
        return "end what listens there, or try again"
    if "permission" in why.lower():
        return "may you use the Docker engine? join the group `docker`, or set DOCKER_HOST"
    return None


def describe_image(client: "DockerClient", name: str) -> str:
    """What the engine has under that name, and where it came from, for people."""
    from docker.errors import ImageNotFound

    try:
        image = client.images.get(name)
    except ImageNotFound:
        return "not in the engine"
    digests = image.attrs.get("RepoDigests") or []
    origin = f"pulled as {digests[0]}" if digests else "built on this machine"
    return f"{image.short_id}, {origin}, {image.attrs['Created'][:10]}"
