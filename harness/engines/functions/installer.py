"""Installs Python packages for functions, once: a folder for each list, in the user's cache.

pip does it, or uv where there is no pip, with the user's own configuration of it: mirrors, proxies.
"""

import hashlib
import platform
import re
import shutil
import tempfile
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from harness.engines.process import run_to_end
from harness.errors import EnvironmentFailedError

_LOG_LINES = 12
_NO_PIP = b"No module named pip"
_PROGRESS = ("Collecting ", "Processing ", "Downloading ", "Building wheel")

# Without a network it shall say so now, and not after five tries.
_PIP = ("-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--retries", "1")

_INCLUDES = re.compile(r"^\s*(?:-r|-c|--requirement|--constraint)[ =]*(\S+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Requirements:
    """``arguments`` say to pip what to install; ``text`` is all that it depends on. ``where``: to
    name it in messages; paths in it are relative to ``folder``."""

    arguments: Sequence[str]
    text: str
    where: str
    folder: Path | None = None


def read_requirements(path: Path) -> Requirements:
    """A requirements.txt, with the files that it includes. Raises OSError."""
    text = "\0".join(_texts(path, set()))
    return Requirements(("-r", str(path)), text, str(path), path.parent)


class Installer:
    """``folder``: where the packages are kept. ``on_line``: hears what pip is at."""

    def __init__(self, folder: Path, on_line: Callable[[str], None] = lambda line: None) -> None:
        self._folder = folder
        self._on_line = on_line

    async def ensure(self, program: Path, version: str, requirements: Requirements) -> Path:
        """The folder that has them for this Python (``version``: 3.12). No network is touched
        where it exists. Raises EnvironmentFailedError with pip's last lines."""
        identity = "\0".join((version, platform.machine(), requirements.text))
        place = self._folder / hashlib.sha256(identity.encode()).hexdigest()[:16]
        if place.is_dir():
            return place
        from filelock import AsyncFileLock  # 60 ms to import, and rarely needed

        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            async with AsyncFileLock(self._folder / ".lock", run_in_executor=False):
                if not place.is_dir():
                    await self._install(program, requirements, place)
        except OSError as error:
            raise EnvironmentFailedError(
                f"the cache cannot be written: {error.strerror or error}",
                where=str(self._folder),
                hint="choose another folder with --cache-dir",
            ) from error
        return place

    async def _install(self, program: Path, requirements: Requirements, place: Path) -> None:
        """In one step, so that what is there is whole."""
        scratch = Path(tempfile.mkdtemp(dir=self._folder, prefix=".part-"))
        try:
            await self._run(program, requirements, scratch)
            scratch.replace(place)
        finally:
            shutil.rmtree(scratch, ignore_errors=True)

    async def _run(self, program: Path, requirements: Requirements, scratch: Path) -> None:
        log: deque[bytes] = deque(maxlen=_LOG_LINES)
        for command in _commands(program):
            whole_command = [*command, "--target", str(scratch), *requirements.arguments]
            returncode = await self._run_logged(whole_command, requirements, log)
            if returncode == 0:
                return
            if not any(_NO_PIP in line for line in log):
                break
        raise EnvironmentFailedError(
            "its packages cannot be installed",
            where=requirements.where,
            hint="fix what pip says below; the first start needs the network, later ones do not",
            log_tail=[line.decode("utf-8", "replace").rstrip() for line in log],
        )

    async def _run_logged(
        self, command: Sequence[str | Path], requirements: Requirements, log: deque[bytes]
    ) -> int:
        def on_line(line: bytes) -> None:
            log.append(line)
            text = line.decode("utf-8", "replace").strip()
            if text.startswith(_PROGRESS):
                self._on_line(text)

        return await run_to_end(command, env=None, cwd=requirements.folder, output=on_line)


def _commands(program: Path) -> Iterator[list[str | Path]]:
    yield [program, *_PIP]
    uv = shutil.which("uv")
    if uv is not None:
        yield [uv, "pip", "install", "--python", program]


def _texts(path: Path, seen: set[Path]) -> Iterator[str]:
    seen.add(path)
    text = path.read_text("utf-8", "replace")
    yield text
    for name in _INCLUDES.findall(text):
        included = path.parent / name
        if included not in seen and included.is_file():
            yield from _texts(included, seen)
