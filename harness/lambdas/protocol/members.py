"""The members of a control-plane request's body, or AWS's refusal of what is not one."""

from collections.abc import Mapping
from typing import Any

from harness.lambdas.protocol import constraint, payload, refusal
from harness.lambdas.protocol.constraint import Integer
from harness.wire.message import Response


def read_members(body: bytes) -> Mapping[str, Any] | Response:
    fault = payload.fault(body)
    if fault is not None:
        return refusal.invalid_json(fault)
    members = payload.loads(body)
    return members if isinstance(members, dict) else refusal.not_a("an object", repr(members))


def read_integer(
    members: Mapping[str, Any], name: str, low: int, high: int | None = None
) -> int | Response | None:
    """None where it was left out."""
    value = members.get(name)
    if value is None:
        return None
    refused = constraint.check({name: Integer(low, high)}, members)
    if refused is not None:
        return refused
    assert isinstance(value, int)
    return value
