"""What the template has and the harness does not emulate, and why: listed, never dropped."""

from collections.abc import Callable, Iterator
from typing import Any

from harness.errors import TemplateError
from harness.model.application import IgnoredResource
from harness.template.effects import Listed, listed_properties
from harness.template.expand import SERVERLESS_FUNCTION, SIMPLE_TABLE
from harness.template.field import Field
from harness.template.source import At, Source

# What is written at a place.
Written = Callable[[At], Field]

CODE_ELSEWHERE = "its code is not a folder on this machine"

# The first prefix that fits gives the reason.
_TYPES = {
    "AWS::ApplicationAutoScaling::": "no auto scaling but that of tables",
    "AWS::DynamoDB::GlobalTable": "replicas in other regions are not emulated",
    "AWS::Lambda::EventSourceMapping": "events reach no function: invoke it",
    "AWS::Lambda::Permission": "anybody may invoke a function here",
    "AWS::Logs::": "a function's output is kept with the run",
    "AWS::Serverless::Api": "functions are invoked through the Lambda API and their URLs only",
    "AWS::Serverless::HttpApi": "functions are invoked through the Lambda API and their URLs only",
}
_ANY_TYPE = "not a function, a table or a role"
# Where properties that a type inherits stand.
_GLOBALS = {
    SERVERLESS_FUNCTION: "Function",
    SIMPLE_TABLE: "SimpleTable",
    "AWS::Serverless::LayerVersion": "LayerVersion",
}
_NEED_NO_ENTRY = (
    "AWS::IAM::Role",
    "AWS::IAM::Policy",
    "AWS::IAM::ManagedPolicy",
    "AWS::Lambda::Alias",
    "AWS::Lambda::EventInvokeConfig",
    "AWS::Lambda::Url",
    "AWS::Lambda::Version",
)


def needs_no_entry(kind: str) -> bool:
    """Whether resources of this type need no entry: roles and policies, and what is read as a
    part of its function."""
    return kind in _NEED_NO_ENTRY


def ignored_resource(source: Source, logical_id: str, reason: str | None = None) -> IgnoredResource:
    """A resource that is not in force, with its line and the reason."""
    kind = source.data["Resources"][logical_id]["Type"]
    if reason is None:
        reason = next((why for prefix, why in _TYPES.items() if kind.startswith(prefix)), _ANY_TYPE)
    return _entry(source, ("Resources", logical_id), logical_id, kind, reason)


def ignored_layer(source: Source, logical_id: str, number: int, reason: str) -> IgnoredResource:
    """One of a function's layers, counted from 0."""
    kind = source.data["Resources"][logical_id]["Type"]
    at = ("Resources", logical_id, "Properties", "Layers")
    return _entry(source, at, f"{logical_id}.Layers[{number}]", kind, reason)


def ignored_parts(source: Source, logical_id: str, written: Written) -> Iterator[IgnoredResource]:
    """What is left out of a resource that is emulated: events, and properties with an effect."""
    resource = source.data["Resources"][logical_id]
    kind = resource["Type"]
    for name, effect in listed_properties(kind).items():
        at = _place(source, logical_id, name)
        if at is not None and not _is_off(written, at, effect):
            place = ("Resources", logical_id, "Properties", *name.split("."))
            yield _entry(source, place, f"{logical_id}.{name}", kind, effect.means)
    at = ("Resources", logical_id, "Properties")
    for event_id, event in _events(resource).items():
        of = str(event.get("Type")) if isinstance(event, dict) else "?"
        why = f"{of} events reach no function: invoke it"
        yield _entry(source, (*at, "Events", event_id), f"{logical_id}.Events.{event_id}", of, why)
    if "Connectors" in resource:
        place = ("Resources", logical_id, "Connectors")
        why = "permissions of connectors are not derived"
        yield _entry(source, place, f"{logical_id}.Connectors", kind, why)


def _place(source: Source, logical_id: str, name: str) -> At | None:
    """Where a property stands: in the resource, or in Globals for those that inherit."""
    group = _GLOBALS.get(source.data["Resources"][logical_id]["Type"], "")
    for at in (("Resources", logical_id, "Properties"), ("Globals", group)):
        value: Any = source.data
        for step in (*at, *name.split(".")):
            value = value.get(step) if isinstance(value, dict) else None
        if value is not None:
            return (*at, *name.split("."))
    return None


def _is_off(written: Written, at: At, effect: Listed) -> bool:
    """Whether it is not there after all, or says what AWS does without it. What cannot be resolved
    is taken as set."""
    try:
        field = written(at)
        if not field.present:
            return True
        if effect.off is None:
            return False
        part, value = effect.off
        field = field.field(part) if part else field
        return field.present and field.text() == value
    except TemplateError:
        return False


def _events(resource: dict[str, Any]) -> dict[str, Any]:
    events = resource["Properties"].get("Events") if resource["Type"] == SERVERLESS_FUNCTION else {}
    return events if isinstance(events, dict) else {}


def _entry(source: Source, at: At, name: str, kind: str, reason: str) -> IgnoredResource:
    return IgnoredResource(name, kind, source.line(at), reason)
