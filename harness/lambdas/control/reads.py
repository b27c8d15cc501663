"""Functions as they are listed and described."""

from collections.abc import Callable
from typing import Any

from harness.lambdas.control.catalog import FunctionCatalog
from harness.lambdas.control.descriptions import Descriptions
from harness.lambdas.control.request import ControlRequest, Handlers, Reply
from harness.lambdas.control.reserved_concurrency import MEMBER, ReservedConcurrency
from harness.lambdas.control.tags import Tags
from harness.lambdas.protocol import constraint
from harness.lambdas.protocol.constraint import OneOf
from harness.lambdas.protocol.description import described, listed
from harness.lambdas.protocol.page import page
from harness.lambdas.protocol.version import Version

_ALL = OneOf(("ALL",))


class Reads:
    """Lists and describes functions. ``location``: where the code of a function's version is to be
    had by HTTP."""

    def __init__(
        self,
        catalog: FunctionCatalog,
        descriptions: Descriptions,
        tags: Tags,
        reserved: ReservedConcurrency,
        location: Callable[[str, str], str],
    ) -> None:
        self._catalog = catalog
        self._descriptions = descriptions
        self._tags = tags
        self._reserved = reserved
        self._location = location
        self.handlers: Handlers = {
            "ListFunctions": self._list,
            "GetFunction": self._get,
            "GetFunctionConfiguration": self._get_configuration,
        }

    async def _list(self, request: ControlRequest) -> Reply:
        version = request.route.query("FunctionVersion")
        if version is not None and (refused := constraint.refuse("FunctionVersion", version, _ALL)):
            return refused
        qualified: list[tuple[Version, str | None]] = [
            (entry, None if version is None else entry.number)
            for record in self._catalog
            for entry in (record.versions() if version else (record.latest,))
        ]
        descriptions = await self._descriptions.of(qualified)
        entries = [listed(description) for description in descriptions]
        marker = "FunctionName" if version is None else "FunctionArn"
        return page(entries, request.route, "Functions", marker)

    async def _get(self, request: ControlRequest) -> Reply:
        (configuration,) = await self._descriptions.of([(_version(request), request.qualifier)])
        location = self._location(request.name, _version(request).number)
        answer: dict[str, Any] = {
            "Configuration": configuration,
            "Code": {"RepositoryType": "S3", "Location": location},
        }
        tags, units = self._tags.of(request.name), self._reserved.of(request.name)
        if tags:
            answer["Tags"] = dict(tags)
        if units is not None:
            answer["Concurrency"] = {MEMBER: units}
        return described(answer)

    async def _get_configuration(self, request: ControlRequest) -> Reply:
        return await self._descriptions.answer(_version(request), request.qualifier)


def _version(request: ControlRequest) -> Version:
    version = request.function.version(request.qualifier)
    assert version is not None
    return version
