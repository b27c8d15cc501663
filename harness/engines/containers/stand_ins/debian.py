"""Makes the Debian that the stand-ins start from: a tar, by mmdebstrap."""

import hashlib
import shutil
from collections import deque
from collections.abc import Mapping
from pathlib import Path

from harness.engines.process import run_to_end
from harness.errors import EnvironmentFailedError

# Debian 12 without what only a person would read. python3-venv is for the project's own image,
# libstdc++ for AWS's runtime client.
_RECIPE = (
    "--variant=essential",
    "--include=python3,python3-venv,ca-certificates,libstdc++6",
    "--dpkgopt=force-unsafe-io",
    "--dpkgopt=path-exclude=/usr/share/doc/*",
    "--dpkgopt=path-exclude=/usr/share/man/*",
    "--dpkgopt=path-exclude=/usr/share/locale/*",
    '--aptopt=Acquire::Languages "none"',
    "--format=tar",
    "bookworm",
)

CONTENT = hashlib.sha256("\n".join(_RECIPE).encode()).hexdigest()

_LOG_LINES = 20


async def make_debian(tar: Path, environ: Mapping[str, str]) -> None:
    """Write ``tar``. ``environ``: what mmdebstrap is started with.

    Raises EnvironmentFailedError: no mmdebstrap, or one that fails, with its last lines.
    """
    program = shutil.which("mmdebstrap", path=environ.get("PATH"))
    if program is None:
        raise EnvironmentFailedError(
            "mmdebstrap, which makes the images' Debian, is not installed",
            hint="`sudo apt-get install mmdebstrap` on Debian or Ubuntu; elsewhere name a registry"
            " that you can reach with --image-registry",
        )
    log: deque[str] = deque(maxlen=_LOG_LINES)
    returncode = await run_to_end(
        [program, *_RECIPE, tar],
        env=environ,
        output=lambda line: log.append(line.decode("utf-8", "replace").rstrip()),
    )
    if returncode != 0:
        raise EnvironmentFailedError(
            f"mmdebstrap failed with exit code {returncode}",
            where=str(tar),
            hint="it needs Debian's packages, room on the disk, and root or a user namespace",
            log_tail=tuple(log),
        )
