"""Whether a request is malformed: the one door of every call, in AWS's order.

AWS finds what is wrong with a request before it looks at capacity, so what is refused here is never
throttled, costs nothing, and most of it reaches no engine. The order, each step's sources in its
module:

1. HTTP, target, signature header: ``not_a_call``
2. JSON: ``decoded``
3. the signature, where it is checked; operation, types and constraints; ARNs: ``of_call``
4. rules between members, then expressions: ``of_request``. They cost a call of the
   engine's, so they are looked at only where something after them refuses: step 5, the limits, or
   the engine.
5. tables that are being created, keys, items named twice: ``of_actions``

What is in the way of a well-formed change of a table is the registry's to say (``tables.py``).
"""

from operator import attrgetter

from harness.dynamodb.call import Call
from harness.dynamodb.database import Database
from harness.dynamodb.protocol import arns, responses
from harness.dynamodb.protocol.key_rules import refuse_duplicates, refuse_wrong_keys
from harness.dynamodb.protocol.request import JsonObject
from harness.dynamodb.protocol.serialization import (
    NO_JSON,
    badly_signed,
    decode_body,
    is_undecodable,
    review_request,
)
from harness.dynamodb.protocol.validation import door, probe, rules
from harness.dynamodb.reply import request_id
from harness.model.time import NS_PER_S
from harness.wire.message import Request, Response
from harness.wire.refusal import Refusal
from harness.wire.signature import Signatures

_TABLE_NAME = attrgetter("table_name")


def not_a_call(request: Request, region: str) -> Response | None:
    """AWS's response to what is no DynamoDB request at all; None for what may be one."""
    return review_request(request, region, request_id)


def decoded(request: Request) -> JsonObject | Refusal:
    """The request's body as JSON."""
    return NO_JSON if is_undecodable(request) else decode_body(request.body)


class Validity:
    """``signatures`` None: a request is served whoever signed it."""

    def __init__(self, signatures: Signatures | None) -> None:
        self._signatures = signatures

    def of_call(self, call: Call, database: Database) -> Refusal | None:
        """Step 3: AWS's refusal of what shows without a table."""
        if self._signatures is not None:
            now_s = call.time_ns // NS_PER_S
            fault = self._signatures.check(call.request, "dynamodb", now_s)
            if fault is not None:
                return badly_signed(fault)
        refusal = door.refuse(call.name, call.body)
        if refusal is None and arns.MARK in call.request.body:
            return arns.refuse_arns(call.body, database.tables.location)
        return refusal

    async def of_actions(self, call: Call, database: Database) -> Refusal | None:
        """Steps 4 and 5, for a call on items. Raises UpstreamLostError."""
        refusal = (
            database.tables.unavailable(map(_TABLE_NAME, call.actions), call.time_ns)
            or refuse_wrong_keys(call.name, call.actions)
            or refuse_duplicates(call.name, call.actions)
        )
        return refusal and (await self.of_request(call, database) or refusal)

    async def of_request(self, call: Call, database: Database) -> Refusal | None:
        """AWS's refusal of the request by itself, whatever its table has, for a call that is about
        to be refused for something else. Raises UpstreamLostError."""
        refusal = rules.broken_rule(call.name, call.body)
        if refusal is not None:
            return refusal
        fault = await database.expressions.fault(call.name, call.body)
        return None if fault is None else rules.expression_fault(call.name, fault)

    async def of_engine_error(
        self, call: Call, database: Database, error: JsonObject
    ) -> Refusal | None:
        """What AWS finds wrong with a request before it comes to what the engine refuses it for.
        Raises UpstreamLostError."""
        name = responses.error_name(error)
        if name == "ResourceNotFoundException":
            return await self.of_request(call, database)
        if name not in ("ValidationException", "InternalFailure"):
            return None
        message = responses.error_message(error)
        refusal = rules.reworded(call.name, call.body, message)
        if refusal is None and probe.is_of_keys(message):
            return await self.of_request(call, database)
        return refusal
