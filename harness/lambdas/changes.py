"""Functions that come, change and go while the stack runs."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from harness.lambdas.protocol import definition, refusal
from harness.lambdas.protocol.definition import Changes
from harness.lambdas.protocol.members import read_members
from harness.lambdas.uploads import Upload, Uploads
from harness.model.function import Function
from harness.wire.message import Response

_CREATE_NEEDS = ("Runtime", "Handler", "Role")


class ChangingFunctions:
    """``functions`` by name, shared with the front door. ``put``: serve it as it is now."""

    def __init__(
        self, functions: dict[str, Function], uploads: Uploads, put: Callable[[Function], None]
    ) -> None:
        self._functions = functions
        self._uploads = uploads
        self._put = put
        self._of: dict[str, Upload] = {}

    def upload(self, function: str) -> Upload | None:
        """Where its code came from, None for a function of the template."""
        return self._of.get(function)

    def create(self, body: bytes) -> Function | Response:
        members = read_members(body)
        if isinstance(members, Response):
            return members
        name = definition.read_name(members)
        if isinstance(name, Response):
            return name
        changes = definition.read_changes(members)
        if isinstance(changes, Response):
            return changes
        for needed in _CREATE_NEEDS:
            if members.get(needed) is None:
                return refusal.missing(needed[0].lower() + needed[1:])
        if name in self._functions:
            return refusal.already_exists(name)
        upload = self._unpacked(name, members.get("Code"))
        if isinstance(upload, Response):
            return upload
        assert changes.handler is not None
        assert changes.runtime is not None
        made = Function(name, name, changes.handler, upload.code_dir, changes.runtime)
        self._of[name] = upload
        return self._take(_changed(made, changes))

    def update_code(self, function: Function, body: bytes) -> Function | Response:
        members = read_members(body)
        if isinstance(members, Response):
            return members
        upload = self._unpacked(function.name, members)
        if isinstance(upload, Response):
            return upload
        changed = replace(function, code_dir=upload.code_dir, is_source=False)
        if members.get("DryRun") is True:
            return changed
        self._of[function.name] = upload
        return self._take(changed)

    def update_configuration(self, function: Function, body: bytes) -> Function | Response:
        members = read_members(body)
        if isinstance(members, Response):
            return members
        changes = definition.read_changes(members)
        if isinstance(changes, Response):
            return changes
        return self._take(_changed(function, changes))

    def delete(self, function: Function) -> None:
        del self._functions[function.name]
        self._of.pop(function.name, None)

    def _unpacked(self, function: str, code: Any) -> Upload | Response:
        zipped = definition.read_zip(code)
        return zipped if isinstance(zipped, Response) else self._uploads.unpack(function, zipped)

    def _take(self, function: Function) -> Function:
        self._functions[function.name] = function
        self._put(function)
        return function


def _changed(function: Function, changes: Changes) -> Function:
    said: Mapping[str, Any] = {
        name: value
        for name in ("handler", "runtime", "timeout_s", "memory_mb", "environment")
        if (value := getattr(changes, name)) is not None
    }
    return replace(function, **said)
