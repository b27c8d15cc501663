"""The URLs of functions: of ``$LATEST`` and of aliases, one each."""

from collections.abc import Callable, Iterable
from typing import Any

from harness.clock import epoch_ns
from harness.lambdas.control.catalog import FunctionCatalog
from harness.lambdas.control.request import ControlRequest, Handlers, Reply
from harness.lambdas.protocol import refusal
from harness.lambdas.protocol.arn import Arns
from harness.lambdas.protocol.description import described
from harness.lambdas.protocol.function_url import PREFIX
from harness.lambdas.protocol.page import page
from harness.lambdas.protocol.url_config import UrlConfig, exists, read_url, url_config_of
from harness.model.function import Function
from harness.wire.message import Response
from harness.wire.refusal import Refusal

_CREATED = ("FunctionUrl", "FunctionArn", "AuthType", "Cors", "CreationTime", "InvokeMode")
_NO_FUNCTION = refusal.not_found_because("Function does not exist")


class UrlConfigs:
    """The URL of each function and alias. ``functions``: the template's. ``endpoint``: what URLs
    begin with."""

    def __init__(
        self,
        functions: Iterable[Function],
        catalog: FunctionCatalog,
        arns: Arns,
        endpoint: Callable[[], str],
    ) -> None:
        self._catalog = catalog
        self._arns = arns
        self._endpoint = endpoint
        now_ns = epoch_ns()
        self._configs: dict[str, dict[str | None, UrlConfig]] = {
            function.name: {
                function.url_alias: UrlConfig(function.url_auth, now_ns, now_ns, function.url_cors)
            }
            for function in functions
            if function.url_auth is not None
        }
        self.handlers: Handlers = {
            "CreateFunctionUrlConfig": self._create,
            "GetFunctionUrlConfig": self._get,
            "ListFunctionUrlConfigs": self._list,
            "UpdateFunctionUrlConfig": self._update,
            "DeleteFunctionUrlConfig": self._delete,
        }

    def served(self, path: str) -> tuple[Function, str | None] | None:
        """The function that a path names, ``hello`` or ``hello:live``, as its URL serves it, and
        the alias. The function alone stands for its one URL, also where that is an alias's."""
        name, _, alias = path.partition(":")
        configs, record = self._configs.get(name), self._catalog.get(name)
        if not configs or record is None:
            return None
        qualifier = alias or (None if None in configs else next(iter(configs)))
        config, version = configs.get(qualifier), record.version(qualifier)
        if config is None or version is None:
            return None
        return config.on(version.function), qualifier

    def forget(self, function: str) -> None:
        """Drop the URLs of a function that is gone."""
        self._configs.pop(function, None)

    def forget_alias(self, function: str, alias: str) -> None:
        """Drop the URL of an alias that is gone."""
        self._configs.get(function, {}).pop(alias, None)

    def _create(self, request: ControlRequest) -> Reply:
        if not self._has_qualifier(request):
            return _NO_FUNCTION
        configs = self._configs.setdefault(request.name, {})
        if request.qualifier in configs:
            return exists(self._arn(request, request.qualifier))
        config = read_url(request.body, None, epoch_ns())
        if isinstance(config, Refusal):
            return config
        configs[request.qualifier] = config
        description = self._description(request, request.qualifier, config)
        return described({key: description[key] for key in _CREATED if key in description}, 201)

    def _get(self, request: ControlRequest) -> Reply:
        config = self._config(request)
        if config is None:
            return refusal.NO_SUCH_RESOURCE
        return described(self._description(request, request.qualifier, config))

    def _list(self, request: ControlRequest) -> Reply:
        entries = [
            self._description(request, qualifier, config)
            for qualifier, config in self._configs.get(request.name, {}).items()
        ]
        return page(entries, request.route, "FunctionUrlConfigs", "FunctionArn")

    def _update(self, request: ControlRequest) -> Reply:
        if not self._has_qualifier(request):
            return _NO_FUNCTION
        old = self._config(request)
        if old is None:
            return refusal.NO_SUCH_RESOURCE
        config = read_url(request.body, old, epoch_ns())
        if isinstance(config, Refusal):
            return config
        self._configs[request.name][request.qualifier] = config
        return described(self._description(request, request.qualifier, config))

    def _delete(self, request: ControlRequest) -> Reply:
        if self._config(request) is None:
            return refusal.NO_SUCH_RESOURCE
        del self._configs[request.name][request.qualifier]
        return Response(204)

    def _config(self, request: ControlRequest) -> UrlConfig | None:
        return self._configs.get(request.name, {}).get(request.qualifier)

    def _has_qualifier(self, request: ControlRequest) -> bool:
        return request.qualifier is None or request.qualifier in request.function.aliases

    def _description(
        self, request: ControlRequest, qualifier: str | None, config: UrlConfig
    ) -> dict[str, Any]:
        qualified = request.name if qualifier is None else f"{request.name}:{qualifier}"
        url = f"{self._endpoint()}{PREFIX.decode()}{qualified}/"
        return url_config_of(config, url, self._arn(request, qualifier))

    def _arn(self, request: ControlRequest, qualifier: str | None) -> str:
        return self._arns.function(request.name, qualifier)
