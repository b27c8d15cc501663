"""Published versions: what each runs stays as it was when it was published."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from harness.lambdas.control.catalog import FunctionCatalog, Record
from harness.lambdas.control.codes import Codes
from harness.lambdas.control.descriptions import Descriptions
from harness.lambdas.control.request import ControlRequest, Handlers, Reply
from harness.lambdas.control.uploads import Uploads
from harness.lambdas.protocol import refusal
from harness.lambdas.protocol.constraint import Text
from harness.lambdas.protocol.description import listed
from harness.lambdas.protocol.page import page
from harness.lambdas.protocol.payload import read_valid
from harness.lambdas.protocol.version import Version
from harness.wire.refusal import Refusal

_CONSTRAINTS = {"Description": Text(256), "CodeSha256": Text(), "RevisionId": Text()}


class Versions:
    """Publishes versions, and lists them."""

    def __init__(
        self, catalog: FunctionCatalog, codes: Codes, uploads: Uploads, descriptions: Descriptions
    ) -> None:
        self._catalog = catalog
        self._codes = codes
        self._uploads = uploads
        self._descriptions = descriptions
        self.handlers: Handlers = {
            "PublishVersion": self._publish,
            "ListVersionsByFunction": self._list,
        }

    async def publish(self, record: Record, description: str | None = None) -> Version:
        """The new version, or the last one where nothing has changed since."""
        source = record.latest.function
        code = await self._codes.measured(source.code_dir)
        basis = (source, record.latest.stored, code)
        last = record.published.get(str(record.last))
        if last is not None and _is_same(record.basis, basis):
            return last
        code_dir = await self._kept(source.name, source.code_dir)
        function = replace(
            source,
            code_dir=code_dir,
            description=source.description if description is None else description,
        )
        return self._catalog.publish(record, function, basis)

    async def _kept(self, function: str, folder: Path) -> Path:
        """Where nobody changes it any more."""
        if self._uploads.holds(folder):
            return folder
        copied = await asyncio.to_thread(self._uploads.copy, function, folder)
        self._codes.know(copied, self._codes.of(folder))
        return copied

    async def _publish(self, request: ControlRequest) -> Reply:
        members = read_valid(request.body or b"{}", _CONSTRAINTS)
        if isinstance(members, Refusal):
            return members
        if refused := await self._refuse(request, members):
            return refused
        version = await self.publish(request.function, members.get("Description"))
        return await self._descriptions.answer(version, version.number, status=201)

    async def _refuse(self, request: ControlRequest, members: Mapping[str, Any]) -> Refusal | None:
        latest = request.function.latest
        if members.get("RevisionId") not in (None, latest.revision_id):
            return refusal.stale_revision()
        sha256 = members.get("CodeSha256")
        if sha256 is None:
            return None
        current = (await self._codes.measured(latest.function.code_dir)).sha256
        if sha256 == current:
            return None
        return refusal.invalid_parameter(
            f"CodeSHA256 ({sha256}) is different from current CodeSHA256 in $LATEST ({current}). "
            "Please try again with the CodeSHA256 in $LATEST."
        )

    async def _list(self, request: ControlRequest) -> Reply:
        versions = [(version, version.number) for version in request.function.versions()]
        descriptions = [
            listed(description) for description in await self._descriptions.of(versions)
        ]
        return page(descriptions, request.route, "Versions", "Version")


def _is_same(published: tuple[object, ...] | None, now: tuple[object, ...]) -> bool:
    """The template's own version has no digest: it is the folder, whatever that holds."""
    return published is not None and published == now[: len(published)]
