"""Whose a request is: the service that it is signed for, or that its form gives away.

The order is that of what can be relied on: the signature's scope, X-Amz-Target (Amazon Cognito's
SignUp and others are unsigned), S3's first way of presigning, a form's Action and Version. A path
says least: Route 53's and CloudFront's begin with a date, as Lambda's do.
"""

import re
from urllib.parse import parse_qsl, unquote_to_bytes

from harness.services import catalogue
from harness.wire.message import Request

ANONYMOUS = ""

DYNAMODB = "dynamodb"
LAMBDA = "lambda"
STS = "sts"
S3 = "s3"

# Signature Version 4 and 4a (IAM User Guide, "Elements of an AWS API request signature", 2026): the
# service is what comes before the terminator; 4a has no Region.
_TERMINATOR = b"/aws4_request"
_PRESIGNED = re.compile(rb"[?&]X-Amz-Credential=([^&]*)", re.IGNORECASE)
_FORM = b"application/x-www-form-urlencoded"

# S3 API Reference, "Browser-based uploads using POST" (2026): the field policy is what is signed.
_UPLOAD = b"multipart/form-data"
_POLICY = b'name="policy"'


def signing_name_of(request: Request) -> str:
    """The signing name, ``s3`` for example; ANONYMOUS where nothing says."""
    authorization = request.headers.get(b"authorization", b"")
    if b"/dynamodb/aws4_request" in authorization:  # nearly all of them, and they are many
        return DYNAMODB
    return _signed_for(authorization) or _presigned_for(request.target) or _unsigned(request)


def form_of(request: Request) -> dict[str, str]:
    """The parameters of a request in the query protocol, in its body and behind its path."""
    query = request.target.partition(b"?")[2]
    sent = request.headers.get(b"content-type", b"").startswith(_FORM)
    pairs = parse_qsl(query.decode("latin-1")) if query else []
    pairs += parse_qsl(request.body.decode("latin-1")) if sent else []
    return dict(pairs)


def _signed_for(authorization: bytes) -> str:
    # Signature Version 2 in the header is S3's alone (S3 API Reference, RESTAuthentication).
    return S3 if authorization.startswith(b"AWS ") else _scope_of(authorization)


def _presigned_for(target: bytes) -> str:
    credential = _PRESIGNED.search(target)
    return _scope_of(unquote_to_bytes(credential[1])) if credential else ""


def _scope_of(credential: bytes) -> str:
    end = credential.find(_TERMINATOR)
    return credential[credential.rfind(b"/", 0, end) + 1 : end].decode("latin-1") if end > 0 else ""


def _unsigned(request: Request) -> str:
    prefix = request.headers.get(b"x-amz-target", b"").rpartition(b".")[0]
    if prefix:
        return _shared_scope(catalogue.with_target(prefix.decode("latin-1")))
    form = form_of(request)
    if "Action" in form and "Version" in form:
        return _shared_scope(catalogue.with_form_version(form["Version"]))
    presigned = "AWSAccessKeyId" in form and "Signature" in form
    return S3 if presigned or _is_upload(request) else ANONYMOUS


def _is_upload(request: Request) -> bool:
    kind = request.headers.get(b"content-type", b"")
    return kind.startswith(_UPLOAD) and _POLICY in request.body


def _shared_scope(candidates: tuple[catalogue.Service, ...]) -> str:
    return candidates[0].scopes[0] if candidates else ANONYMOUS
