"""What the control plane says of functions."""

from collections.abc import Sequence

import orjson

from harness.lambdas.protocol import refusal
from harness.model.function import Function
from harness.wire.message import Response

PAGE_MAX = 50  # of ListFunctions, API reference (2026), whatever MaxItems asks for
MAX_ITEMS_MAX = 10_000


def described(description: object, status: int = 200) -> Response:
    return Response(status, orjson.dumps(description), [(b"content-type", b"application/json")])


def configuration(function: Function, arn: str, version: str = "$LATEST") -> dict[str, object]:
    """FunctionConfiguration, but for its state. ``arn``: qualified where that was asked for."""
    return {
        "FunctionName": function.name,
        "FunctionArn": arn,
        "Runtime": function.runtime,
        "Handler": function.handler,
        "Description": "",
        "Timeout": function.timeout_s,
        "MemorySize": function.memory_mb,
        "Environment": {"Variables": dict(function.environment or {})},
        "Version": version,
        "TracingConfig": {"Mode": "PassThrough"},
        "PackageType": "Zip",
        "Architectures": ["x86_64"],
        "EphemeralStorage": {"Size": 512},
        "LoggingConfig": {"LogFormat": "Text", "LogGroup": f"/aws/lambda/{function.name}"},
    }


def with_state(configuration: dict[str, object]) -> dict[str, object]:
    """Active and Successful, which the SDKs' waiters look for. ListFunctions leaves them out."""
    return {**configuration, "State": "Active", "LastUpdateStatus": "Successful"}


def alias(name: str, function_arn: str, version: str) -> dict[str, object]:
    return {
        "AliasArn": f"{function_arn}:{name}",
        "Name": name,
        "FunctionVersion": version,
        "Description": "",
    }


def page(
    entries: Sequence[dict[str, object]], marker: str | None, max_items: str | None, key: str
) -> Response:
    """One page of a list. ``marker`` is the name that the next page begins with."""
    size = _page_size(max_items)
    if isinstance(size, Response):
        return size
    names = [str(entry["FunctionName"]) for entry in entries]
    if marker is not None and marker not in names:
        return refusal.invalid_parameter("Invalid Marker")
    first = 0 if marker is None else names.index(marker)
    answer: dict[str, object] = {key: entries[first : first + size]}
    if first + size < len(names):
        answer["NextMarker"] = names[first + size]
    return described(answer)


def _page_size(max_items: str | None) -> int | Response:
    if max_items is None:
        return PAGE_MAX
    try:
        asked = int(max_items)
    except ValueError:
        return refusal.not_a("an Integer", max_items)
    if asked < 1:
        return refusal.too_low("maxItems", asked, 1)
    if asked > MAX_ITEMS_MAX:
        return refusal.too_high("maxItems", asked, MAX_ITEMS_MAX)
    return min(asked, PAGE_MAX)
