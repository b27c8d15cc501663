"""What this machine has of what the embedded backend needs, and how to add the rest."""

import os
import platform
import shutil
import socket
import sys
import tempfile
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from harness.engines.database.java import find_java
from harness.engines.downloads.artifacts import Artifacts
from harness.errors import HarnessError
from harness.install import install_command

_PYTHON_MIN = (3, 11)
_GB = 1_000_000_000

# The engine's memory and a handful of function environments at about 60 MB each.
_MEMORY_BYTES_MIN = 1 * _GB

# The artifacts, the class archive and a download in progress.
_DISK_BYTES_MIN = 200_000_000


@dataclass(frozen=True, slots=True)
class Check:
    """``remedy``: the command or step that puts it right; empty where nothing has to be."""

    name: str
    ok: bool
    detail: str
    remedy: str = ""


def checks(cache_dir: Path, java: Path | None) -> list[Check]:
    """Every check, passed or not. Fetches nothing and starts nothing but ``java -version``."""
    return [
        _system(),
        _python(),
        _java(java),
        _artifacts(cache_dir),
        _package("awslambdaric", "embedded"),
        _package("locust", "load"),
        _docker(),
        _cores(),
        _memory(),
        _cache(cache_dir),
        _loopback(),
    ]


def _system() -> Check:
    detail = f"{platform.system()} {platform.release()} on {platform.machine()}"
    remedy = "use Linux: its kernel is what ends our processes when we are killed"
    return Check("system", platform.system() == "Linux", detail, remedy)


def _python() -> Check:
    minimum = ".".join(map(str, _PYTHON_MIN))
    detail = f"{platform.python_version()}, {sys.executable}"
    return Check(
        "Python", sys.version_info >= _PYTHON_MIN, detail, f"use Python {minimum} or later"
    )


def _java(path: Path | None) -> Check:
    try:
        java = find_java(path)
    except HarnessError as error:
        return Check("Java", False, error.what, error.hint)
    return Check("Java", True, f"{java.version} ({java.origin}), {java.path}")


def _artifacts(cache_dir: Path) -> Check:
    """Never wrong: the first start fetches them."""
    artifacts = Artifacts(cache_dir)
    return Check("DynamoDB Local", True, f"a start would {artifacts.plan()}")


def _package(name: str, extra: str) -> Check:
    try:
        return Check(name, True, version(name))
    except PackageNotFoundError:
        return Check(name, False, "not installed", install_command(extra))


def _docker() -> Check:
    path = shutil.which("docker")
    return Check("docker", True, path or "not installed; only --backend containers needs it")


def _cores() -> Check:
    return Check("cores", True, f"{len(os.sched_getaffinity(0))} to use")


def _memory() -> Check:
    size_bytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    detail = f"{size_bytes / _GB:.1f} GB"
    remedy = f"use a machine with {_MEMORY_BYTES_MIN / _GB:.0f} GB or more"
    return Check("memory", size_bytes >= _MEMORY_BYTES_MIN, detail, remedy)


def _cache(cache_dir: Path) -> Check:
    remedy = "name another folder with --cache-dir"
    try:
        cache_dir.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=cache_dir):
            free_bytes = shutil.disk_usage(cache_dir).free
    except OSError as error:
        return Check("cache", False, f"{cache_dir}: {error.strerror}", remedy)
    detail = f"{cache_dir}, {free_bytes / _GB:.1f} GB free"
    return Check("cache", free_bytes >= _DISK_BYTES_MIN, detail, remedy)


def _loopback() -> Check:
    try:
        with socket.create_server(("127.0.0.1", 0)) as server:
            detail = f"port {server.getsockname()[1]} of 127.0.0.1 is free"
    except OSError as error:
        return Check("loopback", False, str(error.strerror), "ip link set lo up")
    return Check("loopback", True, detail)
