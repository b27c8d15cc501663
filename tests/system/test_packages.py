"""What a function declares, in a requirements.txt and in layers, is there when it runs."""

import json
import os
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Up, end, start_up
from tests.system.support import run_harness

CODE = """
import importlib, shutil, sys

def handler(event, context):
    importlib.invalidate_caches()
    return {name: importlib.import_module(name).SAID for name in event["import"]} | {
        "program": shutil.which("said"), "argv": len(sys.argv)
    }
"""

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Globals: {Function: {Runtime: python3.11, Handler: app.handler, CodeUri: code/}}
Resources:
  Hello:
    Type: AWS::Serverless::Function
    Properties: {FunctionName: hello, Layers: [!Ref First, !Ref Last]}
  First: {Type: AWS::Serverless::LayerVersion, Properties: {ContentUri: first/}}
  Last:
    Type: AWS::Serverless::LayerVersion
    Properties: {ContentUri: last/}
    Metadata: {BuildMethod: python3.11}
"""


def said(text: str) -> str:
    return f"SAID = {text!r}\n"


def wheel(folder: Path, name: str, text: str) -> str:
    """A package's file name, of one module; made by hand, so that no network is needed."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}-1.0-py3-none-any.whl"
    info = f"{name}-1.0.dist-info"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"{name}.py", said(text))
        archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        tags = "Wheel-Version: 1.0\nGenerator: hand\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        archive.writestr(f"{info}/WHEEL", tags)
        archive.writestr(f"{info}/RECORD", "")
    return path.name


@dataclass(frozen=True)
class Place:
    folder: Path

    def write(self, name: str, text: str, mode: int = 0o644) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        path.chmod(mode)

    def flags(self) -> list[str]:
        flags = {"template": self.folder / "template.yaml", "cache-dir": self.folder / "cache"}
        return [text for name, path in flags.items() for text in (f"--{name}", str(path))]

    def up(self) -> Up:
        return start_up(self.folder / "runs", *self.flags(), stderr=self.folder / "steps")


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """An application, and a cache that has DynamoDB Local and nothing else."""
    cache = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache"))
    (tmp_path / "cache").mkdir()
    for path in (cache / "lambda-dynamodb-harness").glob("dynamodb-local-*"):
        (tmp_path / "cache" / path.name).symlink_to(path)
    place = Place(tmp_path)
    place.write("template.yaml", TEMPLATE)
    place.write("code/app.py", CODE)
    return place


@pytest.fixture
def declared(place: Place) -> Place:
    """``shared`` is in all three; what comes first on AWS is what a function gets."""
    for name in ("shared", "of_the_function"):
        listed = f"./wheels/{wheel(place.folder / 'code/wheels', name, 'required')}\n"
        place.write(f"code/{name}.txt", listed)
    place.write("code/requirements.txt", "-r shared.txt\n-r of_the_function.txt\n")
    place.write("first/python/shared.py", said("first layer"))
    place.write("first/python/of_layers.py", said("first layer"))
    place.write("first/bin/said", "#!/bin/sh\n", 0o755)
    place.write("last/of_layers.py", said("last layer"))
    name = wheel(place.folder / "last/wheels", "of_the_last", "required by the layer")
    place.write("last/requirements.txt", f"./wheels/{name}\n")
    return place


@pytest.fixture
def up(declared: Place) -> Iterator[Up]:
    up = declared.up()
    yield up
    assert end(up) == 0


def imported(up: Up, *names: str) -> Any:
    lambdas = up.client("lambda", read_timeout=30)
    answer = lambdas.invoke(FunctionName="hello", Payload=json.dumps({"import": names}))
    return json.load(answer["Payload"])


def test_what_is_declared_is_there_in_aws_s_order_and_installed_once(
    declared: Place, up: Up
) -> None:
    names = ["shared", "of_the_function", "of_layers", "of_the_last"]
    expected = {
        "shared": "required",
        "of_the_function": "required",
        "of_layers": "last layer",
        "of_the_last": "required by the layer",
        "program": str(declared.folder / "first/bin/said"),
        "argv": 2,
    }
    assert imported(up, *names) == expected
    steps = (declared.folder / "steps").read_text()
    assert "have the packages that hello require" in steps
    assert "Processing ./wheels/shared-1.0" in steps

    declared.write("first/python/more.py", said("saved"))
    assert imported(up, "more")["more"] == "saved"
    name = wheel(declared.folder / "code/wheels", "later", "added to the list")
    declared.write("code/requirements.txt", f"./wheels/{name}\n")
    assert imported(up, "later")["later"] == "added to the list"

    for made in declared.folder.glob("*/wheels/*.whl"):
        made.unlink()
    again = declared.up()
    try:
        assert imported(again, "later", "of_the_last")["later"] == "added to the list"
    finally:
        end(again)


def test_what_cannot_be_installed_ends_the_start_and_says_why(place: Place) -> None:
    for name in ("first/python", "last"):
        (place.folder / name).mkdir(parents=True)
    place.write("code/requirements.txt", "./wheels/missing-1.0-py3-none-any.whl\n")
    failed = run_harness("up", *place.flags(), "--runs-dir", place.folder / "runs")
    assert failed.returncode == 3
    assert f"{place.folder / 'code/requirements.txt'}: its packages cannot be" in failed.stderr
    assert "missing-1.0-py3-none-any.whl" in failed.stderr
    run = json.loads((place.folder / "runs/latest/run.json").read_text())
    assert run["events"] == ["its packages cannot be installed"]
