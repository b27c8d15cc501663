"""The template's parameters: defaults, what the user gave instead, and the rules for both."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from harness.model.application import IgnoredResource
from harness.template.intrinsics import describe, similar
from harness.template.source import Source
from harness.template.stored import is_stored, stand_in, stored_in


def parameter_texts(
    source: Source, overrides: Mapping[str, str], ssm: Mapping[str, str] | None = None
) -> dict[str, str]:
    """What ``Ref`` gives for each parameter, a list as one string.

    ``ssm``: values in Systems Manager by their names; a name that is not among them, nor put there
    by the template, stands for its value. Raises TemplateError for an unknown name, for all missing
    values, or for one that breaks AllowedValues, AllowedPattern, Min/MaxLength or Min/MaxValue.
    """
    declared = section(source, "Parameters")
    unknown = next((name for name in overrides if name not in declared), None)
    if unknown is not None:
        hint = similar(unknown, declared) or f"the template has {', '.join(declared) or 'none'}"
        raise source.error(("Parameters",), f"there is no parameter {unknown!r}", hint=hint)
    given = {name: _given(declared[name], overrides.get(name)) for name in declared}
    _check_all_given(source, given)
    stored = stored_in(source.data) | dict(ssm or {})
    texts = {}
    for name, text in given.items():
        assert text is not None
        _check(source, name, declared[name], text)
        texts[name] = stored.get(text, text) if is_stored(_kind(declared[name])) else text
    return texts


def parameter_notes(
    source: Source, overrides: Mapping[str, str], ssm: Mapping[str, str] | None = None
) -> Iterator[IgnoredResource]:
    """The parameters whose value is a stand-in. Their values are known to be complete."""
    stored = stored_in(source.data) | dict(ssm or {})
    for name, definition in section(source, "Parameters").items():
        kind, text = _kind(definition), _given(definition, overrides.get(name))
        if is_stored(kind) and text not in stored:
            why = (
                f"what Systems Manager keeps under {text} is not known here, and this name stands "
                f"for it: give it with --ssm '{text}=VALUE'"
            )
        elif _given(definition | {"Type": "String"}, overrides.get(name)) is None:
            why = f"{text} stands for it: give it with --parameters '{name}=VALUE'"
        else:
            continue
        yield IgnoredResource(name, kind, source.line(("Parameters", name)), why)


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


def _given(definition: dict[str, Any], override: str | None) -> str | None:
    """The value that a deployment would pass, or a stand-in; None where there is neither."""
    value = definition.get("Default") if override is None else override
    if value is None or isinstance(value, dict | list):
        return stand_in(_kind(definition))
    return _plain(value)


def _check_all_given(source: Source, given: Mapping[str, str | None]) -> None:
    missing = [name for name, text in given.items() if text is None]
    if missing:
        words = " ".join(f"{name}=VALUE" for name in missing)
        verb = "has" if len(missing) == 1 else "have"
        raise source.error(
            ("Parameters", missing[0]),
            f"{', '.join(missing)} {verb} no value",
            hint=f"give --parameters '{words}', or write a Default for each",
        )


def _kind(definition: dict[str, Any]) -> str:
    return str(definition.get("Type", ""))


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
