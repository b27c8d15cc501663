"""``harness images``: which image serves what, and the stand-ins."""

from rich.console import Console

from harness.assemble.backend import images_of
from harness.assemble.opening import read_application
from harness.cli.progress import Bar
from harness.engines.containers.docker_engine import connect, describe_image
from harness.engines.containers.images import ContainerImage
from harness.engines.containers.stand_ins.build import StandIns
from harness.engines.downloads.artifacts import Artifacts
from harness.errors import EnvironmentFailedError
from harness.settings import Settings, child_environment


async def build(settings: Settings, err: Console) -> int:
    """Have every stand-in in the engine. Raises what keeps one from being built."""
    bar = Bar(err)
    artifacts = Artifacts(
        settings.cache_dir, repository=settings.maven_repository, on_progress=bar.fetched
    )
    await StandIns(
        connect(),
        artifacts,
        settings.cache_dir,
        child_environment(),
        lambda name, what: bar.step(f"{name}: {what}"),
    ).build()
    return 0


def print_images(settings: Settings, out: Console, err: Console) -> None:
    """A paragraph for each, whether or not there is an engine."""
    application = read_application(settings)
    runtimes = [function.runtime for function in application.functions]
    try:
        client = connect()
    except EnvironmentFailedError as error:
        client = None
        err.print(f"{error.what}: what it has is not known", soft_wrap=True)
    for image in images_of(settings).all(runtimes):
        out.print(_described(image), soft_wrap=True)
        if client is not None:
            out.print(f"  {describe_image(client, image.name)}", soft_wrap=True)


def _described(image: ContainerImage) -> str:
    note = f"; {image.note}" if image.note else ""
    return f"{image.serves}: {image.name} ({image.origin}{note})"
