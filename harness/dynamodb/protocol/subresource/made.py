"""What a new table has beside its description, as its CreateTable says."""

from harness.dynamodb.protocol.refusal import Refusal
from harness.dynamodb.protocol.request import JsonObject
from harness.dynamodb.protocol.subresource.policy import document_of, new_policy
from harness.dynamodb.protocol.subresource.state import Subresources
from harness.dynamodb.protocol.subresource.tags import tags_of


def subresources_of(body: JsonObject, arn: str, now_ns: int) -> Subresources:
    """Of an acceptable request. ``arn``: the table's."""
    subresources = Subresources(tags=tags_of(body.get("Tags") or ()))
    document = document_of(body["ResourcePolicy"]) if body.get("ResourcePolicy") else None
    if document is not None and not isinstance(document, Refusal):
        subresources.policies[arn] = new_policy(document, now_ns)
    return subresources
