"""The tables that these operations may name, and what AWS says where they name none.

Sources: ack-api-quirks DDB-TABLE-014, -070, -071, -212, -442, measured on AWS in October 2026;
dynalite's test of ListTagsOfResource where one is named.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from harness.dynamodb.protocol.arns import ACCESS_DENIED, refuse_arn
from harness.dynamodb.protocol.control.state import TableState
from harness.dynamodb.protocol.refusal import invalid, not_found, table_not_found, validation
from harness.dynamodb.protocol.request import JsonObject, table_name
from harness.dynamodb.protocol.subresource.subresources import ResourcePolicy
from harness.model.location import Location
from harness.wire.refusal import Refusal

_ARN = re.compile(
    r"arn:(?P<partition>[^:]*):dynamodb:(?P<region>[^:]*):(?P<account>[^:]*):(?P<resource>.*)"
)
_TABLE = re.compile(
    r"table/(?P<table>[a-zA-Z0-9_.-]{3,255})(?:/(?P<kind>stream|index)/(?P<name>[^/]+))?"
)


@dataclass(frozen=True, slots=True)
class PolicyResource:
    """A table, or one of its streams, by ARN. ``policies``: of the table and its streams."""

    arn: str
    table: str
    policies: dict[str, ResourcePolicy]


@dataclass(frozen=True, slots=True)
class TableLookup:
    """``states``: the tables that are ACTIVE, by name. ``endpoint``: this one's host and port.
    ``now_ns``: nanoseconds since the epoch."""

    location: Location
    states: Mapping[str, TableState]
    now_ns: int
    endpoint: str

    def table(self, body: JsonObject) -> TableState | Refusal:
        """The table that ``TableName`` names, by name or ARN."""
        refusal = refuse_arn(body["TableName"], self.location)
        name = table_name(body["TableName"])
        return refusal or self.states.get(name) or table_not_found(name)

    def tagged(self, body: JsonObject) -> TableState | Refusal:
        """The table that ``ResourceArn`` names, in the words of the tag operations."""
        match = self._named(body)
        if isinstance(match, Refusal):
            return match
        state = self.states.get(match["table"]) if match["kind"] is None else None
        return state or not_found(f"ResourceArn: {body['ResourceArn']} not found")

    def resource(self, body: JsonObject) -> PolicyResource | Refusal:
        """What ``ResourceArn`` names, in the words of the policy operations."""
        match = self._named(body, of_policy=True)
        if isinstance(match, Refusal):
            return match
        state = self.states.get(match["table"])
        if state is None:
            return table_not_found(match["table"])
        return PolicyResource(body["ResourceArn"], match["table"], state.subresources.policies)

    def _named(self, body: JsonObject, *, of_policy: bool = False) -> re.Match[str] | Refusal:
        """The table and, by its label, the stream that an ARN names."""
        arn = body.get("ResourceArn")
        if arn is None:
            return validation("Invalid TableArn")  # dynalite
        if not arn.startswith("arn:"):
            return invalid(f"ARNs must start with 'arn:': {arn}")
        match = _ARN.fullmatch(arn)
        if match is None:
            return _not_dynamodb(arn)
        if (match["partition"], match["region"]) != (self.location.partition, self.location.region):
            return invalid(f"Invalid resource Arn: {arn}") if of_policy else _invalid_table(arn)
        if match["account"] != self.location.account_id:
            return _NOT_THE_OWNER if of_policy else ACCESS_DENIED
        resource = _TABLE.fullmatch(match["resource"])
        if resource is None:
            # dynalite: so for a name that is too short.
            return _not_dynamodb(arn) if match["resource"].count("/") > 1 else _invalid_table(arn)
        if resource["kind"] == "index":
            what = "Invalid resource arn provided, only table or stream is accepted."
            return invalid(f"{what} Provided resource arn: {arn}")
        return resource


_NOT_THE_OWNER = validation(
    "This action is only supported by accounts that match the resource owner’s account."
)


def _not_dynamodb(arn: str) -> Refusal:
    return invalid(f"Provided Arn is not a DynamoDB resource arn: {arn}")


def _invalid_table(arn: str) -> Refusal:
    return validation(f"Invalid TableArn: Invalid ResourceArn provided as input {arn}")
