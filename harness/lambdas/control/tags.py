"""Tags of functions. Words: LocalStack's snapshots of AWS (TestLambdaTag, 2024-04 to 2025-11)."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from harness.lambdas.control.catalog import FunctionCatalog, Record
from harness.lambdas.control.request import ControlRequest, Handlers, Members, Reply, with_members
from harness.lambdas.protocol import constraint, refusal
from harness.lambdas.protocol.arn import Arns
from harness.lambdas.protocol.constraint import Text
from harness.lambdas.protocol.definition import read_tags
from harness.lambdas.protocol.description import described
from harness.model.function import Function
from harness.wire.message import Response
from harness.wire.refusal import Refusal

TAGS_MAX = 50

_RESOURCE = Text(
    10_000,
    r"arn:(aws[a-zA-Z-]*):lambda:(eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:\d{12}:"
    r"(function:[a-zA-Z0-9-_]+(:(\$LATEST|[a-zA-Z0-9-_]+))?|layer:([a-zA-Z0-9-_]+)|"
    r"code-signing-config:csc-[a-z0-9]{17}|event-source-mapping:[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-"
    r"[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}|capacity-provider:[a-zA-Z0-9-_]+)",
)
_FUNCTION = re.compile(r"arn:[^:]+:lambda:[^:]+:[^:]+:function:(?P<name>[^:]+)(?P<qualifier>:.+)?")


class Tags:
    """The tags of each function. ``functions``: the template's."""

    def __init__(self, functions: Iterable[Function], catalog: FunctionCatalog, arns: Arns) -> None:
        self._tags = {function.name: dict(function.tags) for function in functions}
        self._catalog = catalog
        self._arns = arns
        self.handlers: Handlers = {
            "ListTags": self._list,
            "TagResource": with_members(self._tag),
            "UntagResource": self._untag,
        }

    def of(self, function: str) -> Mapping[str, str]:
        """The function's tags."""
        return self._tags.get(function, {})

    def put(self, function: str, tags: Mapping[str, str]) -> None:
        """Add tags to a function's, or change their values."""
        if tags:
            self._tags[function] = {**self.of(function), **tags}

    def read(self, members: Mapping[str, Any], function: str = "") -> dict[str, str] | Refusal:
        """The tags of a request, for a function that has some already."""
        tags = read_tags(members)
        if isinstance(tags, Refusal) or len({**self.of(function), **tags}) <= TAGS_MAX:
            return tags
        return refusal.invalid_parameter("Number of tags exceeds resource tag limit.")

    def forget(self, function: str) -> None:
        """Drop the tags of a function that is gone."""
        self._tags.pop(function, None)

    def _list(self, request: ControlRequest) -> Reply:
        record = self._tagged(request)
        if isinstance(record, Refusal):
            return record
        return described({"Tags": dict(self.of(record.name))})

    def _tag(self, request: ControlRequest, members: Members) -> Reply:
        record = self._tagged(request)
        if isinstance(record, Refusal):
            return record
        tags = self.read(members, record.name)
        if isinstance(tags, Refusal):
            return tags
        if not tags:
            return refusal.invalid_parameter(
                "An error occurred and the request cannot be processed."
            )
        self.put(record.name, tags)
        self._catalog.touch(record, None)
        return Response(204)

    def _untag(self, request: ControlRequest) -> Reply:
        record = self._tagged(request)
        if isinstance(record, Refusal):
            return record
        keys = request.route.queries.get("tagKeys", [])
        if not keys:
            return refusal.invalid([constraint.missing("TagKeys")])
        for key in keys:
            self._tags.get(record.name, {}).pop(key, None)
        self._catalog.touch(record, None)
        return Response(204)

    def _tagged(self, request: ControlRequest) -> Record | Refusal:
        resource = request.route.parameters["Resource"]
        if refused := constraint.refuse("Resource", resource, _RESOURCE):
            return refused
        parts = _FUNCTION.fullmatch(resource)
        if parts is None:
            return refusal.NO_SUCH_RESOURCE
        if parts["qualifier"] is not None:
            return refusal.invalid_parameter(
                "Tags on function aliases and versions are not supported. Please specify a "
                "function ARN."
            )
        record = self._catalog.get(parts["name"])
        if record is None or resource != self._arns.function(parts["name"]):
            return refusal.not_found(resource)
        return record
