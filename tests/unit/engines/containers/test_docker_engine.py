from pathlib import Path
from typing import Any

import pytest
from docker.errors import APIError, ImageNotFound

from harness.engines.containers import docker_engine
from harness.engines.containers.docker_engine import connect, describe_image, reason, remedy
from harness.errors import EnvironmentFailedError


def test_no_engine_is_told_with_what_to_do(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/nowhere.sock")
    with pytest.raises(EnvironmentFailedError) as failed:
        connect()
    assert "no Docker engine answers" in failed.value.what
    assert "--backend embedded" in failed.value.hint


def test_no_permission_is_another_thing_than_no_engine() -> None:
    error = docker_engine._unreachable("('Connection aborted.', PermissionError(13, '...'))")
    assert "permission denied on its socket" in error.what
    assert "usermod -aG docker" in error.hint


def test_what_the_engine_said_is_one_line() -> None:
    assert reason(APIError("500 for url", explanation="no\n  space")) == "no space"
    assert reason(ValueError("ended: exit code 1")) == "ended: exit code 1"


@pytest.mark.parametrize(
    ("why", "hint"),
    [
        ("failed to register layer: write /a: no space left on device", "docker system df"),
        ("listen tcp4 127.0.0.1:1: bind: address already in use", "end what listens there"),
        ("Bind for 0.0.0.0:1 failed: port is already allocated", "end what listens there"),
        ("permission denied while trying to connect", "group `docker`"),
    ],
)
def test_a_refusal_has_a_remedy(why: str, hint: str) -> None:
    assert hint in str(remedy(why))


def test_what_is_not_known_is_left_to_who_asked() -> None:
    assert remedy("manifest unknown") is None


class Client:
    def __init__(self, **digests: list[str]) -> None:
        self.images = self
        self._digests = digests

    def get(self, name: str) -> Any:
        if name not in self._digests:
            raise ImageNotFound(name)
        self.short_id = "sha256:1"
        self.attrs = {"RepoDigests": self._digests[name], "Created": "2026-11-23T10:00:00Z"}
        return self


def test_the_engine_s_image_says_where_it_came_from() -> None:
    client: Any = Client(pulled=["a@sha256:2"], built=[])
    assert describe_image(client, "pulled") == "sha256:1, pulled as a@sha256:2, 2026-11-23"
    assert describe_image(client, "built") == "sha256:1, built on this machine, 2026-11-23"
    assert describe_image(client, "none") == "not in the engine"
