"""The shapes are botocore's. REWRITE_SHAPES=1 writes the module again from the installed one."""

import os
from pathlib import Path
from typing import Any

import botocore.session

from harness.dynamodb.protocol.validation import shapes

PATH = Path(shapes.__file__)
REWRITE = bool(os.environ.get("REWRITE_SHAPES"))

# They set Application Auto Scaling: no part of the harness, and their patterns are of another
# dialect.
LEFT_OUT = ("UpdateTableReplicaAutoScaling", "UpdateGlobalTableSettings")
SCALARS = ("string", "boolean", "integer", "long", "double", "timestamp", "blob")
CONSTRAINTS = ("min", "max", "pattern", "enum")


def bounds(shape: Any) -> str:
    constraints = shape.metadata
    if "min" not in constraints and "max" not in constraints:
        return ""
    return f"{constraints.get('min', '')}..{constraints.get('max', '')}"


def reference(shape: Any) -> str:
    """A scalar without constraints needs no name."""
    constrained = any(name in shape.metadata for name in CONSTRAINTS)
    return shape.type_name if shape.type_name in SCALARS and not constrained else shape.name


def line(shape: Any) -> str:
    kind = shape.type_name
    if kind == "structure":
        required = set(shape.required_members)
        members = (
            f"{name}{'!' if name in required else ''}:{reference(member)}"
            for name, member in shape.members.items()
        )
        return f"{shape.name} {{{' '.join(members)}}}"
    words = [shape.name, kind, bounds(shape)]
    if kind == "list":
        words.append(reference(shape.member))
    elif kind == "map":
        words += [reference(shape.key), reference(shape.value)]
    elif "enum" in shape.metadata:
        words = [shape.name, "enum", *shape.metadata["enum"]]
    else:
        words.append(shape.metadata.get("pattern", ""))
    return " ".join(filter(None, words))


def collect(shape: Any, lines: dict[str, str]) -> None:
    if reference(shape) in SCALARS or shape.name in lines:
        assert lines.get(shape.name, line(shape)) == line(shape), f"two shapes named {shape.name}"
        return
    lines[shape.name] = line(shape)
    if shape.type_name == "structure":
        for member in shape.members.values():
            collect(member, lines)
    elif shape.type_name == "list":
        collect(shape.member, lines)
    elif shape.type_name == "map":
        collect(shape.key, lines)
        collect(shape.value, lines)


def of_botocore() -> tuple[dict[str, str], str]:
    lines: dict[str, str] = {}
    inputs: dict[str, str] = {}
    session = botocore.session.get_session()
    for service in ("dynamodb", "dynamodbstreams"):
        model = session.get_service_model(service)
        for operation in model.operation_names:
            if operation in LEFT_OUT:
                continue
            shape = model.operation_model(operation).input_shape
            if shape.name != f"{operation}Input":
                inputs[operation] = shape.name
            collect(shape, lines)
    return inputs, "\n".join(lines[name] for name in sorted(lines))


def module(inputs: dict[str, str], lines: str) -> str:
    head, _, _ = PATH.read_text("utf-8").partition("INPUTS = {\n")
    entries = "".join(f'    "{operation}": "{name}",\n' for operation, name in inputs.items())
    return f'{head}INPUTS = {{\n{entries}}}\n\nSHAPES = r"""\n{lines}\n"""\n'


def test_the_shapes_are_those_of_the_installed_botocore() -> None:
    inputs, lines = of_botocore()
    if REWRITE:
        PATH.write_text(module(inputs, lines), "utf-8")
        return
    assert (inputs, lines) == (shapes.INPUTS, shapes.SHAPES.strip())
