"""The members of a control-plane request's body, or AWS's refusal of what is not one."""

from collections.abc import Mapping
from typing import Any

from harness.lambdas.protocol import constraint, payload, refusal
from harness.lambdas.protocol.constraint import Constraint
from harness.wire.refusal import Refusal


def read_members(body: bytes) -> Mapping[str, Any] | Refusal:
    fault = payload.fault(body)
    if fault is not None:
        return refusal.invalid_json(fault)
    members = payload.loads(body)
    return members if isinstance(members, dict) else refusal.not_a("an object", repr(members))


def read_valid(
    body: bytes, constraints: Mapping[str, Constraint], required: tuple[str, ...] = ()
) -> Mapping[str, Any] | Refusal:
    """The members, all of which satisfy the constraints."""
    members = read_members(body)
    if isinstance(members, Refusal):
        return members
    return constraint.check(constraints, members, required) or members
