"""The model's shapes as values, with what is recorded of AWS put over them."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from harness.dynamodb.protocol.request import JsonObject
from harness.dynamodb.protocol.validation import overrides
from harness.dynamodb.protocol.validation.shapes import INPUTS, SHAPES

_BOUNDS = re.compile(r"(\d*)\.\.(\d*)")
_STRUCTURE = re.compile(r"\{(.*)\}")

# Shapes without a line of their own.
_PLAIN = ("string", "boolean", "integer", "long", "double", "timestamp", "blob")

# Where a table may be named, it may be named by its ARN.
TABLE_NAMES = ("TableArn", "TableName")


@dataclass(frozen=True, slots=True)
class Shape:
    """``kind``: structure, list, map or a scalar's type. ``element``: of a list or a map; ``key``:
    of a map; ``members`` by name, in the order in which AWS names what is wrong with them. All
    shapes are named, because they contain themselves."""

    name: str
    kind: str
    minimum: int | None = None
    maximum: int | None = None
    pattern: str = ""
    enum: tuple[str, ...] = ()
    element: str = ""
    key: str = ""
    members: Mapping[str, str] = field(default_factory=dict)
    required: frozenset[str] = frozenset()


def input_of(operation: str) -> Shape:
    """``operation``: one of ``OPERATIONS``."""
    return _BY_NAME[INPUTS.get(operation, f"{operation}Input")]


def known_members(operation: str, body: JsonObject) -> JsonObject:
    """What AWS reads of a request: ``body`` itself where that is all of it."""
    members = input_of(operation).members
    if body.keys() <= members.keys():
        return body
    return {name: value for name, value in body.items() if name in members}


def shape_of(name: str) -> Shape:
    """The shape of this name; KeyError where there is none."""
    return _BY_NAME[name]


def matches(shape: Shape, text: str) -> bool:
    """Whether a text fits the shape's pattern, where it has one."""
    return not shape.pattern or re.fullmatch(shape.pattern, text) is not None


def _read(line: str) -> Shape:
    name, _, rest = line.partition(" ")
    structure = _STRUCTURE.fullmatch(rest)
    if structure is not None:
        return _read_structure(name, structure[1].split())
    kind, *words = rest.split(" ")
    if kind == "enum":
        return Shape(name, "string", enum=tuple(words))
    minimum, maximum = None, None
    bounds = _BOUNDS.fullmatch(words[0]) if words else None
    if bounds is not None:
        minimum, maximum = (int(bound) if bound else None for bound in bounds.groups())
        words = words[1:]
    shape = Shape(name, kind, minimum, maximum)
    if kind == "list":
        return replace(shape, element=words[0])
    if kind == "map":
        return replace(shape, key=words[0], element=words[1])
    return replace(shape, pattern=" ".join(words))


def _read_structure(name: str, words: Iterable[str]) -> Shape:
    members, required = {}, []
    for word in words:
        member, _, shape = word.partition(":")
        if member.endswith("!"):
            member = member[:-1]
            required.append(member)
        members[member] = shape
    return Shape(name, "structure", members=members, required=frozenset(required))


def _corrected(shape: Shape) -> Shape:
    """The shape as AWS has it."""
    if shape.kind != "structure":
        return replace(shape, enum=overrides.ENUMS.get(shape.name, shape.enum))
    members = {**shape.members, **overrides.MEMBERS_ADDED.get(shape.name, {})}
    ordered = dict.fromkeys((*overrides.ORDERS.get(shape.name, ()), *members))
    members = {
        member: overrides.MEMBERS.get((shape.name, member), members[member]) for member in ordered
    }
    if shape.name not in overrides.NAMES_BY_DATA_PLANE and members.get("TableName") == "TableArn":
        members["TableName"] = "TableName"
    required = shape.required | set(overrides.REQUIRED.get(shape.name, ()))
    return replace(shape, members=members, required=required)


def _shapes() -> Iterator[Shape]:
    yield from (Shape(kind, kind) for kind in _PLAIN)
    lines = (SHAPES + overrides.SHAPES).strip().splitlines()
    yield from (_corrected(_read(line)) for line in lines if line)


_BY_NAME = {shape.name: shape for shape in _shapes()}

OPERATIONS = (
    frozenset(name.removesuffix("Input") for name in _BY_NAME if name.endswith("Input"))
    - frozenset(name.removesuffix("Input") for name in INPUTS.values())
    | INPUTS.keys()
)
