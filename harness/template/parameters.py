"""The template's parameters: defaults, what the user gave instead, and the rules for both."""

import re
from collections.abc import Mapping
from typing import Any

from harness.template.intrinsics import describe, similar
from harness.template.source import Source

_SSM = "AWS::SSM::Parameter::"


def parameter_texts(source: Source, overrides: Mapping[str, str]) -> dict[str, str]:
    """Each parameter's value as a string, as a deployment would pass it.

    A parameter whose value lies in Systems Manager and was not given is left out: it is an error
    only where something refers to it. Raises TemplateError for an unknown name, a missing value,
    or one that breaks AllowedValues, AllowedPattern, Min/MaxLength or Min/MaxValue.
    """
    declared = section(source, "Parameters")
    for name in overrides:
        if name not in declared:
            known = f"the template has {', '.join(declared) or 'none'}"
            hint = similar(name, declared) or known
            raise source.error(("Parameters",), f"there is no parameter {name!r}", hint=hint)
    texts = {name: _text(source, name, overrides) for name in declared}
    return {name: text for name, text in texts.items() if text is not None}


def parameter_values(source: Source, texts: Mapping[str, str]) -> dict[str, Any]:
    """What ``Ref`` gives for each: a string, or a list for CommaDelimitedList and List<…>."""
    declared = section(source, "Parameters")
    return {
        name: _split(text) if _is_list(declared[name]) else text for name, text in texts.items()
    }


def section(source: Source, name: str) -> dict[str, Any]:
    """A section of the template, empty where it has none; its entries are mappings."""
    found = source.data.get(name, {})
    if not isinstance(found, dict):
        raise source.error((name,), f"must be a mapping, not {describe(found)}")
    for key, value in found.items():
        if not isinstance(value, dict):
            raise source.error((name, key), f"must be a mapping, not {describe(value)}")
    return found


def _text(source: Source, name: str, overrides: Mapping[str, str]) -> str | None:
    definition = source.data["Parameters"][name]
    stored_elsewhere = str(definition.get("Type", "")).startswith(_SSM)
    if name not in overrides and stored_elsewhere:
        return None
    value = overrides.get(name, definition.get("Default"))
    if value is None or isinstance(value, dict | list):
        hint = f"give it with --parameter {name}=VALUE, or write a Default"
        raise source.error(("Parameters", name), "has no value", hint=hint)
    text = _plain(value)
    _check(source, name, definition, text)
    return text


def _check(source: Source, name: str, definition: dict[str, Any], text: str) -> None:
    parts = _split(text) if _is_list(definition) else [text]
    problem = next((found for part in parts if (found := _problem(definition, part))), None)
    if problem:
        key, rule = problem
        hint = str(definition.get("ConstraintDescription", ""))
        what = f'must be {rule}, not "{text}"'
        raise source.error(("Parameters", name, key), what, hint=hint, name=f"Parameters.{name}")


def _problem(definition: dict[str, Any], text: str) -> tuple[str, str] | None:
    """The rule that the value breaks: its key in the definition, and in words."""
    if "Number" in str(definition.get("Type")) and _number(text) is None:
        return "Type", "a number"
    values = definition.get("AllowedValues")
    allowed = [_plain(value) for value in values] if isinstance(values, list) else [text]
    if text not in allowed:
        return "AllowedValues", f"one of {', '.join(allowed)}"
    pattern = definition.get("AllowedPattern")
    if pattern is not None and not _matches(str(pattern), text):
        return "AllowedPattern", f"of the pattern {pattern}"
    return _out_of_bounds(definition, text)


def _out_of_bounds(definition: dict[str, Any], text: str) -> tuple[str, str] | None:
    bounds = (
        ("MinLength", "at least {} characters", len(text), 1),
        ("MaxLength", "at most {} characters", len(text), -1),
        ("MinValue", "{} or more", _number(text), 1),
        ("MaxValue", "{} or less", _number(text), -1),
    )
    for key, rule, actual, sign in bounds:
        bound = _number(str(definition.get(key)))
        if bound is not None and actual is not None and actual * sign < bound * sign:
            return key, rule.format(definition[key])
    return None


def _matches(pattern: str, text: str) -> bool:
    try:
        return re.fullmatch(pattern, text) is not None
    except re.error:
        return True  # a pattern of Java's that Python does not have: AWS decides at deployment


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _plain(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _is_list(definition: dict[str, Any]) -> bool:
    kind = str(definition.get("Type", ""))
    return "CommaDelimitedList" in kind or "List<" in kind


def _split(text: str) -> list[str]:
    return [part.strip() for part in text.split(",")]
