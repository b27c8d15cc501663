"""What a build sees: a tar that is the same, byte for byte, whenever its content is."""

import hashlib
import io
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO

_CHUNK_BYTES = 1 << 20


class Context:
    """A tar under way. Names are relative to the context's root."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._tar = tarfile.open(fileobj=file, mode="w|")  # noqa: SIM115, closed by ``close``

    def add_bytes(self, name: str, content: bytes, *, executable: bool = False) -> None:
        """Add a file of that content."""
        info = _info(name, len(content), executable)
        self._tar.addfile(info, io.BytesIO(content))

    def add_file(self, name: str, path: Path, *, executable: bool = False) -> None:
        """Add a copy of ``path``."""
        with path.open("rb") as file:
            self._tar.addfile(_info(name, path.stat().st_size, executable), file)

    def add_folder(self, name: str, folder: Path) -> None:
        """Its files, links followed; without what Python has compiled."""
        for path in sorted(folder.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                executable = bool(path.stat().st_mode & 0o100)
                self.add_file(f"{name}/{path.relative_to(folder)}", path, executable=executable)

    def close(self) -> str:
        """The digest of all that was added; the file is at its start."""
        self._tar.close()
        self._file.seek(0)
        digest = hashlib.sha256()
        while chunk := self._file.read(_CHUNK_BYTES):
            digest.update(chunk)
        self._file.seek(0)
        return digest.hexdigest()


@contextmanager
def new_context() -> Iterator[tuple[Context, BinaryIO]]:
    """An empty context and the temporary file that it is written to."""
    with TemporaryFile() as file:
        yield Context(file), file


def _info(name: str, size_bytes: int, executable: bool) -> tarfile.TarInfo:
    """Owner, time and mode are the same on every machine."""
    info = tarfile.TarInfo(name)
    info.size = size_bytes
    info.mode = 0o755 if executable else 0o644
    return info
