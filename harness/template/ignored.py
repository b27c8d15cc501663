"""What the template has and the harness does not emulate, and why: listed, never dropped."""

from collections.abc import Iterator
from typing import Any

from harness.model.application import IgnoredResource
from harness.template.expand import SERVERLESS_FUNCTION
from harness.template.names import FUNCTION, TABLE
from harness.template.source import At, Source

CODE_ELSEWHERE = "its code is not a folder on this machine"

# The first prefix that fits gives the reason.
_TYPES = {
    "AWS::ApplicationAutoScaling::": "capacity stays as the template sets it: no auto scaling",
    "AWS::DynamoDB::GlobalTable": "replicas in other regions are not emulated",
    "AWS::Lambda::EventSourceMapping": "events reach no function: invoke it",
    "AWS::Lambda::Permission": "anybody may invoke a function here",
    "AWS::Logs::": "a function's output is kept with the run",
    "AWS::Serverless::Api": "functions are invoked through the Lambda API and their URLs only",
    "AWS::Serverless::HttpApi": "functions are invoked through the Lambda API and their URLs only",
}
_ANY_TYPE = "not a function, a table or a role"
_UNDERSTOOD = (
    "AWS::IAM::Role",
    "AWS::IAM::Policy",
    "AWS::IAM::ManagedPolicy",
    "AWS::Lambda::EventInvokeConfig",
    "AWS::Lambda::Url",
)

_FUNCTION_PROPERTIES = {
    "DeadLetterConfig": "what fails for good is kept with the run, and sent nowhere",
    "DeadLetterQueue": "what fails for good is kept with the run, and sent nowhere",
    "FileSystemConfigs": "no file system is mounted",
    "VpcConfig": "functions run in this machine's network",
}
_EVENT_CONFIG = "EventInvokeConfig"
_DESTINATIONS = "DestinationConfig"
_DESTINATIONS_REASON = "the records of events are kept with the run, and sent nowhere"
_TABLE_PROPERTIES = {
    "ImportSourceSpecification": "tables start empty",
    "KinesisStreamSpecification": "nothing is sent to Kinesis",
    "TimeToLiveSpecification": "DescribeTimeToLive gives it, and no item expires",
    "VectorIndexes": "vector indexes are not emulated",
}


def is_understood(kind: str) -> bool:
    """Whether resources of this type need no entry: roles and policies, and what is read as a
    part of its function."""
    return kind in _UNDERSTOOD


def ignored_resource(source: Source, logical_id: str, reason: str | None = None) -> IgnoredResource:
    kind = source.data["Resources"][logical_id]["Type"]
    if reason is None:
        reason = next((why for prefix, why in _TYPES.items() if kind.startswith(prefix)), _ANY_TYPE)
    return _entry(source, ("Resources", logical_id), logical_id, kind, reason)


def ignored_layer(source: Source, logical_id: str, number: int, reason: str) -> IgnoredResource:
    """One of a function's layers, counted from 0."""
    kind = source.data["Resources"][logical_id]["Type"]
    at = ("Resources", logical_id, "Properties", "Layers")
    return _entry(source, at, f"{logical_id}.Layers[{number}]", kind, reason)


def ignored_parts(source: Source, logical_id: str) -> Iterator[IgnoredResource]:
    """What is left out of a resource that is emulated: events, and properties with an effect."""
    resource = source.data["Resources"][logical_id]
    at: At = ("Resources", logical_id, "Properties")
    for key, reason in _parts_of(resource["Type"]).items():
        if key in _properties(source, logical_id):
            yield _entry(source, (*at, key), f"{logical_id}.{key}", resource["Type"], reason)
    config = _properties(source, logical_id).get(_EVENT_CONFIG)
    if isinstance(config, dict) and _DESTINATIONS in config:
        part = f"{logical_id}.{_EVENT_CONFIG}.{_DESTINATIONS}"
        place = (*at, _EVENT_CONFIG, _DESTINATIONS)
        yield _entry(source, place, part, resource["Type"], _DESTINATIONS_REASON)
    for name, event in _events(resource).items():
        kind = str(event.get("Type")) if isinstance(event, dict) else "?"
        part = f"{logical_id}.Events.{name}"
        why = f"{kind} events reach no function: invoke it"
        yield _entry(source, (*at, "Events", name), part, kind, why)
    if "Connectors" in resource:
        place = ("Resources", logical_id, "Connectors")
        why = "permissions of connectors are not derived"
        yield _entry(source, place, f"{logical_id}.Connectors", resource["Type"], why)


def _parts_of(kind: str) -> dict[str, str]:
    if kind in (SERVERLESS_FUNCTION, FUNCTION):
        return _FUNCTION_PROPERTIES
    if kind == f"AWS::Lambda::{_EVENT_CONFIG}":
        return {_DESTINATIONS: _DESTINATIONS_REASON}
    return _TABLE_PROPERTIES if kind == TABLE else {}


def _properties(source: Source, logical_id: str) -> dict[str, Any]:
    resource = source.data["Resources"][logical_id]
    inherits = resource["Type"] == SERVERLESS_FUNCTION
    globals_ = source.data.get("Globals", {}).get("Function", {}) if inherits else {}
    return {**globals_, **resource["Properties"]}


def _events(resource: dict[str, Any]) -> dict[str, Any]:
    events = resource["Properties"].get("Events") if resource["Type"] == SERVERLESS_FUNCTION else {}
    return events if isinstance(events, dict) else {}


def _entry(source: Source, at: At, name: str, kind: str, reason: str) -> IgnoredResource:
    return IgnoredResource(name, kind, source.line(at), reason)
