"""The Python of each function, and the folders in which it finds what its function declares."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from harness.engines.functions.installer import Installer, read_requirements
from harness.engines.functions.interpreter import Interpreter, Interpreters
from harness.model.function import Function

_REQUIREMENTS = "requirements.txt"


class Pythons:
    """``cache_dir``: where packages are kept. ``on_line``: hears of their installation."""

    def __init__(self, cache_dir: Path, on_line: Callable[[str], None] = lambda line: None) -> None:
        self.cache_dir = cache_dir
        self._installer = Installer(cache_dir / "requirements", on_line)
        self._interpreters = Interpreters(cache_dir / "packages", self._installer)

    async def prepare(self, functions: Iterable[Function]) -> None:
        """Install what they need and the cache does not have. Raises EnvironmentFailedError."""
        for function in functions:
            if is_python(function):
                await self.search_path(function, await self.of(function))

    async def of(self, function: Function) -> Interpreter:
        """The one that its ``Runtime`` names, else the harness's own."""
        return (
            await self._interpreters.of_runtime(function.runtime) or self._interpreters.of_harness()
        )

    async def search_path(self, function: Function, python: Interpreter) -> list[Path]:
        """What comes behind its own folder and before the runtime's packages: what it requires,
        then its layers (Lambda developer guide, "Working with layers for Python Lambda functions",
        2026-11)."""
        layers = await self.layers(function, python)
        places = await self.required(function, python)
        places += [
            folder / "python" / "lib" / f"python{python.version}" / "site-packages"
            for folder, below_opt in layers
            if not below_opt
        ]
        places += [folder if below_opt else folder / "python" for folder, below_opt in layers]
        return [place for place in places if place.is_dir()]

    async def required(self, function: Function, python: Interpreter) -> list[Path]:
        """The folder of what its requirements.txt names; none where it has none."""
        return await self._required(function.code_dir, function.is_source, python)

    async def layers(self, function: Function, python: Interpreter) -> list[tuple[Path, str]]:
        """The folders that its layers consist of, and where below /opt each belongs; the last layer
        first, because a later one overwrites an earlier."""
        folders: list[tuple[Path, str]] = []
        for layer in reversed(function.layers):
            folders.append((layer.content_dir, "python" if layer.is_source else ""))
            required = await self._required(layer.content_dir, layer.is_source, python)
            folders += [(folder, "python") for folder in required]
        return folders

    async def notes(self, functions: Iterable[Function]) -> list[str]:
        """A sentence for each runtime that is not what it would be on AWS."""
        runtimes = sorted({function.runtime for function in functions if is_python(function)})
        missing = [name for name in runtimes if await self._interpreters.of_runtime(name) is None]
        return [
            f"functions of {name} ran on the harness's own Python: {self._interpreters.why(name)}"
            for name in missing
        ]

    async def _required(self, folder: Path, is_source: bool, python: Interpreter) -> list[Path]:
        if not is_source or not _requires(folder):
            return []
        requirements = read_requirements(folder / _REQUIREMENTS)
        return [await self._installer.ensure(python.program, python.version, requirements)]


def is_python(function: Function) -> bool:
    """Whether the function runs on one of AWS's Pythons."""
    return function.runtime.startswith("python")


def requiring(functions: Iterable[Function]) -> Iterator[str]:
    """The names of the functions whose packages are to be installed."""
    for function in functions:
        folders = [function.code_dir] if function.is_source else []
        folders += [layer.content_dir for layer in function.layers if layer.is_source]
        if is_python(function) and any(_requires(folder) for folder in folders):
            yield function.name


def _requires(folder: Path) -> bool:
    return (folder / _REQUIREMENTS).is_file() and not _is_built(folder)


def _is_built(folder: Path) -> bool:
    """Whether ``sam build``, or its author, has installed packages into it already."""
    return next(folder.glob("*.dist-info"), None) is not None
