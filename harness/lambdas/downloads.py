"""The code of functions as zips: where the Location that GetFunction tells leads, by plain HTTP."""

import asyncio
import io
import os
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote, unquote

from harness.lambdas.control.codes import passes_by
from harness.wire.message import Response

PREFIX = b"/_harness/code/"

# The same bytes for the same files: when a folder was written says nothing of its code.
_WRITTEN = (1980, 1, 1, 0, 0, 0)


def location(endpoint: str, function: str, version: str) -> str:
    """Where the code of a function's version is to be had, for a client of ``endpoint``."""
    return f"{endpoint}{PREFIX.decode()}{quote(function)}/{quote(version)}"


class Downloads:
    """Answers with code as a zip. ``code_of``: the folder of a function's version, and the zip that
    it came as, if it did."""

    def __init__(self, code_of: Callable[[str, str], Path | None]) -> None:
        self._code_of = code_of

    async def handle(self, target: bytes) -> Response:
        """Answer with the zip; HTTP 404 where there is no such version."""
        path = target.partition(b"?")[0].removeprefix(PREFIX).decode("latin-1")
        function, _, version = path.partition("/")
        place = self._code_of(unquote(function), unquote(version))
        if place is None:
            return Response(404, b"", [])
        content = await asyncio.to_thread(_zip_of, place)
        return Response(200, content, [(b"content-type", b"application/zip")])


def _zip_of(place: Path) -> bytes:
    """A zip as it is, a folder zipped."""
    if place.is_file():
        return place.read_bytes()
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in _files(place):
            entry = zipfile.ZipInfo(str(path.relative_to(place)), _WRITTEN)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = path.stat().st_mode << 16
            archive.writestr(entry, path.read_bytes())
    return content.getvalue()


def _files(folder: Path) -> Iterator[Path]:
    for path, below, names in os.walk(folder):
        below[:] = sorted(name for name in below if not passes_by(name))
        for name in sorted(names):
            file = Path(path, name)
            if file.is_file() and os.access(file, os.R_OK):
                yield file
