"""AWS's folders of a function, where a process cannot have them: which of ours they stand for."""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from harness.engines.functions.task_view import OPT, RUNTIME_DIR, TASK_ROOT

# The variables that hold one path, and those that hold a list of them.
_PATHS = ("AWS_LAMBDA_EXEC_WRAPPER", "LAMBDA_RUNTIME_DIR", "LAMBDA_TASK_ROOT", "PWD")
_LISTS = ("LD_LIBRARY_PATH", "PATH", "PYTHONPATH")


@dataclass(frozen=True, slots=True)
class AwsPaths:
    """``opt``: the folders that lie in /opt, the uppermost first, each with the place below it."""

    task: Path
    runtime: Path | None
    opt: Sequence[tuple[Path, str]]

    def in_variables(self, variables: Mapping[str, str]) -> dict[str, str]:
        """The same with our folders in them; a folder of /opt that no layer has is left out."""
        translated = dict(variables)
        for name in translated.keys() & {*_PATHS}:
            translated[name] = next(self._places(translated[name]), translated[name])
        for variable in translated.keys() & {*_LISTS}:
            parts = translated[variable].split(os.pathsep)
            translated[variable] = os.pathsep.join(
                place for part in parts for place in self._places(part)
            )
        return translated

    def _places(self, path: str) -> Iterator[str]:
        """What a path of AWS's stands for: itself where it is none, each layer's in /opt."""
        for root, folder in ((TASK_ROOT, self.task), (RUNTIME_DIR, self.runtime)):
            if path == root or path.startswith(f"{root}/"):
                if folder is not None:
                    yield f"{folder}{path[len(root) :]}"
                return
        if path != OPT and not path.startswith(f"{OPT}/"):
            yield path
            return
        for layer, below in self.opt:
            place = _within(layer, below, path[len(OPT) + 1 :])
            if place is not None and place.exists():
                yield str(place)


def _within(folder: Path, below: str, path: str) -> Path | None:
    """Of a folder that is ``below`` /opt, what ``path`` there is; None where it is elsewhere."""
    if not below:
        return folder / path
    inside = path == below or path.startswith(f"{below}/")
    return folder / path[len(below) + 1 :] if inside else None
