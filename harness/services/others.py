"""Answers what is neither DynamoDB's nor Lambda's."""

import uuid
from collections.abc import Callable

from harness.model.caller import USER_ACCESS_KEY, Caller, credentials_of
from harness.model.function import Function
from harness.services import identity, refusal, unserved
from harness.services.owner import STS, form_of
from harness.wire.message import Request, Response

# Of one run: a client may make names up.
_NOTES_MAX = 100

_UNSIGNED = refusal.Fault(
    "MissingAuthenticationToken", "Request is missing Authentication Token", 403
)


class OtherServices:
    """``identify``: who signed with this access key and session token. ``function_of``: whose the
    access key is, None where it is no function's. ``note``: takes a sentence for the run's events.
    """

    def __init__(
        self,
        identify: Callable[[str, str], Caller],
        function_of: Callable[[str], Function | None],
        note: Callable[[str], None],
        *,
        account_id: str,
    ) -> None:
        self._identify = identify
        self._function_of = function_of
        self._note = note
        self._account_id = account_id
        self._noted: set[tuple[str, str]] = set()

    def handle(self, request: Request, owner: str) -> Response:
        """``owner``: the name that the request is signed for."""
        request_id = str(uuid.uuid4())
        if owner == STS and form_of(request).get("Action") == identity.OPERATION:
            return self._identity(request, request_id)
        services = unserved.candidates(request, owner)
        self._note_once(self._identify(*credentials_of(request.headers)).name, owner)
        protocol = unserved.protocol_of(request, services)
        return refusal.answer(protocol, unserved.fault_of(owner, services), request, request_id)

    def _identity(self, request: Request, request_id: str) -> Response:
        if not _is_signed(request):
            return refusal.answer(refusal.QUERY, _UNSIGNED, request, request_id)
        function = self._function_of(credentials_of(request.headers)[0])
        if function is None:
            caller = identity.of_user(USER_ACCESS_KEY, self._account_id)
        else:
            caller = identity.of_function(function.name, function.role, self._account_id)
        return identity.answer(caller, request, request_id)

    def _note_once(self, caller: str, owner: str) -> None:
        call = (caller, owner)
        if call not in self._noted and len(self._noted) < _NOTES_MAX:
            self._noted.add(call)
            self._note(f"{caller} called {owner}, which is not served here: answered HTTP 400")


def _is_signed(request: Request) -> bool:
    return b"authorization" in request.headers or b"X-Amz-Signature=" in request.target
