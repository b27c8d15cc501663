"""Which locustfile is meant."""

from pathlib import Path

import pytest

from harness.cli.scenario import first_scenario, locustfile_of
from harness.errors import UsageError


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def package(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Somebody's ``acme_loads``, installed elsewhere; importing any of it fails."""
    package = folder / "site-packages" / "acme_loads"
    (package / "shop").mkdir(parents=True)
    for name in ("__init__.py", "orders.py", "shop/__init__.py", "shop/carts.py"):
        (package / name).write_text("raise AssertionError('imported')")
    monkeypatch.syspath_prepend(package.parent)
    return package


@pytest.mark.parametrize(
    ("module", "path"),
    [("acme_loads.orders", "orders.py"), ("acme_loads.shop.carts", "shop/carts.py")],
)
def test_a_module_of_an_installed_package_is_found_and_not_imported(
    package: Path, module: str, path: str
) -> None:
    assert locustfile_of(module) == package / path


@pytest.mark.parametrize(
    "scenario",
    [
        "acme_loads",
        "acme_loads.nothing",
        "acme_loads.orders.more",
        "nothing.orders",
        "acme_loads.",
        ".orders",
        "json",
        "",
    ],
)
def test_what_is_neither_file_nor_module_is_refused(package: Path, scenario: str) -> None:
    with pytest.raises(UsageError, match="no scenario") as refused:
        locustfile_of(scenario)
    assert refused.value.hint == "name a locustfile"


def test_a_file_wins_over_a_module(package: Path, folder: Path) -> None:
    (folder / "acme_loads.orders").touch()
    assert locustfile_of("acme_loads.orders") == Path("acme_loads.orders")


def test_without_a_name_it_is_the_first_by_name(folder: Path) -> None:
    (folder / "scenarios" / "shared").mkdir(parents=True)
    for name in ("orders.py", "carts.py", "a.txt", "shared/__init__.py"):
        (folder / "scenarios" / name).touch()
    assert first_scenario() == "carts"


def test_without_a_name_and_without_scenarios_a_locustfile_is_asked_for() -> None:
    with pytest.raises(UsageError) as refused:
        first_scenario()
    assert refused.value.hint == "name a locustfile"
