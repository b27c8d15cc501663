"""What no function here has: event source mappings and code signing. Lists are empty, and what a
request names does not exist, in AWS's words (LocalStack's snapshots, 2024-04 to 2025-11)."""

from harness.lambdas.control.request import ControlRequest, Handlers, Members, Reply, with_members
from harness.lambdas.protocol import refusal
from harness.lambdas.protocol.constraint import Text
from harness.lambdas.protocol.description import described
from harness.wire.message import Response
from harness.wire.refusal import Refusal

_SIGNING = "CodeSigningConfigArn"


def _no_signing_config(request: ControlRequest) -> Reply:
    arn = request.route.parameters[_SIGNING]
    return refusal.not_found_because(
        f"The Lambda code signing configuration {arn} can not be found."
    )


def _put_signing(request: ControlRequest, members: Members) -> Reply:
    return Refusal(
        "CodeSigningConfigNotFoundException",
        "The code signing configuration cannot be found. Check that the provided configuration is "
        f"not deleted: {members[_SIGNING]}.",
        status=404,
    )


HANDLERS: Handlers = {
    "ListEventSourceMappings": lambda request: described({"EventSourceMappings": []}),
    "GetEventSourceMapping": lambda request: refusal.NO_SUCH_RESOURCE,
    "UpdateEventSourceMapping": lambda request: refusal.NO_SUCH_RESOURCE,
    "DeleteEventSourceMapping": lambda request: refusal.NO_SUCH_RESOURCE,
    "ListCodeSigningConfigs": lambda request: described({"CodeSigningConfigs": []}),
    "GetCodeSigningConfig": _no_signing_config,
    "GetFunctionCodeSigningConfig": lambda request: described({}),
    "PutFunctionCodeSigningConfig": with_members(_put_signing, {_SIGNING: Text(200)}, (_SIGNING,)),
    "DeleteFunctionCodeSigningConfig": lambda request: Response(204),
}
