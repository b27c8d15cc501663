"""Streams under AWS's names: DynamoDB Local gives all of them one Region and one account.

Sources. S: ScyllaDB's test/alternator/test_streams.py, which passes on AWS (2020 to 2026). J: the
JavaScript SDK's feature test of DescribeStream ("Invalid StreamArn"). L: DynamoDB Local 3.3.1,
tried 2026-11-29: it answers InternalFailure, HTTP 500, to a ShardIteratorType or a SequenceNumber
that is not one.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from harness.dynamodb.protocol.refusal import invalid, not_found, validation
from harness.dynamodb.protocol.request import JsonObject, table_name
from harness.model.location import TEMPLATE_STREAM_LABEL, Location
from harness.wire.refusal import Refusal

OPERATIONS = frozenset(("ListStreams", "DescribeStream", "GetShardIterator", "GetRecords"))

_ENGINE = "arn:aws:dynamodb:ddblocal:000000000000:table/"
# ``table/T/stream/LABEL``, and what an iterator has after it.
_RESOURCE = re.compile(r"(?P<table>[^/:|]+)/stream/(?P<label>[^/|]+)(?P<rest>\|.*)?", re.DOTALL)
# Wherever it stands: by itself, before an iterator's rest, in an error's message.
_ENGINE_ARN = re.compile(_ENGINE + r"(?P<table>[^/:|]+)/stream/(?P<label>[^/|\s]+)")
_SHAPE = re.compile(r"arn:[^:]*:dynamodb:[^:]*:[^:]*:table/[^/]+/stream/[^/]+")

_ARNS = ("StreamArn", "ExclusiveStartStreamArn")


@dataclass(frozen=True, slots=True)
class StreamNames:
    """``first_labels``: what the engine calls the first stream of each of the template's tables,
    which is shown under the label that the template's ``StreamArn`` has."""

    location: Location
    first_labels: Mapping[str, str] = field(default_factory=dict)

    def for_engine(self, operation: str, body: JsonObject) -> JsonObject | Refusal:
        """The request as the engine knows its streams, or AWS's refusal of it."""
        refusal = _refuse_sequence_number(body)
        if refusal is not None:
            return refusal
        changes: JsonObject = {}
        for member in _ARNS:
            if body.get(member) is not None:
                changes[member] = self._engine_arn(body[member])
                if changes[member] is None:
                    return _refuse_stream(body[member])
        if body.get("ShardIterator") is not None:
            changes["ShardIterator"] = self._engine_arn(body["ShardIterator"])
            if changes["ShardIterator"] is None:
                return validation("Invalid ShardIterator")
        if isinstance(body.get("TableName"), str):
            changes["TableName"] = table_name(body["TableName"])
        return body | changes

    def from_engine(self, answer: JsonObject) -> JsonObject:
        """An answer or an error about streams, or a table's description, with AWS's names."""
        members = {name: self._shown(name, value) for name, value in answer.items()}
        for member in ("", "Latest"):
            arn = members.get(f"{member}StreamArn")
            if arn is not None:
                members[f"{member}StreamLabel"] = arn.rpartition("/")[2]
        return members

    def _shown(self, name: str, value: Any) -> Any:
        if isinstance(value, str):
            return _ENGINE_ARN.sub(self._shown_arn, value)
        if name == "StreamDescription":
            return self.from_engine(value)
        if name == "Streams":
            return [self.from_engine(stream) for stream in value]
        if name == "Records":
            return [self._record(record) for record in value]
        return value

    def _record(self, record: JsonObject) -> JsonObject:
        """An ``eventID`` has 32 hexadecimal digits on AWS, the engine's has dashes between them."""
        event_id = str(record.get("eventID")).replace("-", "")
        return record | {"awsRegion": self.location.region, "eventID": event_id}

    def _engine_arn(self, arn: str) -> str | None:
        """Of a stream or an iterator; None where it is none of this Region and account."""
        prefix = self.location.table_arn("")
        match = _RESOURCE.fullmatch(arn, len(prefix)) if arn.startswith(prefix) else None
        if match is None:
            return None
        table, label, rest = match["table"], match["label"], match["rest"] or ""
        if label == TEMPLATE_STREAM_LABEL:
            label = self.first_labels.get(table, label)
        return f"{_ENGINE}{table}/stream/{label}{rest}"

    def _shown_arn(self, match: re.Match[str]) -> str:
        table, label = match["table"], match["label"]
        if label == self.first_labels.get(table):
            label = TEMPLATE_STREAM_LABEL
        return f"{self.location.table_arn(table)}/stream/{label}"


def _refuse_sequence_number(body: JsonObject) -> Refusal | None:
    """L's own words where it says them (of a missing number)."""
    number = body.get("SequenceNumber")
    if number is None or str(number).isdecimal():
        return None
    return invalid("Invalid SequenceNumber")


def _refuse_stream(arn: str) -> Refusal:
    """S: what is not a stream's ARN is invalid (J's words), a missing stream is not found."""
    if _SHAPE.fullmatch(arn) is None:
        return validation("Invalid StreamArn")
    return not_found(f"Stream: {arn} not found")
