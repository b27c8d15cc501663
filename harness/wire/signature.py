"""Optional: is a request signed by who it says, as AWS checks it (Signature Version 4)?

Words and order of the checks: dynalite, index.js, recorded on DynamoDB (2013 to 2019); the mismatch
as captured on 2023-11-20 by a public client: since then without the canonical string. Lambda has
the same codes and words (erlcloud issue 690, 2021). Only the Authorization header is read, no query
of a presigned request.

The canonical request is made here, not by botocore's ``SigV4Auth``: for that a request would have
to become one of botocore's, which makes a check three to four times slower (125 instead of 38 µs),
and importing it takes 0.25 s of a start (2026-11, in turn, one core). The tests hold both equal.
"""

import hashlib
import hmac
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from urllib.parse import parse_qsl, quote

from harness.model.caller import access_key_of
from harness.wire.message import Request

_ALGORITHM = "AWS4-HMAC-SHA256"
_TERMINATOR = "aws4_request"
_DATE_FORMAT = "%Y%m%dT%H%M%SZ"
_EXPIRES = timedelta(minutes=15)
_EARLY = timedelta(minutes=5)  # doubtful: seen of other services, not of DynamoDB
_PARAMETERS = (b"Credential", b"Signature", b"SignedHeaders")

_MISMATCH = (
    "The request signature we calculated does not match the signature you provided. Check your AWS "
    "Secret Access Key and signing method. Consult the service documentation for details."
)


@dataclass(frozen=True, slots=True)
class BadSignature:
    """AWS's code and message; how they are sent depends on the service."""

    code: str
    message: str


UNSIGNED = BadSignature(
    "MissingAuthenticationTokenException", "Request is missing Authentication Token"
)
_UNRECOGNIZED = BadSignature(
    "UnrecognizedClientException", "The security token included in the request is invalid."
)


@dataclass(frozen=True, slots=True)
class _Signed:
    """An Authorization header's parts. ``scope``: what follows the access key id."""

    algorithm: str
    credential: str
    headers: str
    signature: str
    date: str

    @property
    def access_key(self) -> str:
        return self.credential.partition("/")[0]

    @property
    def scope(self) -> str:
        return self.credential.partition("/")[2]


class Signatures:
    """``secrets`` gives the secret of an access key id, None for an unknown one. ``unchecked``:
    access key ids whose signatures are not looked at."""

    def __init__(
        self,
        secrets: Callable[[str], str | None],
        *,
        region: str,
        unchecked: Collection[str] = (),
    ) -> None:
        self._secrets = secrets
        self._region = region
        self._unchecked = unchecked

    def check(self, request: Request, service: str, now_s: float) -> BadSignature | None:
        """What AWS answers to a request that is not signed well, None to one that is.

        ``service``: the name that it has to be signed for. ``now_s``: seconds since the epoch.
        """
        if access_key_of(request.headers.get(b"authorization", b"")) in self._unchecked:
            return None
        signed = _parse(request.headers)
        if isinstance(signed, BadSignature):
            return signed
        fault = _review_date(signed.date, now_s) or _review_form(signed)
        fault = fault or self._review_scope(signed, service)
        if fault is not None:
            return fault
        secret = self._secrets(signed.access_key)
        if secret is None:
            return _UNRECOGNIZED
        expected = _signature(request, signed, secret)
        matches = hmac.compare_digest(expected.encode(), signed.signature.encode())
        return None if matches else _invalid(_MISMATCH)

    def _review_scope(self, signed: _Signed, required_service: str) -> BadSignature | None:
        """Of the access key's own checks the last: each wrong part has its sentence."""
        date, region, service, terminator = signed.scope.split("/")
        day = signed.date[:8]
        faults = []
        if region != self._region:
            faults.append(f"Credential should be scoped to a valid region, not '{region}'. ")
        if service != required_service:
            faults.append(f"Credential should be scoped to correct service: '{required_service}'. ")
        if terminator != _TERMINATOR:
            faults.append(
                f"Credential should be scoped with a valid terminator: '{_TERMINATOR}', "
                f"not '{terminator}'. "
            )
        if date != day:
            faults.append(
                "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date "
                f"from HTTP: '{date}' != '{day}', from '{signed.date}'."
            )
        return _invalid("".join(faults)) if faults else None


def incomplete(headers: dict[bytes, bytes]) -> BadSignature | None:
    """What is missing in an Authorization header of Signature Version 4, None where nothing is."""
    authorization = headers[b"authorization"]
    missing = [
        f"Authorization header requires '{name.decode()}' parameter. "
        for name in _PARAMETERS
        if name + b"=" not in authorization
    ]
    if b"x-amz-date" not in headers and b"date" not in headers:
        missing.append(
            "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. "
        )
    if not missing:
        return None
    return _incomplete("".join(missing) + "Authorization=" + authorization.decode("latin-1"))


def _parse(headers: dict[bytes, bytes]) -> _Signed | BadSignature:
    authorization = headers.get(b"authorization", b"")
    if not authorization.startswith(b"AWS4-"):
        return UNSIGNED
    fault = incomplete(headers)
    if fault is not None:
        return fault
    text = authorization.decode("latin-1")
    algorithm, *words = text.replace(",", " ").split()
    for word in words:
        if "=" not in word:
            # Seen in the field: aws-sdk-go issue 289, boto3 issue 2280 (2015 to 2020).
            return _incomplete(
                f"'{word}' not a valid key=value pair (missing equal-sign) in Authorization "
                f"header: '{text}'."
            )
    parameters = dict(word.split("=", 1) for word in words)
    date = (headers.get(b"x-amz-date") or headers[b"date"]).decode("latin-1")
    credential = parameters.get("Credential", "").rstrip("/")  # AWS ignores slashes at the end
    return _Signed(
        algorithm,
        credential,
        parameters.get("SignedHeaders", ""),
        parameters.get("Signature", ""),
        date,
    )


def _review_date(text: str, now_s: float) -> BadSignature | None:
    try:
        date = datetime.strptime(text, _DATE_FORMAT).replace(tzinfo=UTC)
    except ValueError:
        return _incomplete(
            f"Date must be in ISO-8601 'basic format'. Got '{text}'. "
            "See http://en.wikipedia.org/wiki/ISO_8601"
        )
    now = datetime.fromtimestamp(int(now_s), UTC)
    if date < now - _EXPIRES:
        earliest = _text(now - _EXPIRES)
        return _invalid(
            f"Signature expired: {text} is now earlier than {earliest} ({_text(now)} - 15 min.)"
        )
    if date > now + _EARLY:
        latest = _text(now + _EARLY)
        return _invalid(
            f"Signature not yet current: {text} is still later than {latest} "
            f"({_text(now)} + 5 min.)"
        )
    return None


def _review_form(signed: _Signed) -> BadSignature | None:
    if "host" not in signed.headers.lower().split(";"):
        return _invalid("'Host' must be a 'SignedHeader' in the AWS Authorization.")
    if signed.algorithm != _ALGORITHM:
        return _incomplete(
            f"Unsupported AWS 'algorithm': '{signed.algorithm}' (only {_ALGORITHM} for now). "
        )
    if signed.credential.count("/") != 4:
        return _incomplete(
            "Credential must have exactly 5 slash-delimited elements, "
            f"e.g. keyid/date/region/service/term, got '{signed.credential}'"
        )
    return None


def _signature(request: Request, signed: _Signed, secret: str) -> str:
    """IAM User Guide, "Create a signed AWS API request" (2026 copy)."""
    canonical = hashlib.sha256(_canonical(request, signed.headers)).hexdigest()
    text = f"{_ALGORITHM}\n{signed.date}\n{signed.scope}\n{canonical}"
    return _hmac(_signing_key(secret, signed.scope), text).hex()


def _canonical(request: Request, signed_headers: str) -> bytes:
    path, _, query = request.target.decode("latin-1").partition("?")
    headers = "".join(f"{name}:{_header(request, name)}\n" for name in signed_headers.split(";"))
    lines = (
        request.method.decode("latin-1"),
        quote(path, safe="/-_.~") or "/",
        _canonical_query(query),
        headers,
        signed_headers,
        hashlib.sha256(request.body if request.sent is None else request.sent).hexdigest(),
    )
    return "\n".join(lines).encode()


def _header(request: Request, name: str) -> str:
    """Trimmed, and each run of spaces one."""
    return " ".join(request.headers.get(name.encode(), b"").decode("utf-8", "replace").split())


def _canonical_query(query: str) -> str:
    pairs = (
        (quote(name, safe="-_.~"), quote(value, safe="-_.~"))
        for name, value in parse_qsl(query, keep_blank_values=True)
    )
    return "&".join(f"{name}={value}" for name, value in sorted(pairs))


@lru_cache(maxsize=64)
def _signing_key(secret: str, scope: str) -> bytes:
    key = b"AWS4" + secret.encode()
    for part in scope.split("/"):
        key = _hmac(key, part)
    return key


def _hmac(key: bytes, text: str) -> bytes:
    return hmac.digest(key, text.encode(), "sha256")


def _text(date: datetime) -> str:
    return date.strftime(_DATE_FORMAT)


def _invalid(message: str) -> BadSignature:
    return BadSignature("InvalidSignatureException", message)


def _incomplete(message: str) -> BadSignature:
    return BadSignature("IncompleteSignatureException", message)
