"""Which Lambda operation a request is for, and what its path and query say."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import parse_qsl, unquote

# Every Lambda path begins with the date of its API version; DynamoDB's is "/" alone.
_DATED = re.compile(rb"/20\d\d-\d\d-\d\d/")

# By method, version and resource: requestUri of botocore's service model 2015-03-31 (1.44, 2026).
_OPERATIONS = {
    ("GET", "2015-03-31", ""): "ListFunctions",
    ("POST", "2015-03-31", ""): "CreateFunction",
    ("GET", "2015-03-31", "*"): "GetFunction",
    ("DELETE", "2015-03-31", "*"): "DeleteFunction",
    ("PUT", "2015-03-31", "*/code"): "UpdateFunctionCode",
    ("PUT", "2015-03-31", "*/configuration"): "UpdateFunctionConfiguration",
    ("GET", "2015-03-31", "*/configuration"): "GetFunctionConfiguration",
    ("GET", "2015-03-31", "*/versions"): "ListVersionsByFunction",
    ("GET", "2015-03-31", "*/aliases"): "ListAliases",
    ("POST", "2015-03-31", "*/invocations"): "Invoke",
    ("POST", "2021-11-15", "*/response-streaming-invocations"): "InvokeWithResponseStream",
    ("GET", "2019-09-30", "*/concurrency"): "GetFunctionConcurrency",
    ("PUT", "2017-10-31", "*/concurrency"): "PutFunctionConcurrency",
    ("DELETE", "2017-10-31", "*/concurrency"): "DeleteFunctionConcurrency",
    ("GET", "2021-10-31", "*/url"): "GetFunctionUrlConfig",
    ("GET", "2019-09-25", "*/event-invoke-config"): "GetFunctionEventInvokeConfig",
    ("PUT", "2019-09-25", "*/event-invoke-config"): "PutFunctionEventInvokeConfig",
    ("POST", "2019-09-25", "*/event-invoke-config"): "UpdateFunctionEventInvokeConfig",
    ("DELETE", "2019-09-25", "*/event-invoke-config"): "DeleteFunctionEventInvokeConfig",
}


@dataclass(frozen=True, slots=True)
class Route:
    """``operation``: AWS's name, or "" for one that is not served. ``function``: the name or ARN as
    it was given, decoded."""

    operation: str
    function: str = ""
    query: Mapping[str, str] = field(default_factory=dict)


def is_lambda(path: bytes) -> bool:
    return _DATED.match(path) is not None


@lru_cache(maxsize=1024)
def route(method: str, target: str) -> Route:
    path, _, query = target.partition("?")
    version, _, rest = path.removeprefix("/").partition("/")
    collection, _, named = rest.partition("/")
    name, _, resource = named.strip("/").partition("/")
    pattern = "/".join(filter(None, ("*" if name else "", resource)))
    operation = _OPERATIONS.get((method, version, pattern), "")
    if collection != "functions":
        operation = ""
    return Route(operation, unquote(name), dict(parse_qsl(query)))
