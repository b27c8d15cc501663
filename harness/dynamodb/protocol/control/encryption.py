"""SSESpecification: what AWS refuses, and the SSEDescription that comes of it.

Sources: ack-api-quirks DDB-TABLE-027, -031, -036, -044, -082, -442, measured on AWS in October
2026. Keys are not looked at: there is no KMS here. Doubtful: what a key's ARN is where the request
has an alias or an id.
"""

from collections.abc import Iterator
from uuid import NAMESPACE_URL, uuid5

from harness.dynamodb.protocol.refusal import invalid
from harness.dynamodb.protocol.request import JsonObject
from harness.model.location import Location
from harness.wire.refusal import Refusal

_AWS_MANAGED = "alias/aws/dynamodb"


def refuse_encryption(body: JsonObject) -> Iterator[Refusal]:
    """Refuse an SSESpecification whose members do not go together."""
    specification = body.get("SSESpecification") or {}
    if specification.get("Enabled") is False:
        for member in ("SSEType", "KMSMasterKeyId"):
            if specification.get(member) is not None:
                yield invalid(f"{member} can not be specified if Enabled is false")
    if specification.get("SSEType") not in (None, "KMS"):
        yield invalid(f"SSEType {specification['SSEType']} is not supported")
    if specification.get("KMSMasterKeyId") is not None and specification.get("SSEType") != "KMS":
        yield invalid("SSEType KMS is required if KMSMasterKeyId is specified")


def refuse_same_encryption(body: JsonObject, current: JsonObject | None) -> Iterator[Refusal]:
    """Of UpdateTable: only the key's own ARN again is no change."""
    specification = body.get("SSESpecification")
    if specification is None:
        return
    if not encrypts(specification) and current is None:
        yield invalid("Table is already encrypted by default")
    if current is not None and specification.get("KMSMasterKeyId") == current["KMSMasterKeyArn"]:
        yield invalid(
            "Table is already encrypted with given KMSMasterKeyId. Use KMSMasterKeyId parameter if "
            "you want to change Master Key"
        )


def encrypts(specification: JsonObject) -> bool:
    """With a key of KMS: ``{}`` does not, and SSEType alone does."""
    enabled = specification.get("Enabled")
    return bool(enabled) or (enabled is None and specification.get("SSEType") is not None)


def encryption_of(specification: JsonObject, location: Location) -> JsonObject | None:
    """The SSEDescription; None where AWS's own key encrypts, which is not shown."""
    if not encrypts(specification):
        return None
    return {
        "Status": "ENABLED",
        "SSEType": "KMS",
        "KMSMasterKeyArn": _key_arn(specification.get("KMSMasterKeyId") or _AWS_MANAGED, location),
    }


def _key_arn(key: str, location: Location) -> str:
    """An alias is shown as the key that it stands for."""
    if key.startswith("arn:") and ":alias/" not in key:
        return key
    alias = key.rpartition(":")[2]
    key_id = str(uuid5(NAMESPACE_URL, alias)) if alias.startswith("alias/") else alias
    return location.arn("kms", f"key/{key_id}")
