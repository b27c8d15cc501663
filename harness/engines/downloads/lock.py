"""Which files DynamoDB Local consists of, each pinned by its SHA-256.

``dynamodb_local.lock.json`` is Maven's own resolution (``mvn dependency:tree``) of the one artifact
``DynamoDBLocal``, but for libraries with a known vulnerability: there a newer version replaces it
(docs/architecture.md lists them). Jars only: the native SQLite libraries that Maven adds are also
inside the engine's jar, for Linux on x86_64 and aarch64, and those are the ones that it loads.
"""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Artifact:
    """One file of a Maven repository. ``replaces``: the version that the engine itself names, where
    another is used."""

    group: str
    name: str
    version: str
    extension: str
    sha256: str
    size_bytes: int
    replaces: str | None = None

    @property
    def file_name(self) -> str:
        """NAME-VERSION.jar, as Maven names it."""
        return f"{self.name}-{self.version}.{self.extension}"

    @property
    def path(self) -> str:
        """Where a Maven repository keeps it, relative to its root."""
        return f"{self.group.replace('.', '/')}/{self.name}/{self.version}/{self.file_name}"


@dataclass(frozen=True, slots=True)
class Lock:
    """``digest`` changes with every change of the list."""

    engine: Artifact
    libraries: tuple[Artifact, ...]
    digest: str

    @property
    def artifacts(self) -> tuple[Artifact, ...]:
        """Every file, in class path order."""
        return (*self.libraries, self.engine)

    @property
    def size_bytes(self) -> int:
        """Of all files together."""
        return sum(artifact.size_bytes for artifact in self.artifacts)


def parse_lock(text: bytes) -> Lock:
    """Read a list of artifacts in JSON, exactly one of which is the engine."""
    artifacts = tuple(Artifact(**row) for row in json.loads(text))
    (engine,) = (artifact for artifact in artifacts if artifact.name == "DynamoDBLocal")
    libraries = tuple(artifact for artifact in artifacts if artifact is not engine)
    return Lock(engine, libraries, hashlib.sha256(text).hexdigest())


LOCK = parse_lock(Path(__file__).with_name("dynamodb_local.lock.json").read_bytes())
