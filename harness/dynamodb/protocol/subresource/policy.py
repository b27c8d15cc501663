"""Resource-based policies: kept and given back, never enforced here.

Sources: ack-api-quirks DDB-TABLE-205 to -212, -457, measured on AWS, 2026-10-09. On AWS a policy is
also checked for its principals, actions and resources, and written at most once in 15 s.
"""

import json
from typing import Any

from harness.dynamodb.protocol.refusal import DYNAMODB, invalid
from harness.dynamodb.protocol.request import JsonObject
from harness.dynamodb.protocol.subresource.lookup import PolicyResource
from harness.dynamodb.protocol.subresource.subresources import ResourcePolicy
from harness.model.time import NS_PER_S
from harness.wire.refusal import Refusal

_LONGEST_BYTES = 20_480
_NO_POLICY = "NO_POLICY"
_NOT_FOUND = "Resource-based policy not found for the provided ResourceArn: "


def get(body: JsonObject, resource: PolicyResource, now_ns: int) -> JsonObject | Refusal:
    """Answer GetResourcePolicy."""
    policy = resource.policies.get(resource.arn)
    if policy is None:
        return _not_found(resource.arn)
    return {"Policy": _text(policy.document), "RevisionId": policy.revision_id}


def put(body: JsonObject, resource: PolicyResource, now_ns: int) -> JsonObject | Refusal:
    """Answer PutResourcePolicy, the policy being kept; the same document keeps its revision."""
    policy, requested = resource.policies.get(resource.arn), new_policy(body["Policy"], now_ns)
    refusal = _refuse_revision(body.get("ExpectedRevisionId"), policy, resource.table)
    if refusal is not None:
        return refusal
    if policy is None or policy.document != requested.document:
        policy = resource.policies[resource.arn] = requested
    return {"RevisionId": policy.revision_id}


def delete(body: JsonObject, resource: PolicyResource, now_ns: int) -> JsonObject | Refusal:
    """Answer DeleteResourcePolicy: a policy that does not exist is deleted with success."""
    policy = resource.policies.get(resource.arn)
    refusal = _refuse_revision(body.get("ExpectedRevisionId"), policy, resource.table)
    if refusal is not None:
        return refusal
    resource.policies.pop(resource.arn, None)
    return {} if policy is None else {"RevisionId": policy.revision_id}


def new_policy(text: str, now_ns: int) -> ResourcePolicy:
    """The policy of an acceptable document, in force since ``now_ns``."""
    return ResourcePolicy(json.loads(text), str(now_ns // (NS_PER_S // 1_000)))


def refuse_document(text: str | None) -> Refusal | None:
    """AWS's refusal of a policy by its text; None where it is a policy document."""
    if not text:
        return _NO_JSON
    if len(text.encode()) > _LONGEST_BYTES:
        return invalid(f"Maximum policy size of {_LONGEST_BYTES} bytes exceeded")
    try:
        document: Any = json.loads(text)
    except ValueError:
        return _NO_JSON
    if not isinstance(document, dict):
        return _NO_JSON
    if not document:
        return invalid("Invalid policy document: Syntax error at position (1,3)")
    if document.get("Statement") == []:
        return invalid("Invalid policy document: Could not parse the policy: Statement is empty!")
    return None


_NO_JSON = invalid("Invalid policy document: This policy contains invalid Json")


def _text(document: JsonObject) -> str:
    return json.dumps(document, separators=(",", ":"), ensure_ascii=False)


def _refuse_revision(
    expected: str | None, policy: ResourcePolicy | None, table: str
) -> Refusal | None:
    if expected is None or expected == (_NO_POLICY if policy is None else policy.revision_id):
        return None
    if policy is None:
        what = f"but target table {table} has no associated policy"  # doubtful: not recorded whole
        return _not_found(f"Requested update for policy with revision id {expected}, {what}")
    if expected == _NO_POLICY:
        return _not_found(
            f"Requested policy update expecting none to be present for table {table}, but a policy "
            f"exists with revision id {policy.revision_id}."
        )
    return _not_found(
        f"Requested update for policy with revision id {expected}, but the policy associated to "
        f"target table {table} has revision id {policy.revision_id}."
    )


def _not_found(what: str) -> Refusal:
    return Refusal(DYNAMODB + "PolicyNotFoundException", _NOT_FOUND + what)
