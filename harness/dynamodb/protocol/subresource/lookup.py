"""The tables that these operations may name, and what AWS says where they name none.

Sources: ack-api-quirks DDB-TABLE-014, -070, -071, -212, -442, measured on AWS in October 2026;
dynalite's test of ListTagsOfResource where one is named.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from harness.dynamodb.protocol.arns import ACCESS_DENIED, refuse_arn
from harness.dynamodb.protocol.control.state import TableState
from harness.dynamodb.protocol.control.words import invalid
from harness.dynamodb.protocol.refusal import DYNAMODB, validation
from harness.dynamodb.protocol.request import JsonObject, table_name
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
    """What an ARN names: a table, or one of its streams by ``stream``, its label."""

    arn: str
    table: str
    stream: str | None


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
        named = body["TableName"]
        refusal = refuse_arn(named, self.location)
        name = table_name(named)
        return refusal or self.states.get(name) or table_not_found(name)

    def tagged(self, body: JsonObject) -> TableState | Refusal:
        """The table that ``ResourceArn`` names, in the words of the tag operations."""
        resource = self._resource(body)
        if isinstance(resource, Refusal):
            return resource
        state = self.states.get(resource.table) if resource.stream is None else None
        return state or missing(f"ResourceArn: {resource.arn} not found")

    def resource(self, body: JsonObject) -> tuple[TableState, PolicyResource] | Refusal:
        """What ``ResourceArn`` names, in the words of the policy operations."""
        resource = self._resource(body, of_policy=True)
        if isinstance(resource, Refusal):
            return resource
        state = self.states.get(resource.table)
        return (state, resource) if state is not None else table_not_found(resource.table)

    def _resource(self, body: JsonObject, *, of_policy: bool = False) -> PolicyResource | Refusal:
        arn = body.get("ResourceArn")
        if arn is None:
            return validation("Invalid TableArn")  # dynalite
        if not arn.startswith("arn:"):
            return invalid(f"ARNs must start with 'arn:': {arn}")
        match = _ARN.fullmatch(arn)
        if match is None:
            return _not_dynamodb(arn)
        if (match["partition"], match["region"]) != (self.location.partition, self.location.region):
            return _elsewhere(arn, of_policy)
        if match["account"] != self.location.account_id:
            return _NOT_THE_OWNER if of_policy else ACCESS_DENIED
        resource = _TABLE.fullmatch(match["resource"])
        if resource is None:
            # dynalite: so for a name that is too short.
            return _not_dynamodb(arn) if match["resource"].count("/") > 1 else _invalid_table(arn)
        if resource["kind"] == "index":
            what = "Invalid resource arn provided, only table or stream is accepted."
            return invalid(f"{what} Provided resource arn: {arn}")
        return PolicyResource(arn, resource["table"], resource["name"])


_NOT_THE_OWNER = validation(
    "This action is only supported by accounts that match the resource owner’s account."
)


def missing(what: str) -> Refusal:
    message = f"Requested resource not found: {what}"
    return Refusal(DYNAMODB + "ResourceNotFoundException", message)


def table_not_found(name: str) -> Refusal:
    return missing(f"Table: {name} not found")


def _not_dynamodb(arn: str) -> Refusal:
    return invalid(f"Provided Arn is not a DynamoDB resource arn: {arn}")


def _invalid_table(arn: str) -> Refusal:
    return validation(f"Invalid TableArn: Invalid ResourceArn provided as input {arn}")


def _elsewhere(arn: str, of_policy: bool) -> Refusal:
    return invalid(f"Invalid resource Arn: {arn}") if of_policy else _invalid_table(arn)
