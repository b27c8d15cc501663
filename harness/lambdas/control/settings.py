"""Settings of a function that are kept and described, and change nothing here."""

from collections.abc import Mapping
from typing import Any

from harness.lambdas.control.call import Call, Handlers, Reply
from harness.lambdas.protocol.arn import Arns
from harness.lambdas.protocol.constraint import Constraint, OneOf, Text
from harness.lambdas.protocol.description import described
from harness.lambdas.protocol.members import read_valid
from harness.model.function import LATEST
from harness.wire.refusal import Refusal

_RECURSION = {"RecursiveLoop": OneOf(("Terminate", "Allow"))}
_RUNTIME: Mapping[str, Constraint] = {
    "UpdateRuntimeOn": OneOf(("Auto", "Manual", "FunctionUpdate")),
    "RuntimeVersionArn": Text(2048),
}


class Settings:
    """AWS's defaults until something is put."""

    def __init__(self, arns: Arns) -> None:
        self._arns = arns
        self._recursion: dict[str, str] = {}
        self._runtime: dict[tuple[str, str], dict[str, Any]] = {}

    def handlers(self) -> Handlers:
        return {
            "GetFunctionRecursionConfig": self._get_recursion,
            "PutFunctionRecursionConfig": self._put_recursion,
            "GetRuntimeManagementConfig": self._get_runtime,
            "PutRuntimeManagementConfig": self._put_runtime,
        }

    def forget(self, function: str) -> None:
        self._recursion.pop(function, None)
        self._runtime = {key: kept for key, kept in self._runtime.items() if key[0] != function}

    def _get_recursion(self, call: Call) -> Reply:
        return described({"RecursiveLoop": self._recursion.get(call.name, "Terminate")})

    def _put_recursion(self, call: Call) -> Reply:
        members = read_valid(call.body, _RECURSION, ("RecursiveLoop",))
        if isinstance(members, Refusal):
            return members
        self._recursion[call.name] = members["RecursiveLoop"]
        return self._get_recursion(call)

    def _get_runtime(self, call: Call) -> Reply:
        kept = self._runtime.get(_key(call), {"UpdateRuntimeOn": "Auto"})
        return described({**kept, "FunctionArn": self._arns.function(*_key(call))})

    def _put_runtime(self, call: Call) -> Reply:
        members = read_valid(call.body, _RUNTIME, ("UpdateRuntimeOn",))
        if isinstance(members, Refusal):
            return members
        self._runtime[_key(call)] = {
            name: members[name] for name in _RUNTIME if members.get(name) is not None
        }
        return self._get_runtime(call)


def _key(call: Call) -> tuple[str, str]:
    return call.name, call.qualifier or LATEST
