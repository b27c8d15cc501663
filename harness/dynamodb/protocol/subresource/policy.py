"""Resource-based policies: kept and given back, never enforced here.

Sources: ack-api-quirks DDB-TABLE-205 to -212, -457, measured on AWS, 2026-10-09. On AWS a policy is
also checked for its principals, actions and resources, and written at most once in 15 s.
"""

import json
from typing import Any

from harness.dynamodb.protocol.control.words import invalid
from harness.dynamodb.protocol.refusal import DYNAMODB
from harness.dynamodb.protocol.request import JsonObject
from harness.dynamodb.protocol.subresource.lookup import TableLookup
from harness.dynamodb.protocol.subresource.state import ResourcePolicy
from harness.model.time import NS_PER_S
from harness.wire.refusal import Refusal

_LONGEST_BYTES = 20_480
_NO_POLICY = "NO_POLICY"
_NOT_FOUND = "Resource-based policy not found for the provided ResourceArn: "


def get(body: JsonObject, lookup: TableLookup) -> JsonObject | Refusal:
    found = lookup.resource(body)
    if isinstance(found, Refusal):
        return found
    state, resource = found
    policy = state.subresources.policies.get(resource.arn)
    if policy is None:
        return _not_found(resource.arn)
    return {"Policy": _text(policy.document), "RevisionId": policy.revision_id}


def put(body: JsonObject, lookup: TableLookup) -> JsonObject | Refusal:
    """The same document again keeps its revision."""
    document = document_of(body.get("Policy"))
    if isinstance(document, Refusal):
        return document
    found = lookup.resource(body)
    if isinstance(found, Refusal):
        return found
    state, resource = found
    policies = state.subresources.policies
    policy = policies.get(resource.arn)
    refusal = _refuse_revision(body.get("ExpectedRevisionId"), policy, resource.table)
    if refusal is not None:
        return refusal
    if policy is None or policy.document != document:
        policy = policies[resource.arn] = new_policy(document, lookup.now_ns)
    return {"RevisionId": policy.revision_id}


def delete(body: JsonObject, lookup: TableLookup) -> JsonObject | Refusal:
    """Deleting what is not there is no error, and answers nothing."""
    found = lookup.resource(body)
    if isinstance(found, Refusal):
        return found
    state, resource = found
    policy = state.subresources.policies.get(resource.arn)
    refusal = _refuse_revision(body.get("ExpectedRevisionId"), policy, resource.table)
    if refusal is not None:
        return refusal
    state.subresources.policies.pop(resource.arn, None)
    return {} if policy is None else {"RevisionId": policy.revision_id}


def new_policy(document: JsonObject, now_ns: int) -> ResourcePolicy:
    """A revision is the time of the change in milliseconds."""
    return ResourcePolicy(document, str(now_ns // (NS_PER_S // 1_000)))


def document_of(text: str | None) -> JsonObject | Refusal:
    if text is None or not text:
        return _no_json()
    if len(text.encode()) > _LONGEST_BYTES:
        return invalid(f"Maximum policy size of {_LONGEST_BYTES} bytes exceeded")
    try:
        document: Any = json.loads(text)
    except ValueError:
        return _no_json()
    if not isinstance(document, dict):
        return _no_json()
    if not document:
        return invalid("Invalid policy document: Syntax error at position (1,3)")
    if document.get("Statement") == []:
        return invalid("Invalid policy document: Could not parse the policy: Statement is empty!")
    return document


def _no_json() -> Refusal:
    return invalid("Invalid policy document: This policy contains invalid Json")


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
