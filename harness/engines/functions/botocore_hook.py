"""Leads a botocore of any age to this endpoint.

Before 1.31 (boto3 1.28, 2023-07) it does not read AWS_ENDPOINT_URL, and would call AWS itself. This
runs in the function's environment, before its code, so it imports nothing of the harness, and does
nothing until ``botocore.session`` is imported. It stands in the program that starts a function, and
so is written for every Python that a function may run on.
"""

import os
import sys
from typing import Any

_READS_VARIABLES = (1, 31)
# Behind the service's name: region, API version, TLS, its verification; then the endpoint.
_ARGUMENTS_BEFORE_ENDPOINT = 4


class AfterImport:
    """Has a module found and executed by whoever does that, and calls back."""

    def __init__(self, name: str, callback: Any) -> None:
        self._name = name
        self._callback = callback

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        """Python's hook: that of the real module, with a loader that calls back."""
        if name != self._name:
            return None
        sys.meta_path.remove(self)
        from importlib.util import find_spec

        spec = find_spec(name)
        if spec is not None and spec.loader is not None:
            spec.loader = _CallbackLoader(spec.loader, self._callback)  # type: ignore[assignment]
        return spec


class _CallbackLoader:
    def __init__(self, loader: Any, callback: Any) -> None:
        self._loader = loader
        self._callback = callback

    def __getattr__(self, name: str) -> Any:
        return getattr(self._loader, name)

    def exec_module(self, module: Any) -> None:
        self._loader.exec_module(module)
        self._callback(module)


def after_session_import(callback: Any) -> None:
    """Call it with ``botocore.session``, as soon as somebody has imported it."""
    sys.meta_path.insert(0, AfterImport("botocore.session", callback))


def lead_here(module: Any) -> None:
    """Clients without an endpoint of their own get that of the variables."""
    version = sys.modules["botocore"].__version__.split(".")
    if (int(version[0]), int(version[1])) >= _READS_VARIABLES:
        return
    create_client = module.Session.create_client

    def create_client_here(self: Any, service_name: str, *args: Any, **kwargs: Any) -> Any:
        if len(args) <= _ARGUMENTS_BEFORE_ENDPOINT and kwargs.get("endpoint_url") is None:
            kwargs["endpoint_url"] = _endpoint(self, service_name)
        return create_client(self, service_name, *args, **kwargs)

    module.Session.create_client = create_client_here


def _endpoint(session: Any, service_name: str) -> Any:
    """As a newer botocore would choose it."""
    loader = session.get_component("data_loader")
    service_id = service_name
    if service_name in loader.list_available_services("service-2"):
        metadata = loader.load_service_model(service_name, "service-2")["metadata"]
        service_id = metadata.get("serviceId", service_name)
    suffix = service_id.upper().replace(" ", "_").replace("-", "_")
    return os.environ.get("AWS_ENDPOINT_URL_" + suffix) or os.environ.get("AWS_ENDPOINT_URL")
