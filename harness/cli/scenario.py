"""Which locustfile a scenario is: a name, a path, or a module of an installed package."""

from importlib.machinery import PathFinder
from importlib.util import find_spec
from pathlib import Path

from harness.errors import UsageError

_SCENARIOS = Path("scenarios")


def locustfile_of(scenario: str) -> Path:
    """``checkout`` is ``scenarios/checkout.py``; else the path of a locustfile, or a module,
    ``acme.load.checkout``. Raises UsageError naming the scenarios that there are."""
    for path in (_SCENARIOS / f"{scenario}.py", Path(scenario)):
        if path.is_file():
            return path
    installed = _installed(scenario)
    if installed is not None:
        return installed
    names = ", ".join(path.stem for path in _locustfiles())
    raise UsageError(
        f"no scenario {scenario!r}",
        where=str(_SCENARIOS),
        hint=f"there are: {names}" if names else "name a locustfile",
    )


def first_scenario() -> str:
    """The one that is meant where none is named: the first of ``scenarios`` by name."""
    for path in _locustfiles():
        return path.stem
    raise UsageError("no scenario", where=str(_SCENARIOS), hint="name a locustfile")


def _locustfiles() -> list[Path]:
    return sorted(_SCENARIOS.glob("*.py"))


def _installed(module: str) -> Path | None:
    """The file of a module in a package. Nothing is imported: Locust does that, as its own."""
    top, *rest = module.split(".")
    if not rest or not all(part.isidentifier() for part in (top, *rest)):
        return None
    spec = find_spec(top)
    for name in rest:
        if spec is None or spec.submodule_search_locations is None:
            return None
        spec = PathFinder.find_spec(name, spec.submodule_search_locations)
    return Path(spec.origin) if spec and spec.has_location and spec.origin else None
