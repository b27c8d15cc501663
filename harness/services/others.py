"""Answers what is neither DynamoDB's nor Lambda's."""

import uuid
from collections.abc import Callable

from harness.clock import epoch_ns
from harness.model.caller import USER_ACCESS_KEY, Caller, credentials_of
from harness.model.function import Function
from harness.services import identity, refusal, unserved
from harness.services.notes import Notes
from harness.services.signing_name import STS, form_of
from harness.wire.message import Request, Response
from harness.wire.refusal import Refusal
from harness.wire.signature import UNSIGNED, BadSignature, Signatures

# AWS STS API Reference, "Common error types" (2026): its codes for what others call exceptions.
_CODES = {
    "MissingAuthenticationTokenException": "MissingAuthenticationToken",
    "IncompleteSignatureException": "IncompleteSignature",
    "InvalidSignatureException": "SignatureDoesNotMatch",
    "UnrecognizedClientException": "InvalidClientTokenId",
}


class OtherServices:
    """Answers calls that no other room serves. ``identify``: who signed with this access key and
    session token. ``function_of``: whose the access key is, None where it is no function's.
    ``note``: takes a sentence for the run's events."""

    def __init__(
        self,
        identify: Callable[[str, str], Caller],
        function_of: Callable[[str], Function | None],
        note: Callable[[str], None],
        *,
        account_id: str,
        signatures: Signatures | None = None,
    ) -> None:
        self._identify = identify
        self._function_of = function_of
        self._notes = Notes(note)
        self._account_id = account_id
        self._signatures = signatures

    def handle(self, request: Request, signing_name: str) -> Response:
        """Answer a request that is signed for ``signing_name``."""
        request_id = str(uuid.uuid4())
        if signing_name == STS and form_of(request).get("Action") == identity.OPERATION:
            return self._identity(request, request_id)
        services = unserved.candidates(request, signing_name)
        caller = self._identify(*credentials_of(request.headers)).name
        self._notes.once(
            f"{caller} called {signing_name}, which is not served here: answered HTTP 400"
        )
        protocol = unserved.protocol_of(request, services)
        return refusal.encode(
            protocol, unserved.refusal_of(signing_name, services), request, request_id
        )

    def _identity(self, request: Request, request_id: str) -> Response:
        bad = self._check(request)
        if bad is not None:
            refused = Refusal(_CODES[bad.code], bad.message, status=403)
            return refusal.encode(refusal.QUERY, refused, request, request_id)
        function = self._function_of(credentials_of(request.headers)[0])
        if function is None:
            caller = identity.of_user(USER_ACCESS_KEY, self._account_id)
        else:
            caller = identity.of_function(function.name, function.role, self._account_id)
        return identity.answer(caller, request, request_id)

    def _check(self, request: Request) -> BadSignature | None:
        """A presigned request is taken as it is."""
        if b"X-Amz-Signature=" in request.target:
            return None
        if b"authorization" not in request.headers:
            return UNSIGNED
        if self._signatures is None:
            return None
        return self._signatures.check(request, STS, epoch_ns() / 1e9)
