"""A template's text as data, and the line on which each part of it stands."""

from pathlib import Path
from typing import Any

import yaml  # type: ignore[import-untyped]

from harness.errors import TemplateError

try:
    from yaml import CSafeLoader as _SafeLoader
except ImportError:  # a PyYAML built without libyaml: the same result, some 50 ms slower
    from yaml import SafeLoader as _SafeLoader

Step = str | int
At = tuple[Step, ...]

_DEPTH_MAX = 100
_MERGE = "tag:yaml.org,2002:merge"
_STRING = "tag:yaml.org,2002:str"
# CloudFormation has neither: 2010-09-09 stays the string that it is written as.
_UNUSED_TAGS = ("tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:value")


class Source:
    """``data``: plain mappings, lists and scalars, each ``!Name x`` as ``{"Fn::Name": x}``."""

    def __init__(self, path: Path, text: str, data: dict[str, Any], root: Any) -> None:
        self.path = path
        self.text = text
        self.data = data
        self._root = root

    def line(self, at: At) -> int:
        """The line of that part, or of the nearest part that contains it.

        A function's property that only ``Globals`` gives is found there.
        """
        line, depth = self._walk(at)
        if at[:1] == ("Resources",) and at[2:3] == ("Properties",):
            inherited, inherited_depth = self._walk(("Globals", "Function", *at[3:]))
            if inherited_depth > max(2, depth - 1):
                return inherited
        return line

    def error(self, at: At, what: str, *, hint: str = "", name: str | None = None) -> TemplateError:
        """The error to raise. ``name``: what stands at ``at``, where its path does not say it."""
        return TemplateError(what, where=self.where(at, name), hint=hint)

    def where(self, at: At, name: str | None = None) -> str:
        """``file:line Resource.Property``."""
        return f"{self.path}:{self.line(at)} {dotted(at) if name is None else name}".rstrip()

    def _walk(self, at: At) -> tuple[int, int]:
        node, line = self._root, self._root.start_mark.line
        for depth, step in enumerate(at):
            found = _child(node, step)
            if found is None:
                return line + 1, depth
            key, node = found
            line = key.start_mark.line
        return line + 1, len(at)


def read_source(path: Path) -> Source:
    """Read a template, YAML or JSON.

    Raises TemplateError where it is missing, not UTF-8, not YAML, or not a mapping.
    """
    text = _read_text(path)
    # JSON may be indented with tabs, which YAML forbids; a JSON string has no raw tab.
    loader = _Loader(text.replace("\t", " ") if text.lstrip().startswith("{") else text)
    loader.deep_construct = True  # refuses an anchor that contains itself
    try:
        root = loader.get_single_node()
        data = None if root is None else loader.construct_document(root)
    except yaml.YAMLError as error:
        raise _syntax_error(path, error) from error
    finally:
        loader.dispose()
    if not isinstance(data, dict):
        raise TemplateError("is not a mapping with a Resources section", where=f"{path}:1")
    return Source(path, text, data, root)


def dotted(at: At) -> str:
    """``("Resources", "Cars", "Properties", "Tags", 0)`` → ``Cars.Properties.Tags[0]``."""
    steps = at[1:] if at[:1] == ("Resources",) and len(at) > 1 else at
    name = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps)
    return name.removeprefix(".")


def _read_text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise TemplateError(f"is not UTF-8 at byte {error.start}", where=str(path)) from error
    except OSError as error:
        raise TemplateError(
            f"the template cannot be read: {error.strerror}",
            where=str(path),
            hint="name an existing SAM template",
        ) from error


def _syntax_error(path: Path, error: yaml.YAMLError) -> TemplateError:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or str(error).splitlines()[0]
    where = f"{path}:{mark.line + 1}" if mark else str(path)
    return TemplateError(f"is not valid YAML: {problem}", where=where)


def _child(node: Any, step: Step) -> tuple[Any, Any] | None:
    if node.tag.startswith("!") and _intrinsic_name(node.tag) == step:
        return node, _Untagged(node)
    if isinstance(node.value, list) and isinstance(step, int) and node.id == "sequence":
        return (node.value[step], node.value[step]) if step < len(node.value) else None
    if isinstance(node.value, list) and node.id == "mapping":
        return next((pair for pair in reversed(node.value) if pair[0].value == step), None)
    return None


class _Untagged:
    """The value behind ``!If``: the same node, no longer read as the function that it names."""

    tag = ""

    def __init__(self, node: Any) -> None:
        self.id, self.value, self.start_mark = node.id, node.value, node.start_mark


def _intrinsic_name(tag: str) -> str:
    name = tag[1:]
    return name if name in ("Ref", "Condition") else f"Fn::{name}"


class _Loader(_SafeLoader):  # type: ignore[misc]
    """PyYAML's safe loader with CloudFormation's short forms, string keys and no duplicates."""

    yaml_implicit_resolvers = {  # noqa: RUF012 PyYAML's own class attribute
        first: [pair for pair in pairs if pair[0] not in _UNUSED_TAGS]
        for first, pairs in _SafeLoader.yaml_implicit_resolvers.items()
    }
    _depth = 0

    def descend_resolver(self, parent: Any, index: Any) -> None:
        """PyYAML's hook for path resolvers, of which there are none: here it counts the depth.

        libyaml's composer overflows the stack, and ends the process, at some 20,000 levels.
        """
        self._depth += 1
        if self._depth > _DEPTH_MAX:
            raise yaml.composer.ComposerError(None, None, "it is nested too deeply", None)

    def ascend_resolver(self) -> None:
        self._depth -= 1

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[str, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if key.tag == _MERGE:
                continue
            key.tag = _STRING
            if key.value in seen:
                problem = f"{key.value!r} is given twice"
                raise yaml.constructor.ConstructorError(None, None, problem, key.start_mark)
            seen.add(key.value)
        mapping: dict[str, Any] = super().construct_mapping(node, deep)
        return mapping


def _construct_intrinsic(loader: Any, suffix: str, node: Any) -> dict[str, Any]:
    if node.id == "mapping":
        value = loader.construct_mapping(node, deep=True)
    elif node.id == "sequence":
        value = loader.construct_sequence(node, deep=True)
    else:
        value = loader.construct_scalar(node)
        value = value.split(".", 1) if suffix == "GetAtt" else value
    return {_intrinsic_name(f"!{suffix}"): value}


_Loader.add_multi_constructor("!", _construct_intrinsic)
