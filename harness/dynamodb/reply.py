"""The response to a call: the engine's, in AWS's words, as far as the caller asked for it.

The engine was asked for more than the caller did (its units, the item that fails a condition), and
leaves out what AWS adds. Where only the units have to go, they are cut out of the bytes: writing
an item of 400 KB a second time takes longer than all the rest of the call.
"""

import uuid

import orjson

from harness.dynamodb.call import Admission, Call
from harness.dynamodb.metering import Exchange
from harness.dynamodb.protocol import (
    arns,
    batch,
    consumed_capacity,
    item_collection,
    meter,
    responses,
    streams,
)
from harness.dynamodb.protocol.action import FindTable
from harness.dynamodb.protocol.engine_errors import (
    Failure,
    error_in_aws_words,
    members_in_aws_words,
)
from harness.dynamodb.protocol.request import JsonObject
from harness.dynamodb.protocol.update.return_values import with_updated_paths
from harness.dynamodb.tables import Tables
from harness.wire.message import Response

# Their answers are the engine's but for the units, unless the request asks for more.
_AS_IT_IS = frozenset(("GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query", "Scan"))
# What asks for more.
_ALTER = frozenset((consumed_capacity.ASK, item_collection.ASK, "ReturnValues"))


def request_id() -> str:
    """In the shape of DynamoDB's own: 52 characters, upper case and digits."""
    return (uuid.uuid4().hex + uuid.uuid4().hex)[:52].upper()


def to_nothing() -> Exchange:
    """What stands for the engine where the limits held back every member of a batch."""
    return Exchange(responses.ok(request_id()))


def to_data_call(admission: Admission, exchange: Exchange, find: FindTable) -> Response:
    """The response to a call for items, with what the limits held back of it."""
    call, response = admission.call, exchange.response
    if response.status == 200:
        return _checked(response, _data_json(admission, exchange, find))
    error = error_in_aws_words(_failure(call), exchange.body)
    if "Item" in error and call.body.get(meter.ON_FAILED_CONDITION) != "ALL_OLD":
        error = {name: error[name] for name in error if name != "Item"}
    return _reworded(exchange, error)


def to_table_call(call: Call, exchange: Exchange, tables: Tables) -> Response:
    """The response to a call without units; the registry takes note of what it changes."""
    body = exchange.body
    if exchange.response.status == 200:
        body = tables.follow(call.name, call.body, body, call.time_ns)
        return _reworded(exchange, members_in_aws_words(_failure(call), body))
    if call.name in streams.OPERATIONS:
        body = tables.streams.from_engine(body)
    return _reworded(exchange, error_in_aws_words(_failure(call), body))


def without_engine(body: JsonObject) -> Response:
    """The response that needs no engine."""
    return responses.checked(responses.ok(request_id(), body))


def _data_json(admission: Admission, exchange: Exchange, find: FindTable) -> bytes:
    call = admission.call
    if call.name in _AS_IT_IS and _ALTER.isdisjoint(call.body) and not admission.refused:
        return _without_units(exchange)
    body = exchange.body
    if call.name == batch.STATEMENTS:
        body = members_in_aws_words(_failure(call), body)
    if arns.MARK in call.request.body:
        body = arns.named_as_requested(call.body, body)
    if admission.refused:
        body = batch.completed(call.name, call.body, body, admission.refused)
    if call.name == "UpdateItem":
        body = with_updated_paths(call.body, body)
    body = item_collection.with_metrics(call.name, call.body, call.actions, body)
    level = call.body.get(consumed_capacity.ASK)
    if body is exchange.body and level not in ("INDEXES", "TOTAL"):
        return _without_units(exchange)
    named = [action.named for action in call.actions]
    return orjson.dumps(
        consumed_capacity.at_level(
            call.name, body, exchange.arms, level, named, find, exchange.failed
        )
    )


def _without_units(exchange: Exchange) -> bytes:
    json = consumed_capacity.without_units(exchange.response.body)
    if json is not None:
        return json
    body = exchange.body
    if consumed_capacity.MEMBER not in body:
        return exchange.response.body
    return orjson.dumps({name: body[name] for name in body if name != consumed_capacity.MEMBER})


def _failure(call: Call) -> Failure:
    return Failure(call.name, call.body, call.actions)


def _reworded(exchange: Exchange, body: JsonObject) -> Response:
    same = body is exchange.body
    return _checked(exchange.response, exchange.response.body if same else orjson.dumps(body))


def _checked(response: Response, json: bytes) -> Response:
    return responses.checked(Response(response.status, json, response.headers))
