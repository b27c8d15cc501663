"""Every name that the template refers to has to exist, also where the harness does not look."""

from collections.abc import Iterable, Iterator
from typing import Any

from harness.template.intrinsics import similar
from harness.template.names import derived_prefixes
from harness.template.source import At, Source

_CONDITION = "condition"
_RESOURCE = "parameter or resource"


def check_references(source: Source, pseudo_parameters: Iterable[str]) -> None:
    """Raise TemplateError at the first Ref, GetAtt, Sub, DependsOn or condition that names nothing.

    Comes before the expansion, where a missing name would end in a riddle.
    """
    resources = source.data["Resources"]
    known = {
        _CONDITION: list(source.data.get("Conditions", {})),
        _RESOURCE: [*source.data.get("Parameters", {}), *resources, *pseudo_parameters],
    }
    derived = derived_prefixes(resources)
    for part in ("Conditions", "Resources", "Outputs"):
        for at, kind, name in _references(source.data.get(part), (part,)):
            exists = name in known[kind] or (kind == _RESOURCE and name.startswith(derived))
            if not exists:
                hint = similar(name, known[kind])
                raise source.error(at, f"there is no {kind} {name!r}", hint=hint)


def _references(value: Any, at: At) -> Iterator[tuple[At, str, str]]:
    """Each reference below: where it stands, the kind of thing it names, and the name."""
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from _references(item, (*at, index))
    if not isinstance(value, dict):
        return
    for key, item in value.items():
        place = (*at, key) if len(at) == 2 else at
        yield from ((place, kind, name) for kind, name in _named(key, item, at, len(value)))
        yield from _references(item, (*at, key))


def _named(key: str, value: Any, at: At, size: int) -> Iterator[tuple[str, str]]:
    is_resource = len(at) == 2 and at[0] in ("Resources", "Outputs")
    alone = size == 1
    if key == "Condition" and isinstance(value, str) and (is_resource or alone):
        yield _CONDITION, value
    elif key == "DependsOn" and is_resource:
        yield from ((_RESOURCE, name) for name in _strings(value))
    elif alone:
        yield from _in_function(key, value)


def _in_function(name: str, argument: Any) -> Iterator[tuple[str, str]]:
    if name == "Ref" and isinstance(argument, str):
        yield _RESOURCE, argument.split(".")[0]
    elif name == "Fn::GetAtt":
        yield from ((_RESOURCE, target.split(".")[0]) for target in _strings(argument)[:1])
    elif name == "Fn::If" and isinstance(argument, list):
        yield from ((_CONDITION, name) for name in _strings(argument[:1]))
    elif name == "Fn::Sub":
        yield from ((_RESOURCE, name) for name in _placeholders(argument))


def _placeholders(argument: Any) -> Iterator[str]:
    template, variables = argument if _is_pair(argument) else (argument, {})
    for text in _strings(template):
        for part in text.split("${")[1:]:
            name = part.split("}")[0].strip()
            if not name.startswith("!") and name not in variables:
                yield name.split(".")[0]


def _is_pair(argument: Any) -> bool:
    return isinstance(argument, list) and len(argument) == 2 and isinstance(argument[1], dict)


def _strings(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [item for item in values if isinstance(item, str)]
