"""Aliases: names that stand for a version, and may send a share of invocations to another."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from harness.lambdas.control.catalog import Record, new_id
from harness.lambdas.control.request import ControlRequest, Handlers, Members, Reply, with_members
from harness.lambdas.protocol import refusal
from harness.lambdas.protocol.alias import CONSTRAINTS, alias_of, read_weights
from harness.lambdas.protocol.arn import Arns
from harness.lambdas.protocol.description import described
from harness.lambdas.protocol.page import page
from harness.lambdas.protocol.version import Alias
from harness.model.function import Function
from harness.wire.message import Response
from harness.wire.refusal import Refusal


class Aliases:
    """Kept with their function, in the catalog. ``forgets``: called with the function and the name
    of an alias that is gone; ``moved``: with those of one that changes, and what it stands for."""

    def __init__(
        self,
        arns: Arns,
        forgets: Sequence[Callable[[str, str], None]],
        moved: Callable[[str, str, Function], None],
    ) -> None:
        self._arns = arns
        self._forgets = forgets
        self._moved = moved
        self.handlers: Handlers = {
            "CreateAlias": with_members(self._create, CONSTRAINTS, ("Name", "FunctionVersion")),
            "GetAlias": self._get,
            "ListAliases": self._list,
            "UpdateAlias": with_members(self._update, CONSTRAINTS),
            "DeleteAlias": self._delete,
        }

    def _create(self, request: ControlRequest, members: Members) -> Reply:
        name, version = members["Name"], members["FunctionVersion"]
        if refused := self._refuse_version(request.function, version):
            return refused
        if name in request.function.aliases:
            return refusal.conflict(
                f"Alias already exists: {self._arns.function(request.name, name)}"
            )
        weights = self._weights(request.function, members, version)
        if isinstance(weights, Refusal):
            return weights
        alias = Alias(name, version, new_id(), members.get("Description") or "", weights or {})
        request.function.aliases[name] = alias
        return described(self._description(request, alias), 201)

    def _get(self, request: ControlRequest) -> Reply:
        alias = self._named(request)
        if alias is None:
            return refusal.not_found_because(f"Cannot find alias arn: {self._arn(request)}")
        return described(self._description(request, alias))

    def _list(self, request: ControlRequest) -> Reply:
        version = request.route.query("FunctionVersion")
        entries = [
            self._description(request, alias)
            for _, alias in sorted(request.function.aliases.items())
            if version in (None, alias.version)
        ]
        return page(entries, request.route, "Aliases", "Name")

    def _update(self, request: ControlRequest, members: Members) -> Reply:
        alias = self._named(request)
        if alias is None:
            return refusal.not_found_because(f"Alias not found: {self._arn(request)}")
        if members.get("RevisionId") not in (None, alias.revision_id):
            return refusal.stale_revision()
        version = members.get("FunctionVersion") or alias.version
        weights = self._weights(request.function, members, version)
        if refused := self._refuse_version(request.function, version):
            return refused
        if isinstance(weights, Refusal):
            return weights
        changed = replace(
            alias,
            version=version,
            revision_id=new_id(),
            description=members.get("Description", alias.description),
            weights=alias.weights if weights is None else weights,
        )
        request.function.aliases[alias.name] = changed
        now = request.function.numbered(version)
        assert now is not None
        self._moved(request.name, alias.name, now.function)
        return described(self._description(request, changed))

    def _delete(self, request: ControlRequest) -> Reply:
        """Answer 204, also where there is none (LocalStack's snapshots, 2024-04)."""
        name = request.route.parameters["Name"]
        if request.function.aliases.pop(name, None) is not None:
            for forget in self._forgets:
                forget(request.name, name)
        return Response(204)

    def _named(self, request: ControlRequest) -> Alias | None:
        return request.function.aliases.get(request.route.parameters["Name"])

    def _arn(self, request: ControlRequest) -> str:
        return self._arns.function(request.name, request.route.parameters["Name"])

    def _description(self, request: ControlRequest, alias: Alias) -> dict[str, Any]:
        return alias_of(alias, self._arns.function(request.name, alias.name))

    def _refuse_version(self, record: Record, version: str) -> Refusal | None:
        if record.numbered(version) is not None:
            return None
        return refusal.not_found(self._arns.function(record.name, version))

    def _weights(
        self, record: Record, members: Mapping[str, Any], version: str
    ) -> Mapping[str, float] | Refusal | None:
        weights = read_weights(members, version)
        if isinstance(weights, Refusal) or weights is None:
            return weights
        for other in weights:
            if refused := self._refuse_version(record, other):
                return refused
        return weights
