"""Functions that come, change and go while the stack runs."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from harness.lambdas.control.call import Call, Handlers, Reply
from harness.lambdas.control.catalog import Catalog, Record
from harness.lambdas.control.codes import Codes
from harness.lambdas.control.descriptions import Descriptions
from harness.lambdas.control.layers import Layers
from harness.lambdas.control.tags import Tags
from harness.lambdas.control.uploads import Uploads
from harness.lambdas.control.versions import Versions
from harness.lambdas.protocol import definition, refusal
from harness.lambdas.protocol.definition import Definition
from harness.lambdas.protocol.members import read_members
from harness.lambdas.protocol.reference import read_new_name
from harness.lambdas.protocol.version import Version
from harness.model.function import Function
from harness.wire.refusal import Refusal


class Functions:
    def __init__(
        self,
        catalog: Catalog,
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

    def handlers(self) -> Handlers:
        return {
            "CreateFunction": self._create,
            "UpdateFunctionCode": self._update_code,
            "UpdateFunctionConfiguration": self._update_configuration,
        }

    async def _create(self, call: Call) -> Reply:
        members = read_members(call.body)
        if isinstance(members, Refusal):
            return members
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
        made = self._made(reference.name, new, members)
        if isinstance(made, Refusal):
            return made
        answered = self._catalog.add(made, new.stored)
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

    def _made(self, name: str, new: Definition, members: Mapping[str, Any]) -> Function | Refusal:
        layers = self._layers.named(new.layers or ())
        if isinstance(layers, Refusal):
            return layers
        code_dir = self._unpacked(name, members["Code"])
        if isinstance(code_dir, Refusal):
            return code_dir
        blank = Function(name, name, "", code_dir, "", layers=layers)
        return new.of(blank)

    async def _update_code(self, call: Call) -> Reply:
        members = read_members(call.body)
        if isinstance(members, Refusal):
            return members
        architecture = definition.read_architecture(members)
        if isinstance(architecture, Refusal):
            return architecture
        refused = self._refuse_revision(call.function, members)
        if refused is not None:
            return refused
        code_dir = self._unpacked(call.name, members)
        if isinstance(code_dir, Refusal):
            return code_dir
        old = call.function.latest
        function = replace(
            old.function,
            code_dir=code_dir,
            is_source=False,
            architecture=architecture or old.function.architecture,
        )
        if members.get("DryRun") is True:
            return await self._descriptions.answer(replace(old, function=function))
        answered = self._catalog.change(call.function, function)
        if members.get("Publish") is True:
            published = await self._versions.publish(call.function)
            return await self._descriptions.answer(published, published.number)
        return await self._descriptions.answer(answered)

    async def _update_configuration(self, call: Call) -> Reply:
        members = read_members(call.body)
        if isinstance(members, Refusal):
            return members
        update = definition.read_update(members)
        if isinstance(update, Refusal):
            return update
        refused = self._refuse_revision(call.function, members)
        if refused is not None:
            return refused
        function = update.of(call.function.latest.function)
        if update.layers is not None:
            layers = self._layers.named(update.layers)
            if isinstance(layers, Refusal):
                return layers
            function = replace(function, layers=layers)
        stored = {**call.function.latest.stored, **update.stored}
        return await self._descriptions.answer(
            self._catalog.change(call.function, function, stored)
        )

    def _refuse_revision(self, record: Record, members: Mapping[str, Any]) -> Refusal | None:
        revision = members.get("RevisionId")
        if revision in (None, record.latest.revision_id):
            return None
        return refusal.stale_revision()

    def _unpacked(self, function: str, code: Any) -> Path | Refusal:
        zipped = definition.read_zip(code)
        if isinstance(zipped, Refusal):
            return zipped
        upload = self._uploads.unpack(function, zipped)
        if isinstance(upload, Refusal):
            return upload
        self._codes.know(upload.code_dir, upload.code)
        return upload.code_dir
