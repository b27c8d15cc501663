"""Notices that the code of a function was saved.

Asked at every invocation, it must cost next to nothing, so Linux keeps the list: inotify(7). Its
events are there as soon as the save has returned, so the next invocation cannot be too early.
"""

import ctypes
import os
import struct
from collections.abc import Iterator
from pathlib import Path

_libc = ctypes.CDLL(None, use_errno=True)

# <sys/inotify.h>
_CLOSE_WRITE, _MOVED_FROM, _MOVED_TO, _CREATE, _DELETE = 0x8, 0x40, 0x80, 0x100, 0x200
_ONLY_FOLDERS, _IS_FOLDER, _OVERFLOW = 0x01000000, 0x40000000, 0x4000
_SAVED = _CLOSE_WRITE | _MOVED_FROM | _MOVED_TO | _CREATE | _DELETE | _ONLY_FOLDERS
_EVENT = struct.Struct("iIII")

_READ_BYTES = 64 * 1024

# What interpreters and editors leave beside the code, and nobody imports.
_PASSING = ("~", ".pyc", ".swp", ".swx", "__pycache__")


class CodeWatch:
    """The folders of functions, watched from ``add`` to ``close``."""

    def __init__(self) -> None:
        self._file = _libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
        self._names: dict[int, set[str]] = {}
        self._paths: dict[int, Path] = {}

    def add(self, name: str, folder: Path) -> bool:
        """Watch a function's folder and those in it. False where Linux allows no more watches."""
        return all(self._watch(name, Path(path)) for path in _folders(folder))

    def changed(self) -> set[str]:
        """The functions whose folders were written to since this was called last."""
        try:
            events = os.read(self._file, _READ_BYTES)
        except OSError:  # nothing new
            return set()
        changed: set[str] = set()
        offset = 0
        while offset < len(events):
            watch, mask, _, size = _EVENT.unpack_from(events, offset)
            offset += _EVENT.size + size
            file_name = events[offset - size : offset].rstrip(b"\0").decode("utf-8", "replace")
            changed |= self._functions_of_event(watch, mask, file_name)
        return changed | self.changed()

    def close(self) -> None:
        """Stop watching."""
        os.close(self._file)

    def _functions_of_event(self, watch: int, mask: int, file_name: str) -> set[str]:
        if mask & _OVERFLOW:
            return set().union(*self._names.values())
        names = self._names.get(watch, set())
        if not file_name or file_name.endswith(_PASSING):
            return set()
        if mask & _IS_FOLDER and mask & (_CREATE | _MOVED_TO):
            for name in names:
                self.add(name, self._paths[watch] / file_name)
        return names

    def _watch(self, name: str, folder: Path) -> bool:
        watch = _libc.inotify_add_watch(self._file, os.fsencode(folder), _SAVED)
        if watch < 0:
            return False
        self._names.setdefault(watch, set()).add(name)
        self._paths[watch] = folder
        return True


def _folders(folder: Path) -> Iterator[str]:
    for path, below, _ in os.walk(folder):
        below[:] = [name for name in below if not name.endswith(_PASSING)]
        yield path
