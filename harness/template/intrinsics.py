"""CloudFormation's intrinsic functions, which the SAM translator leaves as they are.

Source: CloudFormation template reference, "Intrinsic function reference", checked 2026-11-23.
"""

import re
from base64 import b64encode
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from typing import Any, Final, Protocol

_PLACEHOLDER = re.compile(r"\$\{([^}]*)\}")

NO_VALUE: Final = object()
"""What ``!Ref AWS::NoValue`` gives: a property as if it had not been written."""


class UnresolvedError(Exception):
    """An intrinsic function has no value here. Whoever knows the place makes it a TemplateError."""

    def __init__(self, what: str, hint: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.hint = hint


class References(Protocol):
    """What ``Ref`` and ``GetAtt`` mean for the template's resources."""

    def ref(self, logical_id: str, resolver: "Resolver") -> str:
        """The value of a `Ref`."""

    def attribute(self, logical_id: str, name: str, resolver: "Resolver") -> str:
        """The value of a `Fn::GetAtt`."""


class Resolver:
    """Gives intrinsic functions their values.

    ``parameters``: by name, the template's and the pseudo ones, lists as lists. ``mappings`` and
    ``conditions``: the template's sections as they stand.
    """

    def __init__(
        self,
        parameters: Mapping[str, Any],
        mappings: Mapping[str, Any],
        conditions: Mapping[str, Any],
        references: References,
    ) -> None:
        self._parameters = parameters
        self._mappings = mappings
        self._conditions = _Conditions(conditions, self.text)
        self._references = references
        self._functions: dict[str, Callable[[Any], Any]] = {
            "Ref": self._ref,
            "Fn::Base64": lambda value: b64encode(self.text(value).encode()).decode(),
            "Fn::FindInMap": self._find_in_map,
            "Fn::GetAtt": self._get_att,
            "Fn::If": lambda value: self.resolve(value[self.branch(value)]),
            "Fn::ImportValue": self._import_value,
            "Fn::Join": self._join,
            "Fn::Select": self._select,
            "Fn::Split": self._split,
            "Fn::Sub": self._sub,
        }

    def resolve(self, value: Any) -> Any:
        """The value with every function in it replaced; parts that are NoValue are left out.

        Raises UnresolvedError.
        """
        if isinstance(value, list):
            return [item for item in map(self.resolve, value) if item is not NO_VALUE]
        if not isinstance(value, dict):
            return value
        if is_intrinsic(value):
            name, argument = next(iter(value.items()))
            if name not in self._functions:
                raise UnresolvedError(
                    f"{name} is not supported", "write its value into the template"
                )
            return self._functions[name](argument)
        resolved = {key: self.resolve(item) for key, item in value.items()}
        return {key: item for key, item in resolved.items() if item is not NO_VALUE}

    def branch(self, arguments: Any) -> int:
        """Which of ``Fn::If``'s arguments holds: 1 or 2."""
        name, *_ = _arguments("Fn::If", arguments, 3)
        return 1 if self.condition(name) else 2

    def condition(self, name: Any) -> bool:
        """Whether the named condition of the template is true. Raises UnresolvedError."""
        return self._conditions.holds(name)

    def text(self, value: Any) -> str:
        """The resolved value as CloudFormation writes a scalar into a string."""
        resolved = self.resolve(value)
        if isinstance(resolved, bool):
            return "true" if resolved else "false"
        if isinstance(resolved, str | int | float):
            return str(resolved)
        raise UnresolvedError(f"a string is needed, not {describe(resolved)}")

    def _ref(self, name: Any) -> Any:
        if name == "AWS::NoValue":
            return NO_VALUE
        if not isinstance(name, str):
            raise UnresolvedError(f"Ref needs a name, not {describe(name)}")
        if name in self._parameters:
            return self._parameters[name]
        return self._references.ref(name, self)

    def _get_att(self, argument: Any) -> str:
        parts = argument.split(".", 1) if isinstance(argument, str) else argument
        logical_id, attribute = _arguments("Fn::GetAtt", parts, 2)
        return self._references.attribute(str(logical_id), self.text(attribute), self)

    def _sub(self, argument: Any) -> str:
        if isinstance(argument, str):
            argument = [argument, {}]
        template, variables = _arguments("Fn::Sub", argument, 2)
        if not isinstance(template, str) or not isinstance(variables, dict):
            raise UnresolvedError("Fn::Sub needs a string and a mapping of its variables")
        return _PLACEHOLDER.sub(lambda match: self._placeholder(match[1], variables), template)

    def _placeholder(self, name: str, variables: dict[str, Any]) -> str:
        name = name.strip()
        if name.startswith("!"):
            return f"${{{name[1:]}}}"
        if name in variables:
            return self.text(variables[name])
        return self.text({"Fn::GetAtt": name} if "." in name else {"Ref": name})

    def _find_in_map(self, argument: Any) -> Any:
        keys = [self.text(key) for key in _arguments("Fn::FindInMap", argument, 3)]
        found: Any = self._mappings
        for key in keys:
            if not isinstance(found, Mapping) or key not in found:
                raise UnresolvedError(f"Mappings has no {'.'.join(keys)}")
            found = found[key]
        return found

    def _join(self, argument: Any) -> str:
        delimiter, items = _arguments("Fn::Join", argument, 2)
        return self.text(delimiter).join(map(self.text, self._list("Fn::Join", items)))

    def _select(self, argument: Any) -> Any:
        index, items = _arguments("Fn::Select", argument, 2)
        choices, place = self._list("Fn::Select", items), self.text(index)
        if not place.isdecimal() or int(place) >= len(choices):
            raise UnresolvedError(f"Fn::Select cannot take {place!r} of {len(choices)} values")
        return choices[int(place)]

    def _split(self, argument: Any) -> list[str]:
        delimiter, text = _arguments("Fn::Split", argument, 2)
        if not self.text(delimiter):
            raise UnresolvedError("Fn::Split needs a delimiter")
        return self.text(text).split(self.text(delimiter))

    def _list(self, function: str, value: Any) -> list[Any]:
        resolved = self.resolve(value)
        if not isinstance(resolved, list):
            raise UnresolvedError(f"{function} needs a list, not {describe(resolved)}")
        return resolved

    def _import_value(self, argument: Any) -> Any:
        raise UnresolvedError(
            f"Fn::ImportValue of {self.text(argument)!r} is another stack's output",
            "make it a parameter, with the value of that stack as its default",
        )


class _Conditions:
    """The template's conditions. ``text`` resolves what ``Fn::Equals`` compares."""

    def __init__(self, tests: Mapping[str, Any], text: Callable[[Any], str]) -> None:
        self._tests = tests
        self._text = text
        self._evaluating: list[str] = []

    def holds(self, name: Any) -> bool:
        """Whether the condition is true. Raises UnresolvedError."""
        if not isinstance(name, str) or name not in self._tests:
            raise UnresolvedError(f"there is no condition {name!r}", similar(name, self._tests))
        if name in self._evaluating:
            raise UnresolvedError(f"the condition {name!r} depends on itself")
        self._evaluating.append(name)
        try:
            return self._truth(self._tests[name])
        finally:
            self._evaluating.pop()

    def _truth(self, test: Any) -> bool:
        name, argument = next(iter(test.items())) if _is_test(test) else ("", None)
        match name:
            case "Condition":
                return self.holds(argument)
            case "Fn::Equals":
                left, right = _arguments(name, argument, 2)
                return self._text(left) == self._text(right)
            case "Fn::Not":
                return not self._truth(_arguments(name, argument, 1)[0])
            case "Fn::And":
                return all(self._truth(item) for item in _arguments(name, argument))
            case "Fn::Or":
                return any(self._truth(item) for item in _arguments(name, argument))
        raise UnresolvedError(
            f"a condition is needed, not {describe(test)}",
            "use Fn::Equals, Fn::And, Fn::Or, Fn::Not or Condition",
        )


def is_intrinsic(value: Any) -> bool:
    """Whether the value is a call such as ``{"Ref": "Cars"}`` or ``{"Fn::Sub": "…"}``."""
    if not isinstance(value, dict) or len(value) != 1:
        return False
    name = next(iter(value))
    return bool(name == "Ref" or name.startswith("Fn::"))


def _is_test(value: Any) -> bool:
    """Whether the value is a call that a condition may consist of."""
    return is_intrinsic(value) or (isinstance(value, dict) and list(value) == ["Condition"])


def describe(value: Any) -> str:
    """The value as an error message shows it."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case str():
            return f'"{value}"'
        case dict():
            return "a mapping"
        case list():
            return "a list"
    return str(value)


def similar(name: Any, known: Mapping[str, Any] | frozenset[str] | list[str]) -> str:
    """A hint that names the closest of the known names, or nothing."""
    found = get_close_matches(str(name), list(known), n=1)
    return f'did you mean "{found[0]}"?' if found else ""


def _arguments(function: str, value: Any, count: int | None = None) -> list[Any]:
    if isinstance(value, list) and value and len(value) == (count or len(value)):
        return value
    expected = "a list" if count is None else f"a list of {count}"
    raise UnresolvedError(f"{function} needs {expected}, not {describe(value)}")
