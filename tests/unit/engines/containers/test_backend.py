from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from docker.errors import APIError, ImageNotFound
from testcontainers.core.config import testcontainers_config

from harness.engines.containers import backend
from harness.engines.containers.backend import ContainersBackend
from harness.engines.containers.images import Images
from harness.engines.functions.pythons import Pythons
from harness.errors import EnvironmentFailedError


class Client:
    """``held``: images that it has. ``steps``: what a pull says."""

    def __init__(self, *held: str, steps: tuple[dict[str, str], ...] = ()) -> None:
        self.api = self.images = self
        self.held = set(held)
        self.pulled: list[str] = []
        self._steps = steps

    def get(self, name: str) -> str:
        if name not in self.held:
            raise ImageNotFound(name)
        return name

    def pull(self, name: str, **_: object) -> Iterator[dict[str, str]]:
        self.pulled.append(name)
        if not self._steps:
            raise APIError("500 for url", explanation="no such host")
        return iter(self._steps)


def containers(client: Client, images: Images, cache: Path) -> Any:
    made = ContainersBackend(
        images,
        ["python3.12", "provided.al2023"],
        Pythons(cache),
        "a1b2",
        db_path=None,
        fail=lambda error: None,
    )
    made._client = client  # type: ignore[assignment]
    return made


@pytest.fixture(autouse=True)
def ryuk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(testcontainers_config, "ryuk_disabled", False)


def test_only_images_that_containers_can_use_are_had(tmp_path: Path) -> None:
    steps = containers(Client(), Images("built"), tmp_path).steps()
    built = "lambda-dynamodb-harness"
    assert [title for title, _ in steps][-1] == (
        f"get the images {built}/dynamodb-local:3.3.1, {built}/lambda-python:3.11"
    )


def test_what_is_there_is_not_pulled_and_what_is_not_is(tmp_path: Path) -> None:
    client = Client("a:1", steps=({"status": "Downloading"}, {"status": "Done"}))
    made = containers(client, Images(), tmp_path)
    made._ensure("a:1")
    made._ensure("b:1")
    assert client.pulled == ["b:1"]


@pytest.mark.parametrize(
    ("steps", "why", "hint"),
    [
        ((), "no such host", "harness images build"),
        (({"status": "Extracting"}, {"error": "no space left on device"}), "no space", "system df"),
    ],
    ids=["refused", "in the middle"],
)
def test_an_image_that_cannot_be_had_says_why(
    tmp_path: Path, steps: tuple[dict[str, str], ...], why: str, hint: str
) -> None:
    with pytest.raises(EnvironmentFailedError) as failed:
        containers(Client(steps=steps), Images(), tmp_path)._ensure("b:1")
    assert why in failed.value.what
    assert failed.value.where == "image b:1"
    assert hint in failed.value.hint


@pytest.mark.parametrize(
    ("images", "pulls"), [(Images("built"), 0), (Images(), 1)], ids=["built", "published"]
)
def test_without_the_image_of_ryuk_there_is_no_ryuk(
    tmp_path: Path, images: Images, pulls: int
) -> None:
    client = Client()
    containers(client, images, tmp_path)._settle_ryuk()
    assert testcontainers_config.ryuk_disabled
    assert len(client.pulled) == pulls


def test_with_its_image_ryuk_runs(tmp_path: Path) -> None:
    client = Client(testcontainers_config.ryuk_image)
    containers(client, Images("built"), tmp_path)._settle_ryuk()
    assert not testcontainers_config.ryuk_disabled


def test_ports_are_on_loopback_unless_testcontainers_was_told_otherwise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = containers(Client(), Images(), tmp_path)
    monkeypatch.setattr(testcontainers_config, "tc_host_override", None)
    assert made._host() == "127.0.0.1"
    monkeypatch.setattr(testcontainers_config, "tc_host_override", "docker.example")
    assert made._host() is None


class Networks:
    def __init__(self, *config: dict[str, str]) -> None:
        self.networks = self
        self.attrs = {"IPAM": {"Config": list(config)}}

    def get(self, name: str) -> "Networks":
        assert name == "bridge"
        return self


@pytest.mark.parametrize(
    "config", [{"Subnet": "172.17.0.0/16", "Gateway": "172.17.0.1"}, {"Subnet": "172.17.0.0/16"}]
)
def test_the_gateway_is_this_machine_in_the_containers_network(config: dict[str, str]) -> None:
    assert backend._gateway(Networks(config)) == "172.17.0.1"  # type: ignore[arg-type]


def test_an_engine_without_that_network_says_so() -> None:
    with pytest.raises(EnvironmentFailedError) as failed:
        backend._gateway(Networks())  # type: ignore[arg-type]
    assert "no network 'bridge'" in failed.value.what
