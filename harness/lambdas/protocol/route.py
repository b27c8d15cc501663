"""Which Lambda operation a request is for, and the function it names."""

from dataclasses import dataclass
from urllib.parse import parse_qs, unquote

_ROOT = "/2015-03-31/functions"


@dataclass(frozen=True, slots=True)
class Route:
    """``operation``: AWS's name, or "" for one that is not served. ``function``: plain name."""

    operation: str
    function: str = ""
    qualifier: str = "$LATEST"


def is_lambda(path: bytes) -> bool:
    return path.startswith(_ROOT.encode())


def route(method: str, target: str) -> Route:
    path, _, query = target.partition("?")
    parts = path.removeprefix(_ROOT).strip("/").split("/")
    name = unquote(parts[0])
    operation = _OPERATIONS.get((method, bool(name), "/".join(parts[1:])), "")
    function, qualifier = function_name(name)
    asked = parse_qs(query).get("Qualifier", [qualifier])[0]
    return Route(operation, function, asked)


def function_name(name: str) -> tuple[str, str]:
    """Name and qualifier of ``f``, ``f:alias``, ``acct:function:f`` or a full ARN."""
    *prefix, rest = name.rpartition("function:")
    function, _, qualifier = rest.partition(":") if prefix else name.partition(":")
    return function, qualifier or "$LATEST"


_OPERATIONS = {
    ("GET", False, ""): "ListFunctions",
    ("GET", True, ""): "GetFunction",
    ("GET", True, "configuration"): "GetFunctionConfiguration",
    ("POST", True, "invocations"): "Invoke",
}
