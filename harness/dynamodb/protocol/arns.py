"""Tables named by their ARNs: AWS takes one wherever it takes a name.

Source: ack-api-quirks DDB-TABLE-011, -442 (measured on AWS, 2026-10-08). Doubtful: that the data
plane says the same of another account's table; there a policy of that account decides.
"""

import re
from collections.abc import Iterator

from harness.dynamodb.protocol.partiql.tokens import tokens_of, with_names
from harness.dynamodb.protocol.refusal import SERVICE, validation
from harness.dynamodb.protocol.request import JsonObject, table_name
from harness.model.location import Location
from harness.wire.refusal import Refusal

# What a request by name need not be searched for.
MARK = b"arn:"

_ARN = re.compile(r"arn:([^:]*):dynamodb:([^:]*):([^:]*):(.*)", re.DOTALL)
_TABLE = re.compile(r"table/[^/:]*")
_STATEMENT_LISTS = ("Statements", "TransactStatements")

ACCESS_DENIED = Refusal(SERVICE + "AccessDeniedException", "Access is denied")


def refuse_arns(body: JsonObject, location: Location) -> Refusal | None:
    """AWS's refusal of the first ARN in a request that names no table here."""
    refusals = (refuse_arn(name_or_arn, location) for name_or_arn in _named(body))
    return next((refusal for refusal in refusals if refusal is not None), None)


def plainly_named(body: JsonObject) -> JsonObject:
    """The request with each table by its name, for the engine knows ARNs in few places; the request
    itself where nothing changes. A batch keeps its ARNs, which the engine knows there."""
    changes: JsonObject = {}
    if isinstance(body.get("TransactItems"), list):
        changes["TransactItems"] = [_plain_action(item) for item in body["TransactItems"]]
    if isinstance(body.get("Statement"), str):
        changes["Statement"] = with_names(body["Statement"], table_name)
    for member in _STATEMENT_LISTS:
        if isinstance(body.get(member), list):
            changes[member] = [_plain_statement(statement) for statement in body[member]]
    return body | changes if any(body[name] != value for name, value in changes.items()) else body


def refuse_arn(name_or_arn: str, location: Location) -> Refusal | None:
    """AWS's refusal of an ARN that names no table here; None for a plain name."""
    match = _ARN.fullmatch(name_or_arn)
    if match is None:
        return None
    partition, region, account_id, resource = match.groups()
    for what, fits in (
        ("AWS partition", partition == location.partition),
        ("AWS region", region == location.region),
        ("resource type", _TABLE.fullmatch(resource) is not None),
    ):
        if not fits:
            return validation(f"1 validation error detected: Invalid {what} in '{name_or_arn}'")
    return None if account_id == location.account_id else ACCESS_DENIED


def named_as_requested(body: JsonObject, answer: JsonObject) -> JsonObject:
    """A batch's answer has its tables as the request names them (API reference, BatchGetItem:
    "a map of table name or table ARN"); the engine answers with names."""
    requested = {
        table_name(name_or_arn): name_or_arn for name_or_arn in body.get("RequestItems") or ()
    }
    return answer | {
        member: {requested.get(name, name): value for name, value in answer[member].items()}
        for member in ("Responses", "UnprocessedKeys", "UnprocessedItems")
        if isinstance(answer.get(member), dict)
    }


def _named(body: JsonObject) -> Iterator[str]:
    """Tables by whatever the request calls them, where that is text."""
    if isinstance(body.get("TableName"), str):
        yield body["TableName"]
    if isinstance(body.get("RequestItems"), dict):
        yield from body["RequestItems"]
    for item in _objects(body.get("TransactItems")):
        for action in item.values():
            if isinstance(action, dict) and isinstance(action.get("TableName"), str):
                yield action["TableName"]
    for member in _STATEMENT_LISTS:
        for statement in _objects(body.get(member)):
            yield from _named_in(statement.get("Statement"))
    yield from _named_in(body.get("Statement"))


def _named_in(statement: object) -> Iterator[str]:
    for token in (tokens_of(statement) if isinstance(statement, str) else None) or ():
        if token.kind == "name":
            yield token.text


def _objects(value: object) -> list[JsonObject]:
    return [part for part in value if isinstance(part, dict)] if isinstance(value, list) else []


def _plain_action(item: object) -> object:
    if not isinstance(item, dict):
        return item
    return {
        kind: action | {"TableName": table_name(action["TableName"])}
        if isinstance(action, dict) and isinstance(action.get("TableName"), str)
        else action
        for kind, action in item.items()
    }


def _plain_statement(statement: object) -> object:
    if not isinstance(statement, dict) or not isinstance(statement.get("Statement"), str):
        return statement
    return statement | {"Statement": with_names(statement["Statement"], table_name)}
