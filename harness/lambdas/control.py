"""Lambda's control plane: what functions there are, and how they are set."""

from collections.abc import Callable, Mapping

from harness.lambdas.protocol import refusal
from harness.lambdas.protocol.description import configuration, described, page, with_state
from harness.lambdas.protocol.route import Route
from harness.model.function import Function
from harness.wire.message import Response


class ControlPlane:
    """``functions`` by name, shared with the front door."""

    def __init__(self, functions: Mapping[str, Function], arn: Callable[[str], str]) -> None:
        self._functions = functions
        self._arn = arn

    def answer(self, asked: Route, function: Function | None, body: bytes) -> Response:
        if asked.operation == "ListFunctions":
            return self._list(asked)
        if function is None:
            return refusal.unknown_operation()
        match asked.operation:
            case "GetFunction":
                return self._get(function)
            case "GetFunctionConfiguration":
                return described(with_state(self._configuration(function)))
            case "ListVersionsByFunction":
                return described({"Versions": [self._configuration(function, ":$LATEST")]})
            case "ListAliases":
                return described({"Aliases": []})
        return refusal.unknown_operation()

    def _list(self, asked: Route) -> Response:
        version = asked.query.get("FunctionVersion")
        if version not in (None, "ALL"):
            return refusal.not_one_of("functionVersion", str(version), "ALL")
        functions = sorted(self._functions.items())
        suffix = "" if version is None else ":$LATEST"
        entries = [self._configuration(function, suffix) for _, function in functions]
        return page(entries, asked.query.get("Marker"), asked.query.get("MaxItems"), "Functions")

    def _get(self, function: Function) -> Response:
        found = with_state(self._configuration(function))
        code = {"RepositoryType": "S3", "Location": function.code_dir.as_uri()}
        return described({"Configuration": found, "Code": code})

    def _configuration(self, function: Function, suffix: str = "") -> dict[str, object]:
        return configuration(function, self._arn(function.name) + suffix)
