"""Functions and versions that are deleted, with all that is kept of them."""

from collections.abc import Callable, Sequence

from harness.lambdas.control.catalog import FunctionCatalog
from harness.lambdas.control.request import ControlRequest, Handlers, Reply
from harness.lambdas.protocol import refusal
from harness.lambdas.protocol.arn import Arns
from harness.model.function import LATEST
from harness.wire.message import Response
from harness.wire.refusal import Refusal


class Deletion:
    """Deletes functions and versions. ``forgets``: called with the name of a function that is gone;
    ``forget_version``: with that and the number of a version."""

    def __init__(
        self,
        catalog: FunctionCatalog,
        arns: Arns,
        forgets: Sequence[Callable[[str], None]],
        forget_version: Callable[[str, str], None],
    ) -> None:
        self._catalog = catalog
        self._arns = arns
        self._forgets = forgets
        self._forget_version = forget_version
        self.handlers: Handlers = {"DeleteFunction": self._delete}

    def _delete(self, request: ControlRequest) -> Reply:
        if request.qualifier is None:
            self._delete_whole(request.name)
            return Response(204)
        return self._refuse(request) or self._delete_version(request)

    def _delete_whole(self, function: str) -> None:
        self._catalog.remove(function)
        for forget in self._forgets:
            forget(function)

    def _delete_version(self, request: ControlRequest) -> Reply:
        """Answer 204, also where there is no such version (LocalStack's snapshots, 2024-04)."""
        number = str(request.qualifier)
        if request.function.published.pop(number, None) is not None:
            self._forget_version(request.name, number)
        return Response(204)

    def _refuse(self, request: ControlRequest) -> Refusal | None:
        """Doubtful: the words for a version that an alias points to, not the code."""
        qualifier = str(request.qualifier)
        if qualifier == LATEST:
            return refusal.invalid_parameter(
                f"{LATEST} version cannot be deleted without deleting the function."
            )
        if not qualifier.isdecimal():
            return refusal.invalid_parameter("Deletion of aliases is not currently supported.")
        aliases = [
            self._arns.function(request.name, alias.name)
            for alias in request.function.aliases.values()
            if qualifier in (alias.version, *alias.weights)
        ]
        if not aliases:
            return None
        return refusal.conflict(
            f"Version {qualifier} is referenced by the following aliases: {', '.join(aliases)}"
        )
