"""The containers backend's two containers for tests that want nothing else of the harness."""

import sys
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from harness.assemble.backend import images_of
from harness.engines.containers import DynamoDbLocalContainer, LambdaRieContainer
from harness.engines.containers.docker_engine import connect
from harness.settings import load_settings

_OWN_RUNTIME = f"python{sys.version_info.major}.{sys.version_info.minor}"


class Containers:
    """``settings``: by name; they say which images. Raises EnvironmentFailedError without a Docker
    engine. Leaving removes what was started."""

    def __init__(self, settings: Mapping[str, str]) -> None:
        connect().close()
        self._images = images_of(load_settings(settings))
        self._stack = ExitStack()
        self._functions: dict[tuple[object, ...], LambdaRieContainer] = {}

    def __enter__(self) -> "Containers":
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def dynamodb_local(self) -> DynamoDbLocalContainer:
        """A DynamoDB Local of the test session's own, started."""
        image = self._images.for_dynamodb().name
        return self._stack.enter_context(DynamoDbLocalContainer(image))

    def lambda_rie(
        self, handler: str, code_dir: Path | str, *, runtime: str = _OWN_RUNTIME, **more: Any
    ) -> LambdaRieContainer:
        """The same one for the same arguments. ``more``: see ``LambdaRieContainer``."""
        key = (handler, str(code_dir), runtime, repr(sorted(more.items())))
        if key not in self._functions:
            image = self._images.for_runtime(runtime).name
            container = LambdaRieContainer(image, handler, code_dir, **more)
            self._functions[key] = self._stack.enter_context(container)
        return self._functions[key]
