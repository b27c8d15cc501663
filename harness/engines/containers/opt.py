"""The layers of a function as they lie in /opt: one folder, whatever their number."""

import os
import shutil
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from harness.engines.functions.task_view import OPT


def laid_out(layers: Sequence[tuple[Path, str]], scratch: Path) -> list[tuple[Path, str]]:
    """Which folder is to be mounted where. ``layers``: folders, and where below /opt each belongs;
    of files of one name the first counts. More than one are put together in ``scratch``."""
    if len(layers) < 2:
        return [(folder, os.path.join(OPT, below).rstrip("/")) for folder, below in layers]
    for folder, below in layers:
        _add(folder, scratch / below)
    return [(scratch, OPT)]


def _add(folder: Path, target: Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    for path in sorted(folder.rglob("*")):  # a folder comes before what is in it
        copy = target / path.relative_to(folder)
        if path.is_dir() and not path.is_symlink():
            with suppress(FileExistsError):
                copy.mkdir()
        elif not os.path.lexists(copy):
            _link(path, copy)


def _link(path: Path, copy: Path) -> None:
    """The same file where that can be, for speed; a copy on another disk, or of another owner."""
    try:
        os.link(path, copy, follow_symlinks=False)
    except OSError:
        shutil.copy2(path, copy, follow_symlinks=False)
