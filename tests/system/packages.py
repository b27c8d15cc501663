"""An application whose function requires packages and has layers."""

import json
import os
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.conftest import Up, start_up

CODE = """
import importlib, os, subprocess, sys

def handler(event, context):
    importlib.invalidate_caches()
    libraries = os.environ["LD_LIBRARY_PATH"].split(":")
    return {name: importlib.import_module(name).SAID for name in event["import"]} | {
        "program": subprocess.check_output("said", text=True),
        "library": [open(f"{place}/said").read() for place in libraries
                    if os.path.exists(f"{place}/said")],
        "argv": len(sys.argv),
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


NAMES = ("shared", "of_the_function", "of_layers", "of_the_last")

# What the function then sees, on every backend.
DECLARED = {
    "shared": "required",
    "of_the_function": "required",
    "of_layers": "last layer",
    "of_the_last": "required by the layer",
    "program": "first layer",
    "library": ["first layer"],
    "argv": 2,
}


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

    def up(self, *flags: str) -> Up:
        return start_up(self.folder / "runs", *self.flags(), *flags, stderr=self.folder / "steps")


def a_place(folder: Path) -> Place:
    """An application, and a cache that has DynamoDB Local and nothing else."""
    cache = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache"))
    (folder / "cache").mkdir()
    for path in (cache / "lambda-dynamodb-harness").glob("dynamodb-local-*"):
        (folder / "cache" / path.name).symlink_to(path)
    place = Place(folder)
    place.write("template.yaml", TEMPLATE)
    place.write("code/app.py", CODE)
    return place


def declare(place: Place) -> Place:
    """``shared`` is in all three; what comes first on AWS is what a function gets."""
    for name in ("shared", "of_the_function"):
        listed = f"./wheels/{wheel(place.folder / 'code/wheels', name, 'required')}\n"
        place.write(f"code/{name}.txt", listed)
    place.write("code/requirements.txt", "-r shared.txt\n-r of_the_function.txt\n")
    place.write("first/python/shared.py", said("first layer"))
    place.write("first/python/of_layers.py", said("first layer"))
    place.write("first/bin/said", "#!/bin/sh\nprintf 'first layer'\n", 0o755)
    place.write("first/lib/said", "first layer")
    place.write("last/of_layers.py", said("last layer"))
    name = wheel(place.folder / "last/wheels", "of_the_last", "required by the layer")
    place.write("last/requirements.txt", f"./wheels/{name}\n")
    return place


def imported(up: Up, *names: str) -> Any:
    lambdas = up.client("lambda", read_timeout=30)
    answer = lambdas.invoke(FunctionName="hello", Payload=json.dumps({"import": names}))
    return json.load(answer["Payload"])
