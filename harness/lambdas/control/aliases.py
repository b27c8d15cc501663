"""Aliases: names that stand for a version, and may send a share of invocations to another."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from harness.lambdas.control.call import Call, Handlers, Reply
from harness.lambdas.control.catalog import Record, new_id
from harness.lambdas.protocol import refusal
from harness.lambdas.protocol.alias import alias_of, read_alias, read_weights
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

    def handlers(self) -> Handlers:
        return {
            "CreateAlias": self._create,
            "GetAlias": self._get,
            "ListAliases": self._list,
            "UpdateAlias": self._update,
            "DeleteAlias": self._delete,
        }

    def _create(self, call: Call) -> Reply:
        members = read_alias(call.body, ("Name", "FunctionVersion"))
        if isinstance(members, Refusal):
            return members
        name, version = members["Name"], members["FunctionVersion"]
        refused = self._refuse_version(call.function, version)
        if refused is not None:
            return refused
        if name in call.function.aliases:
            return refusal.conflict(f"Alias already exists: {self._arns.function(call.name, name)}")
        weights = self._weights(call.function, members, version)
        if isinstance(weights, Refusal):
            return weights
        alias = Alias(name, version, new_id(), members.get("Description") or "", weights or {})
        call.function.aliases[name] = alias
        return described(self._description(call, alias), 201)

    def _get(self, call: Call) -> Reply:
        alias = self._named(call)
        if alias is None:
            return refusal.not_found_because(f"Cannot find alias arn: {self._arn(call)}")
        return described(self._description(call, alias))

    def _list(self, call: Call) -> Reply:
        version = call.route.query("FunctionVersion")
        entries = [
            self._description(call, alias)
            for _, alias in sorted(call.function.aliases.items())
            if version in (None, alias.version)
        ]
        return page(entries, call.route, "Aliases", "Name")

    def _update(self, call: Call) -> Reply:
        members = read_alias(call.body, ())
        if isinstance(members, Refusal):
            return members
        alias = self._named(call)
        if alias is None:
            return refusal.not_found_because(f"Alias not found: {self._arn(call)}")
        if members.get("RevisionId") not in (None, alias.revision_id):
            return refusal.stale_revision()
        version = members.get("FunctionVersion") or alias.version
        weights = self._weights(call.function, members, version)
        refused = self._refuse_version(call.function, version)
        if refused is not None:
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
        call.function.aliases[alias.name] = changed
        now = call.function.numbered(version)
        assert now is not None
        self._moved(call.name, alias.name, now.function)
        return described(self._description(call, changed))

    def _delete(self, call: Call) -> Reply:
        """Also where there is none (LocalStack's snapshots, 2024-04)."""
        name = call.route.parameters["Name"]
        if call.function.aliases.pop(name, None) is not None:
            for forget in self._forgets:
                forget(call.name, name)
        return Response(204)

    def _named(self, call: Call) -> Alias | None:
        return call.function.aliases.get(call.route.parameters["Name"])

    def _arn(self, call: Call) -> str:
        return self._arns.function(call.name, call.route.parameters["Name"])

    def _description(self, call: Call, alias: Alias) -> dict[str, Any]:
        return alias_of(alias, self._arns.function(call.name, alias.name))

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
            refused = self._refuse_version(record, other)
            if refused is not None:
                return refused
        return weights
