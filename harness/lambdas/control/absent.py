"""What no function here has: event source mappings and code signing. Lists are empty, and what a
request names does not exist, in AWS's words (LocalStack's snapshots, 2024-04 to 2025-11)."""

from harness.lambdas.control.call import Call, Handlers, Reply
from harness.lambdas.protocol import refusal
from harness.lambdas.protocol.constraint import Text
from harness.lambdas.protocol.description import described
from harness.lambdas.protocol.members import read_valid
from harness.wire.message import Response
from harness.wire.refusal import Refusal

_SIGNING = "CodeSigningConfigArn"


def handlers() -> Handlers:
    return {
        "ListEventSourceMappings": lambda call: described({"EventSourceMappings": []}),
        "GetEventSourceMapping": lambda call: refusal.no_such_resource(),
        "UpdateEventSourceMapping": lambda call: refusal.no_such_resource(),
        "DeleteEventSourceMapping": lambda call: refusal.no_such_resource(),
        "ListCodeSigningConfigs": lambda call: described({"CodeSigningConfigs": []}),
        "GetCodeSigningConfig": _no_signing_config,
        "GetFunctionCodeSigningConfig": lambda call: described({}),
        "PutFunctionCodeSigningConfig": _put_signing,
        "DeleteFunctionCodeSigningConfig": lambda call: Response(204),
    }


def _no_signing_config(call: Call) -> Reply:
    arn = call.route.parameters[_SIGNING]
    return refusal.not_found_because(
        f"The Lambda code signing configuration {arn} can not be found."
    )


def _put_signing(call: Call) -> Reply:
    members = read_valid(call.body, {_SIGNING: Text(200)}, (_SIGNING,))
    if isinstance(members, Refusal):
        return members
    return Refusal(
        "CodeSigningConfigNotFoundException",
        "The code signing configuration cannot be found. Check that the provided configuration is "
        f"not deleted: {members[_SIGNING]}.",
        status=404,
    )
