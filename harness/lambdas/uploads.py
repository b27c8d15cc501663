"""Code that was uploaded as a zip, unpacked where a runtime can import it."""

import base64
import hashlib
import io
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

from harness.lambdas.protocol import refusal
from harness.wire.message import Response

UNZIPPED_BYTES_MAX = 262_144_000  # Lambda quotas (2026-11)


@dataclass(frozen=True, slots=True)
class Upload:
    """``size_bytes`` and ``sha256`` (base64) are the zip's."""

    code_dir: Path
    size_bytes: int
    sha256: str


class Uploads:
    """One folder an upload, so that code in use is never changed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._count = 0

    def unpack(self, function: str, zipped: bytes) -> Upload | Response:
        if not zipped:
            return refusal.invalid_parameter("Uploaded file must be a non-empty zip")
        self._count += 1
        place = self._folder / f"{function}-{self._count}"
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
        digest = base64.b64encode(hashlib.sha256(zipped).digest()).decode()
        return Upload(place.resolve(), len(zipped), digest)


# What zipfile raises for a file that is none, that is cut off, encrypted, compressed in a way that
# is not known here, or whose names no file can have.
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError)
