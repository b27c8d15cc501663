"""The Python that a function runs on, and the packages that it finds there.

As on AWS these are the runtime client, boto3 and what those need, the function's own folder, and
nothing else: not the harness, nor what happens to be installed beside it.
"""

import asyncio
import hashlib
import importlib.metadata
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

from harness.engines.functions.installer import Installer, Requirements
from harness.errors import EnvironmentFailedError
from harness.install import install_command

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
    "program": sys.executable,
    "places": {
        name: (spec.submodule_search_locations or [spec.origin])[0]
        for name, spec in specs.items() if spec
    },
}))
"""
_PROBE_S_MAX = 20


@dataclass(frozen=True, slots=True)
class Interpreter:
    """``version``: as in ``3.12``. ``packages``: the folder that has what functions may import, and
    nothing else."""

    version: str
    program: Path
    packages: Path


class Interpreters:
    """``folder``: where the folders of packages are kept, from run to run. ``installer``: puts the
    runtime client into a Python that has none."""

    def __init__(self, folder: Path, installer: Installer) -> None:
        self._folder = folder
        self._installer = installer
        self._of_harness: Interpreter | None = None
        self._by_runtime: dict[str, Interpreter | None] = {}
        self._why: dict[str, str] = {}

    async def of_runtime(self, runtime: str) -> Interpreter | None:
        """For ``python3.12``, that one; None where it is not installed, or AWS's client cannot be
        installed for it: ``why``."""
        if runtime == f"python{_version()}":
            return self.of_harness()
        if runtime not in self._by_runtime:
            self._by_runtime[runtime] = await self._find(runtime)
        return self._by_runtime[runtime]

    def why(self, runtime: str) -> str:
        """A sentence on why ``of_runtime`` returned None for that runtime."""
        return self._why[runtime]

    def of_harness(self) -> Interpreter:
        """The one that runs the harness. Raises EnvironmentFailedError without awslambdaric."""
        if self._of_harness is None:
            places = _places_of_harness()
            if not all(name in places for name in _NEEDED):
                raise EnvironmentFailedError(
                    "awslambdaric is not installed",
                    hint=install_command("embedded"),
                )
            self._of_harness = Interpreter(_version(), Path(sys.executable), self._linked(places))
        return self._of_harness

    async def _find(self, runtime: str) -> Interpreter | None:
        probed = await asyncio.to_thread(_probe, runtime)
        if probed is None:
            self._why[runtime] = f"no {runtime} is on the PATH"
            return None
        places = probed.places
        if not all(name in places for name in _NEEDED):
            try:
                places = {**places, **await self._client_for(probed)}
            except EnvironmentFailedError as error:
                reasons = error.log_tail[-1:] or (error.what,)
                self._why[runtime] = f"awslambdaric cannot be installed for {runtime}: {reasons[0]}"
                return None
        # What is pure Python may be ours; what the runtime client needs is beside it.
        packages = self._linked({**_places_of_harness(SDK), **places})
        return Interpreter(probed.version, probed.program, packages)

    async def _client_for(self, probed: "_Probed") -> dict[str, str]:
        """AWS's client in the version that runs here, compiled for that Python."""
        client = f"awslambdaric=={importlib.metadata.version('awslambdaric')}"
        requirements = Requirements((client,), client, f"python{probed.version}")
        folder = await self._installer.ensure(probed.program, probed.version, requirements)
        names = {path.name.partition(".")[0]: path for path in folder.iterdir()}
        return {name: str(names[name]) for name in CLIENT if name in names}

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


def _places_of_harness(names: tuple[str, ...] = CLIENT + SDK) -> dict[str, str]:
    places = {}
    for name in names:
        spec = importlib.util.find_spec(name)
        if spec is not None:
            places[name] = str([*(spec.submodule_search_locations or ()), spec.origin][0])
    return places


@dataclass(frozen=True, slots=True)
class _Probed:
    """``places``: of those packages that it has, by name."""

    version: str
    program: Path
    places: Mapping[str, str]


def _probe(runtime: str) -> _Probed | None:
    """What the Python of that name says of itself; None where there is none that runs."""
    # pyenv puts a program of each name on the PATH, which runs only where it is asked for.
    pyenv_choice = f"PYENV_VERSION={runtime.removeprefix('python')}"
    try:
        process = subprocess.run(
            ["env", pyenv_choice, runtime, "-c", _PROBE, *CLIENT, *SDK],
            capture_output=True,
            check=True,
            timeout=_PROBE_S_MAX,
        )
        probed = json.loads(process.stdout)
    except (OSError, ValueError, subprocess.SubprocessError):
        return None
    if f"python{probed['version']}" != runtime:
        return None
    return _Probed(probed["version"], Path(probed["program"]), probed["places"])


def _metadata(places: Iterable[Path]) -> Iterator[Path]:
    """The .dist-info beside each package, by which importlib.metadata knows its version."""
    for parent in {place.parent for place in places}:
        for path in parent.glob("*.dist-info"):
            if path.name.partition("-")[0] in _DISTRIBUTIONS:
                yield path
