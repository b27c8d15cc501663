"""ManagementConfigs of a function that are kept and described, and change nothing here."""

from collections.abc import Mapping
from typing import Any

from harness.lambdas.control.request import ControlRequest, Handlers, Members, Reply, with_members
from harness.lambdas.protocol.arn import Arns
from harness.lambdas.protocol.constraint import Constraint, OneOf, Text
from harness.lambdas.protocol.description import described

_RECURSION = {"RecursiveLoop": OneOf(("Terminate", "Allow"))}
_RUNTIME: Mapping[str, Constraint] = {
    "UpdateRuntimeOn": OneOf(("Auto", "Manual", "FunctionUpdate")),
    "RuntimeVersionArn": Text(2048),
}


class ManagementConfigs:
    """AWS's defaults until something is put."""

    def __init__(self, arns: Arns) -> None:
        self._arns = arns
        self._recursion: dict[str, str] = {}
        self._runtime: dict[tuple[str, str], dict[str, Any]] = {}
        self.handlers: Handlers = {
            "GetFunctionRecursionConfig": self._get_recursion,
            "PutFunctionRecursionConfig": with_members(
                self._put_recursion, _RECURSION, ("RecursiveLoop",)
            ),
            "GetRuntimeManagementConfig": self._get_runtime,
            "PutRuntimeManagementConfig": with_members(
                self._put_runtime, _RUNTIME, ("UpdateRuntimeOn",)
            ),
        }

    def forget(self, function: str) -> None:
        """Drop what was set for a function that is gone."""
        self._recursion.pop(function, None)
        self._runtime = {key: kept for key, kept in self._runtime.items() if key[0] != function}

    def _get_recursion(self, request: ControlRequest) -> Reply:
        return described({"RecursiveLoop": self._recursion.get(request.name, "Terminate")})

    def _put_recursion(self, request: ControlRequest, members: Members) -> Reply:
        self._recursion[request.name] = members["RecursiveLoop"]
        return self._get_recursion(request)

    def _get_runtime(self, request: ControlRequest) -> Reply:
        kept = self._runtime.get(request.key, {"UpdateRuntimeOn": "Auto"})
        return described({**kept, "FunctionArn": self._arns.function(*request.key)})

    def _put_runtime(self, request: ControlRequest, members: Members) -> Reply:
        self._runtime[request.key] = {
            name: members[name] for name in _RUNTIME if members.get(name) is not None
        }
        return self._get_runtime(request)
