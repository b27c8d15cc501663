"""Functions that come, change and go while the stack runs."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from harness.lambdas.control.catalog import FunctionCatalog
from harness.lambdas.control.codes import Codes
from harness.lambdas.control.descriptions import Descriptions
from harness.lambdas.control.layers import Layers
from harness.lambdas.control.request import ControlRequest, Handlers, Members, Reply, with_members
from harness.lambdas.control.tags import Tags
from harness.lambdas.control.uploads import Uploads
from harness.lambdas.control.versions import Versions
from harness.lambdas.protocol import definition, refusal
from harness.lambdas.protocol.definition import Definition
from harness.lambdas.protocol.reference import read_new_name
from harness.lambdas.protocol.version import Version
from harness.model.function import Function
from harness.wire.refusal import Refusal

_Update = TypeVar("_Update")


class Functions:
    """Creates functions, and changes their code and their configuration."""

    def __init__(
        self,
        catalog: FunctionCatalog,
        codes: Codes,
        uploads: Uploads,
        layers: Layers,
        versions: Versions,
        tags: Tags,
        descriptions: Descriptions,
    ) -> None:
        self._catalog = catalog
        self._codes = codes
        self._uploads = uploads
        self._layers = layers
        self._versions = versions
        self._tags = tags
        self._descriptions = descriptions
        self.handlers: Handlers = {
            "CreateFunction": with_members(self._create),
            "UpdateFunctionCode": with_members(self._update_code),
            "UpdateFunctionConfiguration": with_members(self._update_configuration),
        }

    async def _create(self, request: ControlRequest, members: Members) -> Reply:
        reference = read_new_name(members.get("FunctionName"))
        if isinstance(reference, Refusal):
            return reference
        new = definition.read_new(members)
        if isinstance(new, Refusal):
            return new
        tags = self._tags.read(members)
        if isinstance(tags, Refusal):
            return tags
        if reference.name in self._catalog:
            return refusal.conflict(f"Function already exist: {reference.name}")
        function = self._new_function(reference.name, new, members)
        if isinstance(function, Refusal):
            return function
        answered = self._catalog.add(function, new.stored)
        self._tags.put(reference.name, tags)
        if members.get("Publish") is True:
            answered = await self._first_version(reference.name, answered)
        return await self._descriptions.answer(answered, status=201)

    async def _first_version(self, name: str, created: Version) -> Version:
        """The answer describes the version, as the function that is being created."""
        record = self._catalog.get(name)
        assert record is not None
        published = await self._versions.publish(record)
        function = replace(created.function, version=published.number)
        return replace(created, function=function)

    def _new_function(
        self, name: str, new: Definition, members: Mapping[str, Any]
    ) -> Function | Refusal:
        layers = self._layers.with_arns(new.layers or ())
        if isinstance(layers, Refusal):
            return layers
        code_dir = self._unpacked(name, members["Code"])
        if isinstance(code_dir, Refusal):
            return code_dir
        blank = Function(name, name, "", code_dir, "", layers=layers)
        return new.of(blank)

    async def _update_code(self, request: ControlRequest, members: Members) -> Reply:
        architecture = _read_update(request, members, definition.read_architecture)
        if isinstance(architecture, Refusal):
            return architecture
        code_dir = self._unpacked(request.name, members)
        if isinstance(code_dir, Refusal):
            return code_dir
        old = request.function.latest
        function = replace(
            old.function,
            code_dir=code_dir,
            is_source=False,
            architecture=architecture or old.function.architecture,
        )
        if members.get("DryRun") is True:
            return await self._descriptions.answer(replace(old, function=function))
        answered = self._catalog.change(request.function, function)
        if members.get("Publish") is True:
            published = await self._versions.publish(request.function)
            return await self._descriptions.answer(published, published.number)
        return await self._descriptions.answer(answered)

    async def _update_configuration(self, request: ControlRequest, members: Members) -> Reply:
        update = _read_update(request, members, definition.read_update)
        if isinstance(update, Refusal):
            return update
        function = update.of(request.function.latest.function)
        if update.layers is not None:
            layers = self._layers.with_arns(update.layers)
            if isinstance(layers, Refusal):
                return layers
            function = replace(function, layers=layers)
        stored = {**request.function.latest.stored, **update.stored}
        return await self._descriptions.answer(
            self._catalog.change(request.function, function, stored)
        )

    def _unpacked(self, function: str, code: Any) -> Path | Refusal:
        zipped = definition.read_zip(code)
        if isinstance(zipped, Refusal):
            return zipped
        upload = self._uploads.unpack(function, zipped)
        if isinstance(upload, Refusal):
            return upload
        self._codes.know(upload.code_dir, upload.code)
        return upload.code_dir


def _read_update(
    request: ControlRequest, members: Members, read: Callable[[Members], _Update | Refusal]
) -> _Update | Refusal:
    """What both updates begin with: their members, of the revision that is the latest."""
    update = read(members)
    current = members.get("RevisionId") in (None, request.function.latest.revision_id)
    return update if current or isinstance(update, Refusal) else refusal.stale_revision()
