"""Resource-based policies of functions: kept and described. Nobody is let in or kept out by them.

Words: LocalStack's snapshots of AWS (TestLambdaPermissions, 2024-04 to 2025-11).
"""

from collections.abc import Mapping
from typing import Any

import orjson

from harness.lambdas.control.catalog import FunctionCatalog
from harness.lambdas.control.request import ControlRequest, Handlers, Members, Reply, with_members
from harness.lambdas.protocol import refusal
from harness.lambdas.protocol.arn import Arns
from harness.lambdas.protocol.description import described
from harness.lambdas.protocol.policy_statement import CONSTRAINTS, REQUIRED, statement
from harness.model.function import LATEST
from harness.wire.message import Response
from harness.wire.refusal import Refusal

_Statements = dict[str, Mapping[str, Any]]


class Permissions:
    """The policy of each function, version and alias, statement by statement."""

    def __init__(self, catalog: FunctionCatalog, arns: Arns) -> None:
        self._catalog = catalog
        self._arns = arns
        self._policies: dict[tuple[str, str], _Statements] = {}
        self.handlers: Handlers = {
            "AddPermission": with_members(self._add, CONSTRAINTS, REQUIRED),
            "GetPolicy": self._get,
            "RemovePermission": self._remove,
        }

    def forget(self, function: str) -> None:
        """Drop the policies of a function that is gone."""
        self._policies = {key: kept for key, kept in self._policies.items() if key[0] != function}

    def _add(self, request: ControlRequest, members: Members) -> Reply:
        if refused := self._refuse(request):
            return refused
        if not self._is_current(request, members.get("RevisionId")):
            return refusal.stale_revision("GetPolicy")
        statements = self._policies.get(request.key, {})
        sid = members["StatementId"]
        if sid in statements:
            return refusal.conflict(
                f"The statement id ({sid}) provided already exists. Please provide a new statement "
                "id, or remove the existing statement."
            )
        added = statement(members, self._arns.function(request.name, request.qualifier))
        if isinstance(added, Refusal):
            return added
        self._policies[request.key] = {**statements, sid: added}
        self._catalog.touch(request.function, request.qualifier)
        return described({"Statement": _json(added)}, 201)

    def _get(self, request: ControlRequest) -> Reply:
        statements = self._policies.get(request.key)
        if not statements:
            return refusal.NO_SUCH_RESOURCE
        policy = {
            "Version": "2012-10-17",
            "Id": "default",
            "Statement": list(statements.values()),
        }
        revision = self._catalog.revision(request.function, request.qualifier)
        return described({"Policy": _json(policy), "RevisionId": revision})

    def _remove(self, request: ControlRequest) -> Reply:
        statements = self._policies.get(request.key)
        sid = request.route.parameters["StatementId"]
        if not statements:
            return refusal.not_found_because("No policy is associated with the given resource.")
        if sid not in statements:
            return refusal.not_found_because(f"Statement {sid} is not found in resource policy.")
        if not self._is_current(request, request.route.query("RevisionId")):
            return refusal.stale_revision()
        del statements[sid]
        self._catalog.touch(request.function, request.qualifier)
        return Response(204)

    def _refuse(self, request: ControlRequest) -> Refusal | None:
        qualifier = request.qualifier
        if qualifier == LATEST:
            return refusal.invalid_parameter(
                "We currently do not support adding policies for $LATEST."
            )
        if request.function.version(qualifier) is not None:
            return None
        arn = self._arns.function(request.name, qualifier)
        if str(qualifier).isdecimal():
            return refusal.not_found(arn)
        return refusal.not_found_because(f"Cannot find alias arn: {arn}")

    def _is_current(self, request: ControlRequest, revision: object) -> bool:
        return revision in (None, self._catalog.revision(request.function, request.qualifier))


def _json(value: object) -> str:
    return orjson.dumps(value).decode()
