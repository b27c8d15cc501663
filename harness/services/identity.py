"""``sts:GetCallerIdentity``, which many tools ask before their work.

Sources: AWS STS API Reference, GetCallerIdentity, and IAM User Guide, "IAM identifiers" (2026): a
function is a session of its role, named after itself. Doubtful: the JSON for a client that accepts
it, which the API Reference does not describe.
"""

import hashlib

import orjson

from harness.wire.message import Request, Response

OPERATION = "GetCallerIdentity"
_NAMESPACE = "https://sts.amazonaws.com/doc/2011-06-15/"


def of_user(name: str, account_id: str) -> dict[str, str]:
    """GetCallerIdentity's members for whoever is no function."""
    return {
        "Arn": f"arn:aws:iam::{account_id}:user/{name}",
        "UserId": _unique_id("AIDA", name),
        "Account": account_id,
    }


def of_function(function: str, role_arn: str, account_id: str) -> dict[str, str]:
    """GetCallerIdentity's members for a function. ``role_arn``: "" where its template or creator
    names none. The path of a role is no part of its sessions' ARNs."""
    role = role_arn.rpartition("/")[2] or f"{function}-role"
    return {
        "Arn": f"arn:aws:sts::{account_id}:assumed-role/{role}/{function}",
        "UserId": f"{_unique_id('AROA', role)}:{function}",
        "Account": account_id,
    }


def answer(identity: dict[str, str], request: Request, request_id: str) -> Response:
    """The response to GetCallerIdentity, in XML or, for a client that accepts it, JSON."""
    if b"application/json" in request.headers.get(b"accept", b""):
        return _response(_json(identity, request_id), b"application/json", request_id)
    members = "".join(f"<{name}>{value}</{name}>" for name, value in identity.items())
    body = (
        f'<{OPERATION}Response xmlns="{_NAMESPACE}"><{OPERATION}Result>{members}'
        f"</{OPERATION}Result><ResponseMetadata><RequestId>{request_id}</RequestId>"
        f"</ResponseMetadata></{OPERATION}Response>"
    )
    return _response(body.encode(), b"text/xml", request_id)


def _json(identity: dict[str, str], request_id: str) -> bytes:
    return orjson.dumps(
        {
            f"{OPERATION}Response": {
                f"{OPERATION}Result": identity,
                "ResponseMetadata": {"RequestId": request_id},
            }
        }
    )


def _response(body: bytes, kind: bytes, request_id: str) -> Response:
    return Response(
        200, body, [(b"content-type", kind), (b"x-amzn-requestid", request_id.encode())]
    )


def _unique_id(prefix: str, name: str) -> str:
    """An id in the shape of IAM's, the same at every start."""
    return prefix + hashlib.sha256(name.encode()).hexdigest()[:17].upper()
