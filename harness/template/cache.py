"""Expanded templates on disk, so that a second start need not import the translator."""

import hashlib
import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import orjson

# Some 20 KB each. Every edit of a template is another.
_KEPT = 20


class ExpansionCache:
    """One file a key: its body's SHA-256, then the body. A file that is not that is no file."""

    def __init__(self, cache_dir: Path, ingredients: tuple[str, ...]) -> None:
        key = hashlib.sha256(orjson.dumps(ingredients)).hexdigest()
        self._path = cache_dir / f"template-{key}.json"

    def read(self) -> dict[str, Any] | None:
        """The stored expansion, None where there is none or where it is damaged."""
        try:
            digest, _, body = self._path.read_bytes().partition(b"\n")
        except OSError:
            return None
        if digest != _digest(body):
            return None
        expanded: dict[str, Any] = orjson.loads(body)
        return expanded

    def write(self, expanded: dict[str, Any]) -> None:
        """Keep it, whole or not at all. A cache that cannot be written is no failure."""
        body = orjson.dumps(expanded)
        with suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            file, name = tempfile.mkstemp(dir=self._path.parent, prefix=self._path.stem)
            try:
                with os.fdopen(file, "wb") as stream:
                    stream.write(_digest(body) + b"\n" + body)
                Path(name).replace(self._path)
            except OSError:
                Path(name).unlink(missing_ok=True)
                raise
            self._remove_older()

    def _remove_older(self) -> None:
        """Than the last few that were written."""
        entries = self._path.parent.glob("template-*.json")
        for old in sorted(entries, key=lambda entry: entry.stat().st_mtime_ns)[:-_KEPT]:
            old.unlink()


def _digest(body: bytes) -> bytes:
    return hashlib.sha256(body).hexdigest().encode()
