"""Who signed a call."""

from collections.abc import Mapping
from dataclasses import dataclass

CLIENT = "client"
SETUP = "setup"

# Calls signed with this access key prepare data: recorded as ``setup``, never limited, left out of
# every verdict. DynamoDB Local takes letters and digits only.
SETUP_ACCESS_KEY = "HarnessSetup"

# What ``harness up`` prints for the user's shell.
USER_ACCESS_KEY = "local"

# Of the load generator and ``harness invoke``, which do not sign: that would cost 1.5 ms a request.
LOAD_ACCESS_KEY = "HarnessLoad"

# What a load calls the requests of one sort, for example ``register entry``.
KIND_HEADER = "X-Harness-Kind"

# Which request of a load it is, from 1, in the order in which they were drawn.
NUMBER_HEADER = "X-Harness-Request-Number"

_NUMBER_HEADER = NUMBER_HEADER.lower().encode()

# Calls signed with a key that begins so belong to one test of a suite; see the room ``cases``.
CASE_KEY_PREFIX = "HarnessCase"

# Of every access key here: known to everybody, it keeps nobody out.
SECRET_KEY = "local"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who called. ``name``: the function's, or ``client``, or ``setup``. ``invocation``,
    ``kind`` and ``request_number``: of the Lambda invocation that its environment is serving.
    ``case``: the access key of the test that it all goes back to, if any."""

    name: str
    invocation: str | None = None
    kind: str | None = None
    case: str | None = None
    request_number: int | None = None


def number_of(headers: Mapping[bytes, bytes]) -> int | None:
    """The number in a request's headers, None where there is none."""
    digits = headers.get(_NUMBER_HEADER, b"")
    return int(digits) if digits.isdigit() else None


def access_key_of(authorization: bytes) -> str:
    """The access key id of a SigV4 Authorization header, or "" where there is none."""
    _, separator, rest = authorization.partition(b"Credential=")
    return rest.partition(b"/")[0].decode("latin-1") if separator else ""


def credentials_of(headers: Mapping[bytes, bytes]) -> tuple[str, str]:
    """The access key id and the session token that a request was signed with, or "" each."""
    token = headers.get(b"x-amz-security-token", b"").decode("latin-1")
    return access_key_of(headers.get(b"authorization", b"")), token


def unsigned_authorization(access_key: str, service: str) -> str:
    """An Authorization header that says who calls what, with no signature."""
    scope = f"20260101/us-east-1/{service}/aws4_request"
    return f"AWS4-HMAC-SHA256 Credential={access_key}/{scope}, SignedHeaders=host, Signature=none"
