"""A function's Layers → those that are folders on this machine, and those that are not."""

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from harness.model.function import Layer
from harness.template.described import text_or, texts
from harness.template.expand import is_local
from harness.template.field import Field
from harness.template.source import At, Source

LAYER_ELSEWHERE = "its content is not a folder on this machine"

# Where each type names its folder, as `aws cloudformation package` knows it too.
_CONTENT = {"AWS::Serverless::LayerVersion": "ContentUri", "AWS::Lambda::LayerVersion": "Content"}


def is_layer(kind: str) -> bool:
    """Whether a resource type is a layer."""
    return kind in _CONTENT


def read_layer(source: Source, item: Field, field: Callable[[At], Field]) -> Layer | None:
    """``item``: one of a function's Layers; None where its content is elsewhere. ``field``: what
    is written at a place. Raises TemplateError for a folder that is not there."""
    logical_id = item.text()
    resource = source.data["Resources"].get(logical_id, {})
    key = _CONTENT.get(resource.get("Type"))
    if key is None or not is_local(resource["Properties"].get(key)):
        return None
    content = field(("Resources", logical_id, "Properties", key))
    folder = Path(os.path.realpath(source.path.parent / content.text()))
    if not os.path.isdir(folder):
        raise content.error(f"there is no folder {folder}", "name the folder of the layer")
    return _described(Layer(folder, _is_source(resource, folder)), logical_id, field)


def _described(layer: Layer, logical_id: str, field: Callable[[At], Field]) -> Layer:
    properties = field(("Resources", logical_id, "Properties"))
    return replace(
        layer,
        name=text_or(properties, "LayerName", logical_id),
        description=text_or(properties, "Description", ""),
        runtimes=texts(properties, "CompatibleRuntimes"),
        architectures=texts(properties, "CompatibleArchitectures"),
    )


def _is_source(resource: dict[str, Any], folder: Path) -> bool:
    """What ``sam build`` has made of it still says how it was to be built."""
    metadata = resource.get("Metadata")
    method = metadata.get("BuildMethod") if isinstance(metadata, dict) else None
    return str(method).startswith("python") and not (folder / "python").is_dir()
