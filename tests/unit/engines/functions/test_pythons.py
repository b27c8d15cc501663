import asyncio
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from harness.engines.functions import pythons
from harness.engines.functions.installer import Requirements
from harness.engines.functions.interpreter import Interpreter
from harness.engines.functions.pythons import Pythons, requiring
from harness.model.function import Function, Layer

PYTHON = Interpreter("3.12", Path("/usr/bin/python3.12"), Path("/packages"))


class FakeInterpreters:
    def __init__(self, folder: Path, installer: "FakeInstaller") -> None:
        pass

    async def of_runtime(self, runtime: str) -> Interpreter | None:
        return PYTHON if runtime == "python3.12" else None

    def of_harness(self) -> Interpreter:
        return replace(PYTHON, version="3.11")

    def why(self, runtime: str) -> str:
        return f"no {runtime}"


class FakeInstaller:
    def __init__(self, folder: Path, on_line: object) -> None:
        self.folder = folder
        self.wanted: list[str] = []

    async def ensure(self, program: Path, version: str, wanted: Requirements) -> Path:
        self.wanted.append(wanted.text)
        place = self.folder / f"{version}-{wanted.text}"
        place.mkdir(parents=True, exist_ok=True)
        return place


@pytest.fixture
def all_pythons(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Pythons:
    monkeypatch.setattr(pythons, "Interpreters", FakeInterpreters)
    monkeypatch.setattr(pythons, "Installer", FakeInstaller)
    return Pythons(tmp_path / "cache")


def made(folder: Path, *below: str, requires: str = "") -> Path:
    for name in ("", *below):
        (folder / name).mkdir(parents=True, exist_ok=True)
    if requires:
        (folder / "requirements.txt").write_text(requires)
    return folder


def function(code: Path, *layers: Layer, runtime: str = "python3.12") -> Function:
    return Function("ola", "Ola", "app.x", code, runtime, is_source=True, layers=layers)


def path_of(all_pythons: Pythons, given: Function, below: Path) -> list[str]:
    found = asyncio.run(all_pythons.search_path(given, PYTHON))
    return [str(place.relative_to(below)) for place in found]


def names(functions: Iterable[Function]) -> list[str]:
    return list(requiring(functions))


def test_what_a_function_requires_comes_before_its_layers_and_the_last_layer_first(
    all_pythons: Pythons, tmp_path: Path
) -> None:
    code = made(tmp_path / "code", requires="a")
    first = made(tmp_path / "first", "python", "python/lib/python3.12/site-packages")
    last = made(tmp_path / "last", "python")
    given = function(code, Layer(first), Layer(last))
    assert path_of(all_pythons, given, tmp_path) == [
        "cache/requirements/3.12-a",
        "first/python/lib/python3.12/site-packages",
        "last/python",
        "first/python",
    ]


def test_the_source_of_a_layer_is_what_sam_would_make_of_it(
    all_pythons: Pythons, tmp_path: Path
) -> None:
    layer = Layer(made(tmp_path / "layer", requires="b"), is_source=True)
    given = function(made(tmp_path / "code"), layer)
    assert path_of(all_pythons, given, tmp_path) == ["layer", "cache/requirements/3.12-b"]
    assert names([given]) == ["ola"]


def test_what_has_its_packages_beside_it_is_left_alone(
    all_pythons: Pythons, tmp_path: Path
) -> None:
    built = function(made(tmp_path / "code", "requests-2.32.dist-info", requires="requests"))
    assert path_of(all_pythons, built, tmp_path) == []
    assert names([built]) == []


def test_code_that_came_as_a_zip_is_as_it_is(all_pythons: Pythons, tmp_path: Path) -> None:
    zipped = replace(function(made(tmp_path / "code", requires="a")), is_source=False)
    assert path_of(all_pythons, zipped, tmp_path) == []
    assert names([zipped]) == []


def test_what_is_not_python_s_has_nothing_installed(all_pythons: Pythons, tmp_path: Path) -> None:
    other = function(made(tmp_path / "code", requires="a"), runtime="provided.al2023")
    asyncio.run(all_pythons.prepare([other]))
    assert not (tmp_path / "cache").exists()
    assert names([other]) == []


def test_a_python_that_is_not_there_is_replaced_by_the_harness_s_own_and_noted(
    all_pythons: Pythons, tmp_path: Path
) -> None:
    given = [function(tmp_path, runtime=name) for name in ("python3.9", "python3.12", "python3.9")]
    assert asyncio.run(all_pythons.of(given[0])).version == "3.11"
    assert asyncio.run(all_pythons.notes([*given, function(tmp_path, runtime="provided")])) == [
        "functions of python3.9 ran on the harness's own Python: no python3.9"
    ]


def test_each_folder_of_a_layer_has_its_place_below_opt(
    all_pythons: Pythons, tmp_path: Path
) -> None:
    whole = Layer(made(tmp_path / "whole"))
    source = Layer(made(tmp_path / "source", requires="b"), is_source=True)
    given = function(made(tmp_path / "code", requires="a"), whole, source)
    layers = asyncio.run(all_pythons.layers(given, PYTHON))
    assert [(str(folder.relative_to(tmp_path)), below) for folder, below in layers] == [
        ("source", "python"),
        ("cache/requirements/3.12-b", "python"),
        ("whole", ""),
    ]
    required = asyncio.run(all_pythons.required(given, PYTHON))
    assert required == [tmp_path / "cache/requirements/3.12-a"]
