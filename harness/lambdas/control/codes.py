"""What the code of functions and layers weighs, and its digest.

A zip's are known when it comes. A folder's are read when somebody asks, in a thread, and again only
once a file of it has another size or another time of change.
"""

import asyncio
import base64
import hashlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from harness.lambdas.protocol.version import Code

# Beyond what Lambda takes unzipped (quotas, 2026-11) contents are not read: names, sizes and times
# tell one state from another.
CONTENT_BYTES_MAX = 262_144_000
_READ_BYTES = 1_048_576

# A file: its path, its size, its time of change.
_Listing = list[tuple[str, int, int]]


class Codes:
    """The size and digest of each folder of code, as last measured."""

    def __init__(self) -> None:
        self._codes: dict[Path, Code] = {}
        self._listings: dict[Path, _Listing] = {}

    def know(self, folder: Path, code: Code) -> None:
        """Note the figures of a zip that was unpacked there; nobody changes it."""
        self._codes[folder] = code

    async def measured(self, folder: Path) -> Code:
        """The figures of a folder as it is now."""
        await self.look([folder])
        return self.of(folder)

    def of(self, folder: Path) -> Code:
        """The figures of the last ``look``; KeyError where there was none."""
        return self._codes[folder]

    async def look(self, folders: Iterable[Path]) -> None:
        """Have the figures of these folders as they are now."""
        for folder in set(folders):
            if folder in self._listings or folder not in self._codes:
                await asyncio.to_thread(self._measure, folder)

    def _measure(self, folder: Path) -> None:
        listing = sorted(_files(folder))
        if self._listings.get(folder) != listing:
            self._codes[folder] = _code(folder, listing)
            self._listings[folder] = listing


def passes_by(name: str) -> bool:
    """Whether a file or folder is kept beside code and is none: version control, virtual
    environments, caches."""
    return name.startswith(".") or name == "__pycache__"


def _files(folder: Path) -> Iterator[tuple[str, int, int]]:
    for path, below, names in os.walk(folder):
        below[:] = [name for name in below if not passes_by(name)]
        for name in names:
            place = os.path.join(path, name)
            try:
                status = os.stat(place)
            except OSError:  # gone meanwhile, or a link to nowhere
                continue
            yield os.path.relpath(place, folder), status.st_size, status.st_mtime_ns


def _code(folder: Path, listing: _Listing) -> Code:
    size_bytes = sum(size for _, size, _ in listing)
    reads = size_bytes <= CONTENT_BYTES_MAX
    digest = hashlib.sha256()
    for name, size, changed_ns in listing:
        digest.update(f"{name}\0{size}\0{0 if reads else changed_ns}\0".encode("utf-8", "replace"))
        if reads:
            _add_content(digest, folder / name)
    return Code(size_bytes, base64.b64encode(digest.digest()).decode())


def _add_content(digest: "hashlib._Hash", path: Path) -> None:
    try:
        with path.open("rb") as file:
            while block := file.read(_READ_BYTES):
                digest.update(block)
    except OSError:  # gone meanwhile, or nobody may read it
        return
