"""What a new table has beside its description, as its CreateTable or its template says."""

from harness.dynamodb.protocol.request import JsonObject
from harness.dynamodb.protocol.subresource.policy import document_of, new_policy
from harness.dynamodb.protocol.subresource.state import Insights, Recovery, Subresources
from harness.dynamodb.protocol.subresource.tags import tags_of
from harness.model.table_settings import TableSettings
from harness.wire.refusal import Refusal


def subresources_of(body: JsonObject, arn: str, now_ns: int) -> Subresources:
    """Of an acceptable request. ``arn``: the table's."""
    subresources = Subresources(tags=tags_of(body.get("Tags") or ()))
    document = document_of(body["ResourcePolicy"]) if body.get("ResourcePolicy") else None
    if document is not None and not isinstance(document, Refusal):
        subresources.policies[arn] = new_policy(document, now_ns)
    return subresources


def subresources_in(settings: TableSettings, now_ns: int) -> Subresources:
    """``now_ns``: when the table was made."""
    subresources = Subresources(tags=dict(settings.tags))
    if settings.recovery_days is not None:
        subresources.recovery = Recovery(now_ns, settings.recovery_days)
    if settings.insights_mode is not None:
        subresources.insights[None] = Insights(
            enabled=True, mode=settings.insights_mode, changed_ns=now_ns
        )
    return subresources
