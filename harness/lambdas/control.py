"""Lambda's control plane: what functions there are, and how they are set."""

from collections.abc import Callable, Mapping

from harness.lambdas.changes import ChangingFunctions
from harness.lambdas.concurrency import ReservedConcurrency
from harness.lambdas.event_config import EventConfigs
from harness.lambdas.protocol import refusal
from harness.lambdas.protocol.description import (
    alias,
    configuration,
    described,
    page,
    with_state,
)
from harness.lambdas.protocol.function_url import PREFIX as URL_PREFIX
from harness.lambdas.protocol.reference import LATEST, PUBLISHED, version_of
from harness.lambdas.protocol.route import Route
from harness.model.function import Function
from harness.wire.message import Response


class ControlPlane:
    """``functions`` by name, shared with the front door. ``endpoint``: what URLs begin with."""

    def __init__(
        self,
        functions: Mapping[str, Function],
        changing: ChangingFunctions,
        reserved: ReservedConcurrency,
        events: EventConfigs,
        arn: Callable[[str], str],
        endpoint: Callable[[], str],
    ) -> None:
        self._functions = functions
        self._changing = changing
        self._reserved = reserved
        self._events = events
        self._arn = arn
        self._endpoint = endpoint

    def answer(
        self, asked: Route, function: Function | None, qualifier: str | None, body: bytes
    ) -> Response:
        """``function`` None: the operation names none."""
        if function is None:
            return self._create(body) if asked.operation == "CreateFunction" else self._list(asked)
        if asked.operation.endswith("Concurrency"):
            return self._answer_concurrency(asked.operation, function.name, body)
        if asked.operation.endswith("EventInvokeConfig"):
            return self._answer_event_config(asked.operation, function.name, body)
        if asked.operation.startswith(("Update", "Delete")):
            return self._change(asked.operation, function, qualifier, body)
        return self._describe(asked.operation, function, qualifier)

    def _describe(self, operation: str, function: Function, qualifier: str | None) -> Response:
        match operation:
            case "GetFunction":
                return self._get(function, qualifier)
            case "GetFunctionConfiguration":
                return described(with_state(self._configuration(function, qualifier)))
            case "ListVersionsByFunction":
                versions = [LATEST, *([PUBLISHED] if function.aliases else [])]
                return described(
                    {"Versions": [self._configuration(function, version) for version in versions]}
                )
            case "GetFunctionUrlConfig":
                return self._url(function)
        arn = self._arn(function.name)
        return described({"Aliases": [alias(name, arn, PUBLISHED) for name in function.aliases]})

    def _change(
        self, operation: str, function: Function, qualifier: str | None, body: bytes
    ) -> Response:
        if operation == "DeleteFunction":
            return self._delete(function) if qualifier is None else refusal.undeletable(qualifier)
        if operation == "UpdateFunctionCode":
            return self._said(self._changing.update_code(function, body))
        return self._said(self._changing.update_configuration(function, body))

    def _url(self, function: Function) -> Response:
        if function.url_auth is None:
            return refusal.no_such_resource()
        return described(
            {
                "FunctionUrl": f"{self._endpoint()}{URL_PREFIX.decode()}{function.name}/",
                "FunctionArn": self._arn(function.name),
                "AuthType": function.url_auth,
                "InvokeMode": "BUFFERED",
                "CreationTime": "1970-01-01T00:00:00.000Z",
                "LastModifiedTime": "1970-01-01T00:00:00.000Z",
            }
        )

    def _create(self, body: bytes) -> Response:
        return self._said(self._changing.create(body), 201)

    def _delete(self, function: Function) -> Response:
        self._changing.delete(function)
        self._reserved.delete(function.name)
        self._events.delete(function.name, "")
        return Response(204)

    def _said(self, function: Function | Response, status: int = 200) -> Response:
        if isinstance(function, Response):
            return function
        return described(with_state(self._configuration(function)), status)

    def _list(self, asked: Route) -> Response:
        version = asked.query.get("FunctionVersion")
        if version not in (None, "ALL"):
            return refusal.not_one_of("functionVersion", str(version), "ALL")
        functions = sorted(self._functions.items())
        qualifier = None if version is None else LATEST
        entries = [self._configuration(function, qualifier) for _, function in functions]
        return page(entries, asked.query.get("Marker"), asked.query.get("MaxItems"), "Functions")

    def _get(self, function: Function, qualifier: str | None) -> Response:
        answer: dict[str, object] = {
            "Configuration": with_state(self._configuration(function, qualifier)),
            "Code": {"RepositoryType": "S3", "Location": function.code_dir.as_uri()},
        }
        units = self._reserved.of(function.name)
        if units is not None:
            answer["Concurrency"] = {"ReservedConcurrentExecutions": units}
        return described(answer)

    def _configuration(self, function: Function, qualifier: str | None = None) -> dict[str, object]:
        arn = self._arn(function.name)
        described = configuration(
            function,
            arn if qualifier is None else f"{arn}:{qualifier}",
            version_of(function, qualifier) or LATEST,
        )
        upload = self._changing.upload(function.name)
        if upload is not None:
            described |= {"CodeSize": upload.size_bytes, "CodeSha256": upload.sha256}
        return described

    def _answer_concurrency(self, operation: str, function: str, body: bytes) -> Response:
        if operation == "PutFunctionConcurrency":
            return self._reserved.put(function, body)
        if operation == "DeleteFunctionConcurrency":
            return self._reserved.delete(function)
        return self._reserved.described(function)

    def _answer_event_config(self, operation: str, function: str, body: bytes) -> Response:
        arn = f"{self._arn(function)}:$LATEST"
        if operation == "GetFunctionEventInvokeConfig":
            return self._events.described(function, arn)
        if operation == "DeleteFunctionEventInvokeConfig":
            return self._events.delete(function, arn)
        keep = operation == "UpdateFunctionEventInvokeConfig"
        return self._events.put(function, arn, body, keep=keep)
