"""The Python that a function runs on, and the packages that it finds there.

As on AWS these are the runtime client, boto3 and what those need, the function's own folder, and
nothing else: not the harness, nor what happens to be installed beside it.
"""

import asyncio
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from harness.errors import EnvironmentFailedError

# awslambdaric 4.2 and boto3 1.44 with all that they need, 2026-11.
CLIENT = ("awslambdaric", "runtime_client", "simplejson", "snapshot_restore_py")
SDK = ("boto3", "botocore", "dateutil", "jmespath", "s3transfer", "six", "urllib3")

_DISTRIBUTIONS = {*CLIENT, *SDK, "python_dateutil"}

# runtime_client is compiled for one version of Python, so the client has to be that Python's own.
_NEEDED = ("awslambdaric", "runtime_client")

_PROBE = """
import importlib.util, json, sys
specs = {name: importlib.util.find_spec(name) for name in sys.argv[1:]}
print(json.dumps({
    "version": "%d.%d" % sys.version_info[:2],
    "places": {
        name: (spec.submodule_search_locations or [spec.origin])[0]
        for name, spec in specs.items() if spec
    },
}))
"""
_PROBE_S_MAX = 20


@dataclass(frozen=True, slots=True)
class Interpreter:
    """``packages``: the folder that has what functions may import, and nothing else."""

    program: Path
    packages: Path


class Interpreters:
    """``folder``: where the folders of packages are kept, from run to run."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._own: Interpreter | None = None
        self._found: dict[str, Interpreter | None] = {}

    async def named(self, runtime: str) -> Interpreter | None:
        """For ``python3.12``, that one; None where it, or the runtime client in it, is missing."""
        if runtime == f"python{_version()}":
            return self.own()
        if runtime not in self._found:
            self._found[runtime] = await asyncio.to_thread(self._probed, runtime)
        return self._found[runtime]

    def own(self) -> Interpreter:
        """The one that runs the harness. Raises EnvironmentFailedError without awslambdaric."""
        if self._own is None:
            places = _own_places()
            if not all(name in places for name in _NEEDED):
                raise EnvironmentFailedError(
                    "awslambdaric is not installed",
                    hint="pip install 'lambda-dynamodb-harness[embedded]'",
                )
            self._own = Interpreter(Path(sys.executable), self._linked(places))
        return self._own

    def _probed(self, runtime: str) -> Interpreter | None:
        program = shutil.which(runtime)
        found = None if program is None else _probe(program)
        if found is None or f"python{found['version']}" != runtime:
            return None
        places = found["places"]
        if not all(name in places for name in _NEEDED):
            return None
        # What is pure Python may be ours; what the runtime client needs is beside it.
        return Interpreter(Path(str(program)), self._linked({**_own_places(SDK), **places}))

    def _linked(self, places: Mapping[str, str]) -> Path:
        """A folder of links to these packages and their metadata. It is made once, in one step."""
        links = {Path(place).name: Path(place) for place in places.values()}
        links |= {path.name: path for path in _metadata(links.values())}
        key = hashlib.sha256(json.dumps(sorted(map(str, links.values()))).encode()).hexdigest()
        folder = self._folder / key[:16]
        if not folder.exists():
            self._folder.mkdir(parents=True, exist_ok=True)
            scratch = Path(tempfile.mkdtemp(dir=self._folder))
            for name, target in links.items():
                (scratch / name).symlink_to(target)
            with suppress(OSError):  # another harness was faster
                os.rename(scratch, folder)
            shutil.rmtree(scratch, ignore_errors=True)
        return folder


def _version() -> str:
    return f"{sys.version_info.major}.{sys.version_info.minor}"


def _own_places(names: tuple[str, ...] = CLIENT + SDK) -> dict[str, str]:
    places = {}
    for name in names:
        spec = importlib.util.find_spec(name)
        if spec is not None:
            places[name] = str([*(spec.submodule_search_locations or ()), spec.origin][0])
    return places


def _probe(program: str) -> dict[str, dict[str, str]] | None:
    """What that Python says of itself; None where it does not even run."""
    try:
        said = subprocess.run(
            [program, "-c", _PROBE, *CLIENT, *SDK],
            capture_output=True,
            check=True,
            timeout=_PROBE_S_MAX,
        )
        found: dict[str, dict[str, str]] = json.loads(said.stdout)
    except (OSError, ValueError, subprocess.SubprocessError):
        return None
    return found


def _metadata(places: Iterable[Path]) -> Iterator[Path]:
    """The .dist-info beside each package, by which importlib.metadata knows its version."""
    for parent in {place.parent for place in places}:
        for path in parent.glob("*.dist-info"):
            if path.name.partition("-")[0] in _DISTRIBUTIONS:
                yield path
