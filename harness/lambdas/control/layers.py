"""The layers of the template: the first version of each."""

from collections.abc import Iterable, Mapping
from typing import Any

from harness.clock import epoch_ns
from harness.lambdas.control.codes import Codes
from harness.lambdas.control.request import ControlRequest, Handlers, Reply
from harness.lambdas.protocol import refusal
from harness.lambdas.protocol.arn import Arns
from harness.lambdas.protocol.description import described, timestamp
from harness.lambdas.protocol.page import page
from harness.model.function import Function, Layer
from harness.wire.refusal import Refusal

_VERSION = 1


class Layers:
    """The layers of the template's ``functions``, which are all that there are."""

    def __init__(self, functions: Iterable[Function], codes: Codes, arns: Arns) -> None:
        self._codes = codes
        self._arns = arns
        self._created = timestamp(epoch_ns())
        self._layers: Mapping[str, Layer] = {
            layer.name: layer for function in functions for layer in function.layers
        }
        self.handlers: Handlers = {
            "ListLayers": self._list,
            "ListLayerVersions": self._list_versions,
            "GetLayerVersion": self._get,
            "GetLayerVersionByArn": self._get_by_arn,
        }

    def with_arns(self, arns: Iterable[str]) -> tuple[Layer, ...] | Refusal:
        """The layers that a function's definition names, or AWS's refusal of the first missing
        one."""
        layers = []
        for arn in arns:
            layer = self._by_version_arn(arn)
            if layer is None:
                return refusal.invalid_parameter(f"Layer version {arn} does not exist.")
            layers.append(layer)
        return tuple(layers)

    def _list(self, request: ControlRequest) -> Reply:
        entries = [
            {
                "LayerName": layer.name,
                "LayerArn": self._arns.layer(layer.name),
                "LatestMatchingVersion": self._version(layer),
            }
            for layer in self._layers.values()
            if _matches(layer, request)
        ]
        return page(entries, request.route, "Layers", "LayerName")

    def _list_versions(self, request: ControlRequest) -> Reply:
        layer = self._layer(request.route.parameters["LayerName"])
        entries = [self._version(layer)] if layer is not None and _matches(layer, request) else []
        return page(entries, request.route, "LayerVersions", "LayerVersionArn")

    async def _get(self, request: ControlRequest) -> Reply:
        number = request.route.parameters["VersionNumber"]
        if not number.lstrip("-").isdecimal():
            return refusal.not_a("a Long", number)
        if int(number) < _VERSION:
            return refusal.invalid_parameter("Layer Version Cannot be less than 1")
        layer = self._layer(request.route.parameters["LayerName"])
        return await self._described(layer if int(number) == _VERSION else None)

    async def _get_by_arn(self, request: ControlRequest) -> Reply:
        return await self._described(self._by_version_arn(request.route.query("Arn") or ""))

    async def _described(self, layer: Layer | None) -> Reply:
        if layer is None:
            return refusal.NO_SUCH_RESOURCE
        code = await self._codes.measured(layer.content_dir)
        content = {"CodeSha256": code.sha256, "CodeSize": code.size_bytes}
        return described(
            {"Content": content, "LayerArn": self._arns.layer(layer.name), **self._version(layer)}
        )

    def _version(self, layer: Layer) -> dict[str, Any]:
        description: dict[str, Any] = {
            "LayerVersionArn": self._version_arn(layer),
            "Version": _VERSION,
            "Description": layer.description,
            "CreatedDate": self._created,
        }
        if layer.runtimes:
            description["CompatibleRuntimes"] = list(layer.runtimes)
        if layer.architectures:
            description["CompatibleArchitectures"] = list(layer.architectures)
        return description

    def _layer(self, name_or_arn: str) -> Layer | None:
        return self._layers.get(name_or_arn.removeprefix(self._arns.layer("")))

    def _by_version_arn(self, arn: str) -> Layer | None:
        name, _, number = arn.rpartition(":")
        layer = self._layer(name)
        return layer if number == str(_VERSION) else None

    def _version_arn(self, layer: Layer) -> str:
        return f"{self._arns.layer(layer.name)}:{_VERSION}"


def _matches(layer: Layer, request: ControlRequest) -> bool:
    runtime = request.route.query("CompatibleRuntime")
    architecture = request.route.query("CompatibleArchitecture")
    return (runtime is None or runtime in layer.runtimes) and (
        architecture is None or architecture in layer.architectures
    )
