"""Code that was uploaded as a zip, unpacked where a runtime can import it; copies of folders."""

import base64
import hashlib
import io
import shutil
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

from harness.lambdas.control.codes import passes_by
from harness.lambdas.protocol import refusal
from harness.lambdas.protocol.version import Code
from harness.wire.refusal import Refusal

UNZIPPED_BYTES_MAX = 262_144_000  # Lambda quotas (2026-11)


@dataclass(frozen=True, slots=True)
class Upload:
    """A zip that was unpacked into ``code_dir``. ``code``: the zip's size and digest."""

    code_dir: Path
    code: Code


class Uploads:
    """One folder an upload, so that code in use is never changed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._count = 0

    def holds(self, code_dir: Path) -> bool:
        """Whether it is one of ours, which nobody changes any more."""
        return code_dir.is_relative_to(self._folder.resolve())

    def unpack(self, function: str, zipped: bytes) -> Upload | Refusal:
        """Unpack a zip into a folder of its own, or refuse it as AWS would."""
        if not zipped:
            return refusal.invalid_parameter("Uploaded file must be a non-empty zip")
        place = self._place(function)
        try:
            with zipfile.ZipFile(io.BytesIO(zipped)) as archive:
                if sum(entry.file_size for entry in archive.infolist()) > UNZIPPED_BYTES_MAX:
                    return refusal.invalid_parameter(
                        f"Unzipped size must be smaller than {UNZIPPED_BYTES_MAX} bytes"
                    )
                place.mkdir(parents=True)
                archive.extractall(place)  # which keeps names with .. or / inside the folder
        except _BROKEN:
            return refusal.invalid_parameter(
                "Could not unzip uploaded file. Please check your file, then try to upload again."
            )
        _zip(place).write_bytes(zipped)
        digest = base64.b64encode(hashlib.sha256(zipped).digest()).decode()
        return Upload(place.resolve(), Code(len(zipped), digest))

    def original(self, code_dir: Path) -> Path:
        """The zip that was unpacked there; the folder itself where none was."""
        zipped = _zip(code_dir)
        return zipped if self.holds(code_dir) and zipped.is_file() else code_dir

    def copy(self, function: str, folder: Path) -> Path:
        """The folder as it is now. Raises OSError where it cannot be copied whole."""
        place = self._place(function)
        own = self._folder.parent.resolve()  # of this run, which may lie below the code

        def left_out(path: str, names: list[str]) -> list[str]:
            return [name for name in names if passes_by(name) or Path(path, name) == own]

        shutil.copytree(folder, place, symlinks=True, ignore=left_out)
        return place.resolve()

    def _place(self, function: str) -> Path:
        self._count += 1
        return self._folder / f"{function}-{self._count}"


def _zip(place: Path) -> Path:
    return place.with_name(f"{place.name}.zip")


# What zipfile raises for a file that is none, that is cut off, encrypted, compressed in a way that
# is not known here, or whose names no file can have.
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError)
