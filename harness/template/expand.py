"""The template in plain CloudFormation, from the cache where it is the same as before."""

import copy
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import orjson

from harness.errors import TemplateError
from harness.template.cache import ExpansionCache
from harness.template.intrinsics import is_intrinsic
from harness.template.names import Stack
from harness.template.source import At, Source

LOCAL_BUCKET = "harness-local-code"
"""The bucket of a function whose code is a folder; the key is an index into ``code_places``."""

SERVERLESS_FUNCTION = "AWS::Serverless::Function"
SIMPLE_TABLE = "AWS::Serverless::SimpleTable"

# Raise it when what is kept for the same template changes.
_FORMAT = "1"


def expand(
    source: Source, texts: dict[str, str], stack: Stack, cache_dir: Path | None
) -> dict[str, Any]:
    """The resources by logical id, globals merged, intrinsic functions still in them.

    ``texts``: the parameters' values. Raises TemplateError where SAM would refuse the template.
    """
    if cache_dir is None:
        return _translated(source, texts, stack)
    parameters = orjson.dumps(texts, option=orjson.OPT_SORT_KEYS).decode()
    version = _translator_version()
    cache = ExpansionCache(
        cache_dir, (_FORMAT, source.text, parameters, version, stack.region, stack.account_id)
    )
    expanded = cache.read()
    if expanded is None:
        expanded = _translated(source, texts, stack)
        cache.write(expanded)
    return expanded


def code_places(source: Source) -> list[At]:
    """Where the template names a folder as a function's code, in the order of the template."""
    resources = source.data["Resources"]
    places: list[At] = [("Globals", "Function", "CodeUri")]
    places += [
        ("Resources", logical_id, "Properties", "CodeUri")
        for logical_id, resource in resources.items()
        if resource["Type"] == SERVERLESS_FUNCTION
    ]
    return [place for place in places if is_local(_at(source.data, place))]


def _translated(source: Source, texts: dict[str, str], stack: Stack) -> dict[str, Any]:
    from harness.template.translate import translate

    _check_complete(source)
    template = _prepared(source)
    if not template["Resources"]:
        return {}
    expanded = translate(source, template, dict(texts), stack.region)
    try:
        plain: dict[str, Any] = orjson.loads(orjson.dumps(expanded["Resources"]))
    except orjson.JSONEncodeError as error:
        raise TemplateError(f"cannot be expanded: {error}", where=str(source.path)) from error
    return plain


def _check_complete(source: Source) -> None:
    """Say in our words what the translator says misleadingly, or of two properties at once."""
    inherited = _at(source.data, ("Globals", "Function")) or {}
    for logical_id, resource in source.data["Resources"].items():
        properties = {**inherited, **resource["Properties"]}
        if resource["Type"] != SERVERLESS_FUNCTION or properties.get("PackageType") == "Image":
            continue
        for key in ("CodeUri", "Handler", "Runtime"):
            if key not in properties and not (key == "CodeUri" and "InlineCode" in properties):
                at = ("Resources", logical_id, "Properties")
                raise source.error(at, f"{key} is missing", hint="write it there or in Globals")


def _prepared(source: Source) -> dict[str, Any]:
    """A copy that the translator takes offline, without what the harness does not emulate."""
    template = copy.deepcopy(source.data)
    for index, place in enumerate(code_places(source)):
        _at(template, place[:-1])["CodeUri"] = f"s3://{LOCAL_BUCKET}/{index}"
    for logical_id, resource in list(template["Resources"].items()):
        resource.pop("Connectors", None)
        if not _is_expanded(resource["Type"]):
            del template["Resources"][logical_id]
        elif resource["Type"] == SERVERLESS_FUNCTION and isinstance(resource["Properties"], dict):
            resource["Properties"].pop("Events", None)
    return template


def _is_expanded(kind: str) -> bool:
    return kind in (SERVERLESS_FUNCTION, SIMPLE_TABLE) or not kind.startswith("AWS::Serverless::")


def is_local(code: Any) -> bool:
    """Whether a property names code by a path, and not by its place in S3."""
    return is_intrinsic(code) or (isinstance(code, str) and not code.startswith("s3://"))


def _at(value: Any, place: At) -> Any:
    for step in place:
        value = value.get(step) if isinstance(value, dict) else None
    return value


def _translator_version() -> str:
    """The file that holds its version: importlib.metadata would take 40 ms, and importing more."""
    spec = find_spec("samtranslator")
    if spec is None or spec.origin is None:
        return ""
    try:
        return Path(spec.origin).read_text()
    except OSError:
        return ""
