"""Which image serves what. A choice by configuration, never by what happens to be there."""

from collections.abc import Iterable
from dataclasses import dataclass

from harness.engines.downloads.artifacts import DYNAMODB_LOCAL_VERSION

PUBLISHED = "published"
BUILT = "built"

# A tag for each Python: AWS moves it to its newest build of that Python.
_DYNAMODB = f"amazon/dynamodb-local:{DYNAMODB_LOCAL_VERSION}"
_LAMBDA = "public.ecr.aws/lambda/python:{version}"

REPOSITORY = "lambda-dynamodb-harness"

# Debian 12's Python: the stand-in has no other.
BUILT_PYTHON = "3.11"

BUILT_BASE = f"{REPOSITORY}/base:bookworm"
BUILT_DYNAMODB = f"{REPOSITORY}/dynamodb-local:{DYNAMODB_LOCAL_VERSION}"
BUILT_LAMBDA = f"{REPOSITORY}/lambda-python:{BUILT_PYTHON}"


@dataclass(frozen=True, slots=True)
class ContainerImage:
    """``serves``: dynamodb, or a runtime. ``origin``: who chose the name, for people."""

    serves: str
    name: str
    origin: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Images:
    """``source``: published or built. ``registry``: a prefix for published names.

    ``dynamodb`` and ``function`` are names given by the user, which win. In ``function``,
    ``{version}`` is the runtime's: 3.13 for python3.13.
    """

    source: str = PUBLISHED
    registry: str | None = None
    dynamodb: str | None = None
    function: str | None = None

    def for_dynamodb(self) -> ContainerImage:
        """The image that DynamoDB Local runs from."""
        if self.dynamodb is not None:
            return ContainerImage("dynamodb", self.dynamodb, "named by you: dynamodb_image")
        if self.source == BUILT:
            return ContainerImage("dynamodb", BUILT_DYNAMODB, "built here")
        return ContainerImage("dynamodb", self._published(_DYNAMODB), "published by AWS")

    def for_runtime(self, runtime: str) -> ContainerImage:
        """``runtime``: python3.X."""
        version = runtime.removeprefix("python")
        if self.function is not None:
            name = self.function.replace("{version}", version)
            return ContainerImage(runtime, name, "named by you: lambda_image")
        if self.source == BUILT:
            note = "" if version == BUILT_PYTHON else f"runs on Python {BUILT_PYTHON}"
            return ContainerImage(runtime, BUILT_LAMBDA, "built here", note)
        name = self._published(_LAMBDA).replace("{version}", version)
        return ContainerImage(runtime, name, "published by AWS")

    def all(self, runtimes: Iterable[str]) -> list[ContainerImage]:
        """Every image that a stack with these runtimes needs."""
        return [self.for_dynamodb(), *map(self.for_runtime, sorted(set(runtimes)))]

    def _published(self, name: str) -> str:
        """A registry's prefix takes the place of the host, if the name has one."""
        if self.registry is None:
            return name
        host, _, path = name.partition("/")
        return f"{self.registry.rstrip('/')}/{path if '.' in host else name}"
