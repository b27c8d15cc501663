"""Parameters whose value only AWS knows: a stand-in each, and what the plan says of it.

``AWS::SSM::Parameter::Value<T>``: the parameter's own value is the name under which Systems Manager
keeps what ``Ref`` gives; ``AWS::SSM::Parameter::Name`` is the name itself. Types of AWS's resources
(``AWS::EC2::Subnet::Id``): plain text here. CloudFormation user guide, "CloudFormation-supplied
parameter types", checked 2026-11-29.
"""

from collections.abc import Mapping
from typing import Any

_VALUE = "AWS::SSM::Parameter::Value<"
_RESOURCE = "AWS::SSM::Parameter"

# Where the template needs such an id and nobody gives one.
_STAND_INS = {
    "AWS::EC2::AvailabilityZone::Name": "us-east-1a",
    "AWS::EC2::Image::Id": "ami-00000000000000000",
    "AWS::EC2::Instance::Id": "i-00000000000000000",
    "AWS::EC2::KeyPair::KeyName": "key-pair",
    "AWS::EC2::SecurityGroup::GroupName": "default",
    "AWS::EC2::SecurityGroup::Id": "sg-00000000000000000",
    "AWS::EC2::Subnet::Id": "subnet-00000000000000000",
    "AWS::EC2::VPC::Id": "vpc-00000000000000000",
    "AWS::EC2::Volume::Id": "vol-00000000000000000",
    "AWS::Route53::HostedZone::Id": "Z00000000000000000000",
}


def stand_in(kind: str) -> str | None:
    """For a parameter of this type without a value; None where it has to be given."""
    return _STAND_INS.get(kind.removeprefix("List<").removesuffix(">"))


def is_stored(kind: str) -> bool:
    """Whether a parameter of this type has its value in Systems Manager."""
    return kind.startswith(_VALUE)


def stored_in(template: Mapping[str, Any]) -> dict[str, str]:
    """Name to value of the parameters that the template itself puts there."""
    found = {}
    for resource in template.get("Resources", {}).values():
        if isinstance(resource, dict) and resource.get("Type") == _RESOURCE:
            properties = resource.get("Properties") or {}
            name, value = properties.get("Name"), properties.get("Value")
            if isinstance(name, str) and isinstance(value, str | int | float):
                found[name] = str(value)
    return found
