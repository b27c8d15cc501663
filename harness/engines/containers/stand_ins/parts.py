"""What goes into the stand-ins besides Debian and DynamoDB Local: kept in the cache."""

import hashlib
import platform
import sys
from importlib.metadata import version
from pathlib import Path

from harness.engines.containers.images import BUILT_PYTHON
from harness.engines.functions.installer import Installer, Requirements
from harness.errors import EnvironmentFailedError

# The wheel that has AWS's emulator, as `sam local` uses it, and what is in it (2026-11).
_RIE_WHEEL = "aws-sam-cli==1.170.0"
_RIE_SHA256 = {
    "x86_64": "6b1e686e62ab2baf5759c412c4864276ef2a88b094fca53ec070637ccba9b9a5",
    "arm64": "ec2e5d09633d853834c008b1ef264bf834b258a94d551d2b2074966494b39a21",
}
_MACHINES = {"x86_64": "x86_64", "aarch64": "arm64"}

# In the versions that the embedded backend runs: functions find the same in both.
_RUNTIME = ("awslambdaric", "boto3")


class Parts:
    """Downloads what the images are made of, once; ``folder`` keeps it."""

    def __init__(self, folder: Path) -> None:
        self._installer = Installer(folder)

    async def emulator(self) -> Path:
        """AWS's Runtime Interface Emulator for this machine.

        Raises EnvironmentFailedError: an architecture that AWS has none for, or a wheel that is
        not what is pinned.
        """
        machine = _MACHINES.get(platform.machine())
        if machine is None:
            raise EnvironmentFailedError(
                f"AWS has no Runtime Interface Emulator for {platform.machine()}",
                hint="use Linux on x86_64 or aarch64",
            )
        folder = await self._install("--no-deps", _RIE_WHEEL)
        path = folder / "samcli" / "local" / "rapid" / f"aws-lambda-rie-{machine}"
        if sha256(path) != _RIE_SHA256[machine]:
            raise EnvironmentFailedError(
                f"the Runtime Interface Emulator of {_RIE_WHEEL} is not the file that is pinned",
                where=str(folder),
                hint="remove that folder; something on the way, a package mirror, changed the file",
            )
        return path

    async def runtime(self) -> Path:
        """The folder of packages that functions see, for the image's Python."""
        pins = [f"{name}=={version(name)}" for name in _RUNTIME]
        return await self._install("--python-version", BUILT_PYTHON, *pins)

    async def _install(self, *arguments: str) -> Path:
        requirements = Requirements(
            ("--only-binary", ":all:", *arguments),
            text=" ".join(arguments),
            where=f"for the image: {arguments[-1]}",
        )
        return await self._installer.ensure(Path(sys.executable), BUILT_PYTHON, requirements)


def sha256(path: Path) -> str:
    """The hexadecimal digest of a file. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
