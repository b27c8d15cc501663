"""The frame of a template: its sections, and of each resource the attributes.

Source: CloudFormation user guide, "Template sections" and "Resource attribute reference"; SAM
specification, "AWS SAM template anatomy"; checked 2026-11-23.
"""

from typing import Any

from harness.template.intrinsics import describe, similar
from harness.template.parameters import section
from harness.template.source import At, Source

_SAM_TRANSFORM = "AWS::Serverless-2016-10-31"
_SECTIONS = (
    "AWSTemplateFormatVersion",
    "Conditions",
    "Description",
    "Globals",
    "Hooks",
    "Mappings",
    "Metadata",
    "Outputs",
    "Parameters",
    "Resources",
    "Rules",
    "Transform",
)
_ATTRIBUTES = (
    "Condition",
    "Connectors",
    "CreationPolicy",
    "DeletionPolicy",
    "DependsOn",
    "IgnoreGlobals",
    "Metadata",
    "Properties",
    "Type",
    "UpdatePolicy",
    "UpdateReplacePolicy",
)


def check_structure(source: Source) -> None:
    """Raise TemplateError for a section, attribute or resource that CloudFormation would refuse.

    Gives each resource without Properties an empty mapping of them.
    """
    _only(source, (), _SECTIONS)
    for name in ("Conditions", "Globals", "Mappings", "Outputs", "Parameters"):
        section(source, name)
    resources = section(source, "Resources")
    if not resources:
        raise source.error((), "has no Resources section", hint="declare functions and tables")
    for logical_id in resources:
        _check_resource(source, logical_id)
    _check_transform(source)


def _check_resource(source: Source, logical_id: str) -> None:
    at = ("Resources", logical_id)
    resource = source.data["Resources"][logical_id]
    if not (logical_id.isascii() and logical_id.isalnum()):
        raise source.error(at, "a logical id has only the letters A-Z, a-z and digits")
    if not isinstance(resource.get("Type"), str):
        raise source.error((*at, "Type"), "must be a string such as AWS::DynamoDB::Table")
    if not isinstance(resource.get("Condition", ""), str):
        raise source.error((*at, "Condition"), "must be the name of a condition")
    properties = resource.setdefault("Properties", {})
    if not isinstance(properties, dict):
        what = f"must be a mapping, not {describe(properties)}"
        raise source.error((*at, "Properties"), what)
    _only(source, at, _ATTRIBUTES)


def _check_transform(source: Source) -> None:
    given = source.data.get("Transform", [])
    transforms = given if isinstance(given, list) else [given]
    unknown = next((name for name in transforms if name != _SAM_TRANSFORM), None)
    if unknown is not None:
        what = f"{describe(unknown)} is not supported"
        raise source.error(("Transform",), what, hint=f"only {_SAM_TRANSFORM} is")
    for logical_id, resource in source.data["Resources"].items():
        if resource["Type"].startswith("AWS::Serverless::") and not transforms:
            what = f"{resource['Type']} needs the SAM transform"
            hint = f"write at the top: Transform: {_SAM_TRANSFORM}"
            raise source.error(("Resources", logical_id, "Type"), what, hint=hint)


def _only(source: Source, at: At, known: tuple[str, ...]) -> None:
    part: Any = source.data
    for step in at:
        part = part[step]
    for key in part:
        if key not in known:
            hint = similar(key, list(known))
            kind = "attribute of a resource" if at else "section"
            raise source.error((*at, key), f"there is no such {kind}", hint=hint)
